import { isFault } from '../model/errors.ts';
import type { Round, RoundOutcome, WakeReason } from '../model/loop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Busy, CommandEnd, HostPart, HostStatus } from './api/contract.ts';
import type { EventLog } from './api/host-face.ts';
import { takeTurns } from './aside.ts';
import type { SetupAsk, SetupEnd } from './setup-ask.ts';
import { factsPace } from './facts-pace.ts';
import { setupTurn } from './setup-turn.ts';
import { hostNews, type HostNews } from './host-news.ts';
import { hostRound } from './host-round.ts';
import { hostView, type HostView, type LoopSight } from './host-view.ts';
import { keepLoop, type KeeperParts, type LoopKeeper } from './loop-keeper.ts';
import type { LoopCounters, LoopParts } from './loop.ts';
import { loopSight } from './loop-sight.ts';
import { endsWithin } from './loop-sleeper.ts';
import { noRounds, type RoundTally, tallied } from './round-tally.ts';
import type { EngineThread, RoundEnd } from './thread/engine-thread.ts';
import { wakeWaits, type WakeWaits } from './wake-waits.ts';

/** For a thread that is cut off to be gone. */
const cutOffMsMax = 500;

export interface HostParts extends Pick<KeeperParts, 'settings' | 'watchers'> {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly thread: EngineThread;
  readonly identity: Pick<HostPart, 'version' | 'pid' | 'startedAt'>;
  readonly events: EventLog;
  /** The home's folder, for people. */
  readonly home: string;
  /** Asked at each round while nothing is connected: may do it, or say why it cannot. */
  connect(signal: AbortSignal): Promise<'connected' | 'waiting' | { readonly code: string; readonly exit: number }>;
  /** True once for each notice, also over restarts. */
  isNews(noticeId: string): boolean;
  readonly power?: NonNullable<LoopParts['power']>;
  /** After each event of the loop. */
  beat?(status: HostStatus): void;
}

/** The host without its doors: what the API, the shell and the commands act on. */
export interface Host {
  status(): HostStatus;
  /** Resolves when the look that this asks for has ended, or when there will be none. */
  wake(reason: WakeReason): Promise<void>;
  /** Null: until resumed. */
  pause(forMs: number | null): void;
  resume(): void;
  command(argv: readonly string[], signal: AbortSignal): Promise<CommandEnd>;
  /** Connects this machine, or looks what that would come to; what came of it, a fault too. Faults: `home-busy`, `interrupted`, `engine-crashed`. */
  setup(ask: SetupAsk, signal: AbortSignal): Promise<SetupEnd>;
  aside(signal: AbortSignal): Promise<{ readonly granted: true; over(): void }>;
  counters(): LoopCounters;
  /** Ends the round under way and the thread; what does not end within `withinMs` is cut off. Idempotent. */
  stop(withinMs: number): Promise<void>;
}

/**
 * Keeps one home in sync until stopped: rounds when they are due, and a truthful word on how things stand. Without a
 * connection it waits for one. Faults: those of `settings`.
 */
export async function startHost(parts: HostParts): Promise<Host> {
  const { clock, log, thread } = parts;
  const view = hostView();
  const waits = wakeWaits();
  // The loop may tell of its first event before the keeper is there.
  let keeper: LoopKeeper | null = null;
  const status = (): HostStatus => ({
    status: view.status(),
    host: view.part(keeper === null ? notYet : loopSight(keeper.loop()), parts.identity, clock.now()),
  });
  const news = hostNews({ clock, events: parts.events, isNews: parts.isNews, status });
  const changed = () => {
    if (keeper === null) return;
    waits.look(keeper.loop());
    news.publish();
    parts.beat?.(status());
  };
  const tellFacts = factsPace(parts);
  let tally = noRounds;
  const count = (of: Round, end: RoundEnd) => void (tally = tallied(tally, of, end));
  const round = async (asked: Round, signal: AbortSignal): Promise<{ readonly outcome: RoundOutcome }> => {
    waits.began();
    try {
      const kept = await keeping;
      const hindered = await prepare(parts, kept, view, signal);
      if (hindered !== null) return { outcome: hindered };
      const outcome = await hostRound(asked, signal, { clock, log, thread, view, news, count });
      if (outcome.kind === 'done') await tellFacts(kept.settings().connection, signal);
      return { outcome };
    } finally {
      waits.ended();
    }
  };
  const power = parts.power === undefined ? {} : { power: parts.power };
  const keeping = keepLoop({
    ...parts,
    loop: { clock, random: parts.random, thread: { round }, changed, ...power },
    settingsChanged: () => thread.release(),
    connected: view.connected,
  });
  keeper = await keeping;
  changed();
  return hostOver(parts, { keeper, view, waits, news, status, changed, tally: () => tally });
}

/** Shown for the blink of an eye before the first round. */
const notYet: LoopSight = { paused: null, waits: null, hasChanges: false, pollMs: 0, nextLookAt: null };

/** Settings as they are now, and a connection; else what the round comes to without the engine. */
async function prepare(
  parts: HostParts,
  keeper: LoopKeeper,
  view: HostView,
  signal: AbortSignal,
): Promise<RoundOutcome | null> {
  const stopped = (fault: { readonly code: string; readonly exit: number }): RoundOutcome => {
    if (fault.code !== 'interrupted') view.failed(fault, parts.clock.now());
    return { kind: 'stopped', code: fault.code, tookMs: 0 };
  };
  const fault = await keeper.refresh();
  if (fault !== null) return stopped(fault);
  if (keeper.settings().connection !== null) return null;
  try {
    const became = await parts.connect(signal);
    if (became === 'waiting') return { kind: 'done', moved: false, tookMs: 0 };
    if (became !== 'connected') return stopped(became);
  } catch (error) {
    if (!isFault(error, 'interrupted')) parts.log.warn('connecting.failed', { error });
    return stopped(isFault(error) ? error : { code: 'unexpected', exit: 1 });
  }
  const stillFault = await keeper.refresh();
  return stillFault === null ? null : stopped(stillFault);
}

interface Workings {
  readonly keeper: LoopKeeper;
  readonly view: HostView;
  readonly waits: WakeWaits;
  readonly news: HostNews;
  status(): HostStatus;
  changed(): void;
  tally(): RoundTally;
}

function hostOver(parts: HostParts, { keeper, view, waits, news, status, changed, tally }: Workings): Host {
  const { clock, log, thread } = parts;
  const progressed = (busy: Busy | null) => {
    view.progressed(busy, clock.now());
    news.progress(busy);
  };
  const stopListening = thread.onProgress(progressed);
  const turns = takeTurns({
    thread,
    stepAside: keeper.stepAside,
    working(isAtWork) {
      progressed(isAtWork ? personAtWork(clock.now()) : null);
      if (isAtWork) return;
      view.doubt();
      // Where rounds may run, the next one reads the settings first; where it is paused nobody else would.
      keeper.refresh().catch((error: unknown) => log.error('settings.failed', { error }));
      keeper.loop().wake('command');
    },
  });
  let isStopped = false;
  return {
    status,
    async wake(reason) {
      keeper.loop().wake(reason);
      await waits.next(keeper.loop());
    },
    pause(forMs) {
      keeper.loop().pause(forMs === null ? null : clock.now() + forMs);
      changed();
    },
    resume() {
      keeper.loop().resume();
      changed();
    },
    command: turns.command,
    setup: setupTurn({ clock, turns, thread, home: parts.home, refresh: keeper.refresh }),
    aside: turns.aside,
    counters: () => keeper.loop().counters(),
    async stop(withinMs) {
      if (isStopped) return;
      isStopped = true;
      news.end();
      waits.end();
      stopListening();
      // A round that does not hear the loop's abort ends with its thread.
      const work = Promise.all([keeper.stop(), thread.stop(withinMs)]).catch((error: unknown) =>
        log.error('host.stop-failed', { error }),
      );
      // One statement of SQLite may keep even a terminated thread alive.
      if (!(await endsWithin(clock, work, withinMs + cutOffMsMax))) log.error('host.stop-hung', {});
      log.info('host.stopped', { ...keeper.loop().counters(), ...tally() });
    },
  };
}

/** What is at work while the engine is aside: nobody tells us more. */
function personAtWork(now: number): Busy {
  return { what: 'command', since: now, phase: null, doneBytes: 0, totalBytes: null };
}
