/** A host over a thread that does what the test says, in a time that passes when the test says so. */
import assert from 'node:assert/strict';
import { eventLog } from '../../core/host/api/event-log.ts';
import { startHost, type Host } from '../../core/host/host.ts';
import type { HostSettings } from '../../core/host/loop-keeper.ts';
import type { EngineThread, RoundEnd } from '../../core/host/thread/engine-thread.ts';
import { nothingMoved } from '../../core/host/thread/found.ts';
import { fail } from '../../core/model/errors.ts';
import type { Round, RoundOutcome } from '../../core/model/loop.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { keepingLogger } from '../support/silent-logger.ts';
import { sampleStatus } from './sample-status.ts';

const policy = {
  quietPeriodMs: 20_000,
  maxDelayMs: 300_000,
  pollMinMs: 15_000,
  pollMaxMs: 300_000,
  waitOnBattery: false,
  waitOnMetered: false,
};

/** What a test may change while the host runs. */
export interface Script {
  settings: HostSettings | Promise<HostSettings>;
  /** What the next rounds come to. `held`: they end by `finish` or their signal; `deaf`: by `finish` alone. */
  rounds: 'done' | 'held' | 'deaf' | 'crash';
  connect: 'connected' | 'waiting';
  /** A thread that cannot even be ended. */
  isThreadStuck: boolean;
}

export function settingsOf(connection: string | null, sourcePath: string): HostSettings {
  return { policy, connection, sourcePath, all: JSON.stringify([connection, sourcePath]) };
}

export interface HostScene {
  readonly host: Host;
  readonly script: Script;
  /** All rounds that the thread was asked for. */
  readonly rounds: readonly Round[];
  readonly signals: readonly AbortSignal[];
  /** After which rounds, by their number, the machine's facts were looked at. */
  readonly facts: readonly number[];
  readonly logged: ReturnType<typeof keepingLogger>['events'];
  /** How many rounds are under way at this moment. */
  running(): number;
  /** Ends all rounds under way. */
  finish(): Promise<void>;
  advance(ms: number): Promise<void>;
  sleepers(): number;
}

export async function hostScene(more: Partial<Script> = {}): Promise<HostScene> {
  const clock = fakeClock({ sleep: 'when-told' });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const advance = async (ms: number) => {
    await settled();
    await clock.advance(ms);
    await settled();
  };
  const script: Script = {
    settings: settingsOf('folder', '/m/claude-mem.db'),
    rounds: 'done',
    connect: 'waiting',
    isThreadStuck: false,
    ...more,
  };
  const rounds: Round[] = [];
  const signals: AbortSignal[] = [];
  const facts: number[] = [];
  const held = new Set<() => void>();
  const ofHeld = (signal: AbortSignal, isDeaf: boolean) =>
    new Promise<RoundOutcome>((resolve) => {
      const end = (outcome: RoundOutcome) => {
        held.delete(finish);
        resolve(outcome);
      };
      const finish = () => end(done);
      held.add(finish);
      const interrupted = { kind: 'stopped', code: 'interrupted', tookMs: 1 } as const;
      if (!isDeaf) signal.addEventListener('abort', () => end(interrupted), { once: true });
    });
  const thread: EngineThread = {
    async round(round, signal): Promise<RoundEnd> {
      rounds.push(round);
      signals.push(signal);
      if (script.rounds === 'crash') throw fail('engine-crashed', { detail: 'exit code 1' });
      const outcome = script.rounds === 'done' ? done : await ofHeld(signal, script.rounds === 'deaf');
      return { outcome, status: null, moved: nothingMoved, fault: null, requests: 1 };
    },
    status: () => Promise.resolve(sampleStatus()),
    facts: () => {
      facts.push(rounds.length);
      return Promise.resolve('not-due');
    },
    command: () => Promise.resolve({ exitCode: 0, document: {}, notes: [] }),
    setup: () => Promise.reject(new Error('not asked for here')),
    release: () => Promise.resolve(),
    busy: () => null,
    onProgress: () => () => {},
    stop: (withinMs) => (script.isThreadStuck ? new Promise(() => {}) : clock.sleep(withinMs)),
  };
  const log = keepingLogger();
  const host = await startHost({
    clock,
    random: { hex: () => '80000000' },
    log,
    thread,
    identity: { version: '0.0.0', pid: 1, startedAt: 0 },
    events: eventLog(fakeRandom(1)),
    home: '/home/person/.membridge',
    settings: () => Promise.resolve(script.settings),
    watchers: () => [],
    connect: () => Promise.resolve(script.connect),
    isNews: () => false,
  });
  return {
    host,
    script,
    rounds,
    signals,
    facts,
    logged: log.events,
    running: () => held.size,
    async finish() {
      for (const end of held) end();
      await settled();
    },
    advance,
    sleepers: clock.sleepers,
  };
}

const done: RoundOutcome = { kind: 'done', moved: false, tookMs: 10, wholeMs: 5 };

/** Stops the host while its time passes, and says what it left. */
export async function stopped({ host, advance, sleepers }: HostScene, withinMs: number): Promise<void> {
  let isStopped = false;
  const stopping = host.stop(withinMs).then(() => (isStopped = true));
  await advance(5_000);
  assert.ok(isStopped, 'not stopped within 5 s');
  await stopping;
  assert.equal(sleepers(), 0);
}
