import type { ApiTools } from '../../../core/host/api/api-tools.ts';
import type { CommandEnd, HostStatus, RoundEvent, WakeReason } from '../../../core/host/api/contract.ts';
import type { SetupFacts, SetupTest } from '../../../core/host/api/contract-setup.ts';
import { eventLog } from '../../../core/host/api/event-log.ts';
import { apiHandler, type ApiHandler } from '../../../core/host/api/handler.ts';
import { hostNames } from '../../../core/host/api/guard.ts';
import type { EventLog, HostFace } from '../../../core/host/api/host-face.ts';
import type { PanelFiles } from '../../../core/host/api/panel-files.ts';
import type { BoardFace } from '../../../core/host/board-face.ts';
import type { SetupAsk, SetupEnd } from '../../../core/host/setup-ask.ts';
import { keptSessions } from '../../../core/host/api/sessions.ts';
import { oneTimeCodes } from '../../../core/host/api/tokens.ts';
import { boardFace } from './board-stories.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { fakeRandom } from '../../support/fake-random.ts';

export const rightToken = 'c0ffee'.repeat(10);
export const port = 47_780;
export const base = `http://127.0.0.1:${port}`;

/** A host that does what it is told and remembers what it was asked. */
export interface ApiScene {
  readonly handler: ApiHandler;
  readonly clock: FakeClock;
  readonly events: EventLog;
  readonly face: HostFace;
  /** Everything that was asked of the host, in order. */
  readonly asked: unknown[];
  /** What the log got. */
  readonly logged: unknown[];
  /** What the host would answer next. */
  readonly next: {
    status: HostStatus;
    command: (argv: readonly string[], signal: AbortSignal) => Promise<CommandEnd>;
    query: (name: string, params: unknown) => Promise<unknown>;
    wake: (reason: WakeReason) => Promise<void>;
    setupFacts: SetupFacts;
    setup: (ask: SetupAsk, signal: AbortSignal) => Promise<SetupEnd>;
    aside: (signal: AbortSignal) => Promise<void>;
    board: BoardFace;
  };
  /** Asks in the same process, with the token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Beats as the timer would. */
  beat(): void;
  /** Whether anything beats. */
  beating(): boolean;
}

export function apiScene({
  panel = null,
  hostsAllowed = () => hostNames(port),
}: { panel?: PanelFiles | null; hostsAllowed?: () => readonly string[] } = {}): ApiScene {
  const clock = fakeClock({ sleep: 'when-told' });
  const events = eventLog(fakeRandom('events'));
  const asked: unknown[] = [];
  const logged: unknown[] = [];
  const beats = new Set<() => void>();
  const next: ApiScene['next'] = {
    status: hostStatus(),
    command: async () => ({ exitCode: 0, document: { ok: true }, notes: [] }),
    query: async () => ({}),
    wake: async () => {},
    setupFacts: setupFacts(),
    setup: async () => ({ kind: 'told', answer: setupTest() }),
    aside: async () => {},
    board: boardFace(),
  };
  const face: HostFace = {
    status: () => next.status,
    wake: (reason) => {
      asked.push({ wake: reason });
      return next.wake(reason);
    },
    pause: (forMs) => void asked.push({ pause: forMs }),
    resume: () => void asked.push('resume'),
    command: (argv, signal) => {
      asked.push({ command: argv });
      return next.command(argv, signal);
    },
    setupFacts: async (language) => {
      asked.push({ setupFacts: language });
      return next.setupFacts;
    },
    setup: (ask, signal) => {
      asked.push({ setup: ask });
      return next.setup(ask, signal);
    },
    aside: async (signal) => {
      asked.push('aside');
      await next.aside(signal);
      return { granted: true, over: () => void asked.push('over') };
    },
    query: (name, params) => {
      asked.push({ query: name, params });
      return next.query(name, params);
    },
    board: {
      look: (language) => next.board.look(language),
      samples: (after) => next.board.samples(after),
      plan: (wish, language) => {
        asked.push({ plan: wish, language });
        return next.board.plan(wish, language);
      },
      act: (wish, language) => {
        asked.push({ act: wish, language });
        return next.board.act(wish, language);
      },
    },
    events,
    codes: oneTimeCodes(clock, fakeRandom('codes')),
    token: rightToken,
    sessions: keptSessions({ read: () => [], write: () => {} }, clock, fakeRandom('sessions')),
    get hostsAllowed() {
      return hostsAllowed();
    },
  };
  const tools: ApiTools = {
    clock,
    heartbeat: (_everyMs, task) => {
      beats.add(task);
      return () => void beats.delete(task);
    },
    logger: { error: (event, data) => void logged.push({ event, ...data }) },
    panel,
  };
  const handler = apiHandler(face, tools);
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${rightToken}`);
    return handler(new Request(base + path, { ...init, headers }), { remote: '127.0.0.1' });
  };
  return {
    handler,
    clock,
    events,
    face,
    asked,
    logged,
    next,
    ask,
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    beat: () => {
      for (const task of beats) task();
    },
    beating: () => beats.size > 0,
  };
}

/** Of a machine with a memory that is connected to nothing. */
export function setupFacts(more: Partial<SetupFacts> = {}): SetupFacts {
  return {
    ok: true,
    memory: {
      kind: 'found',
      path: '/home/anna/.claude-mem/claude-mem.db',
      tool: 'claude-mem',
      rows: { sessions: 20, observations: 200, summaries: 20, prompts: 20 },
      projects: 7,
      bytes: 1_300_000,
      toolVersion: '13.11.0',
    },
    label: 'laptop',
    project: 'mem',
    connection: null,
    stores: [],
    folder: null,
    hasKeys: false,
    ...more,
  };
}

/** A folder that is there and holds nothing. */
export function setupTest(more: Partial<SetupTest> = {}): SetupTest {
  return {
    ok: true,
    where: '/home/anna/Sync/membridge',
    store: null,
    project: null,
    isNew: true,
    makesPlace: false,
    needsPassphrase: false,
    otherProjects: [],
    cautions: [],
    ...more,
  };
}

export function hostStatus(host: Partial<HostStatus['host']> = {}): HostStatus {
  return {
    status: null,
    host: {
      version: '0.1.0',
      pid: 4_711,
      startedAt: 1_795_219_200_000,
      state: 'in-sync',
      why: 'nothing: agreed',
      since: 1_795_219_200_000,
      pausedUntil: null,
      busy: null,
      offlineSince: null,
      lastLookAt: null,
      nextLookAt: null,
      isStale: false,
      notices: [],
      ...host,
    },
  };
}

export function roundEvent(published: number, code: string | null = null): RoundEvent {
  return {
    at: 1_795_219_200_000,
    reason: 'timer',
    intent: 'sync',
    look: 'quick',
    outcome: 'done',
    code,
    tookMs: 12,
    published,
    applied: 0,
    labels: [],
    historyId: null,
  };
}

/** The code of a fault, after its form was checked: JSON, no stack, nothing else. */
export async function faultOf(response: Response): Promise<{ status: number; code: string }> {
  const text = await response.text();
  if (!(response.headers.get('content-type') ?? '').startsWith('application/json'))
    throw new Error(`not JSON: ${text}`);
  if (/\bat .*:\d+:\d+|node_modules|\.ts\b/.test(text)) throw new Error(`it tells of our inside: ${text}`);
  const { ok, error } = JSON.parse(text) as { ok: boolean; error: { code: string; message: string; hint: string } };
  if (ok || error.message === '' || error.hint === '') throw new Error(`not a fault: ${text}`);
  return { status: response.status, code: error.code };
}
