import { z } from 'zod';
import {
  asideWord,
  codeSchema,
  type CommandEnd,
  commandEndSchema,
  doneSchema,
  faultSchema,
  type Health,
  healthSchema,
  type HostStatus,
  hostStatusSchema,
  sessionSchema,
  type WakeReason,
} from './contract.ts';
import {
  type Board,
  type BoardAct,
  type BoardDone,
  boardDoneSchema,
  type BoardLanguage,
  type BoardPlan,
  boardPlanSchema,
  type BoardSamples,
  boardSamplesSchema,
  boardSchema,
  type PlanRequest,
} from './contract-board.ts';
import {
  type ConnectRequest,
  type SetupDocument,
  setupDocumentSchema,
  type SetupFacts,
  setupFactsSchema,
  setupFaultSchema,
  type SetupField,
  type SetupLanguage,
  type SetupTest,
  setupTestSchema,
  type TestRequest,
} from './contract-setup.ts';
import { queries, type QueryAnswer, type QueryInput, type QueryName } from './contract-panel.ts';
import { followEvents, type FollowOptions, type HostEventSeen } from './event-reader.ts';

/** Where a host is reached: by its address, or by the URL of the page that asks. */
export type HostPlace =
  | { readonly address: string; readonly port: number; readonly tls?: boolean }
  /** `http://127.0.0.1:47780`, without a slash at its end. */
  | { readonly url: string };

export type ClientOptions = HostPlace & {
  /** Null before a session: health and `session` need none. */
  readonly token: string | null;
  readonly fetch?: typeof fetch;
};

/** The host answered with a fault, or not in the form of the contract (`answer-foreign`). */
export class HostFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** What it is about, of what a person entered to connect a machine; null elsewhere. */
  readonly field: SetupField | null;

  constructor(status: number, { code, message, hint, field = null }: FaultSaid) {
    super(message);
    this.name = 'HostFault';
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.field = field;
  }
}

interface FaultSaid {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly field?: SetupField | null;
}

/** The API by its words. Rejects with HostFault, and with what `fetch` rejects with when nobody answers. */
export interface HostClient {
  health(signal?: AbortSignal): Promise<Health>;
  session(code: string, signal?: AbortSignal): Promise<{ readonly token: string }>;
  newCode(signal?: AbortSignal): Promise<{ readonly code: string; readonly forMs: number }>;
  status(signal?: AbortSignal): Promise<HostStatus>;
  /** With `waitMs` it resolves when the look has ended, or that time is over. */
  wake(reason: WakeReason, waitMs?: number, signal?: AbortSignal): Promise<void>;
  /** Null: until resumed. */
  pause(forMs: number | null, signal?: AbortSignal): Promise<void>;
  resume(signal?: AbortSignal): Promise<void>;
  command(argv: readonly string[], signal?: AbortSignal): Promise<CommandEnd>;
  /** Resolves when the host is at rest; it stays so until `over`, or until this process ends. */
  aside(signal?: AbortSignal): Promise<{ over(): Promise<void> }>;
  query<Name extends QueryName>(name: Name, input: QueryInput<Name>, signal?: AbortSignal): Promise<QueryAnswer<Name>>;
  /** What is known before anything is asked; texts in the language of the panel. */
  setupFacts(language: SetupLanguage, signal?: AbortSignal): Promise<SetupFacts>;
  /** Looks at the place only, for at most `testMsMax`. A HostFault of these four names the field. */
  testPlace(request: TestRequest, signal?: AbortSignal): Promise<SetupTest>;
  /** What `connectMachine` would do; nothing is written here or there. */
  planSetup(request: ConnectRequest, signal?: AbortSignal): Promise<SetupDocument>;
  connectMachine(request: ConnectRequest, signal?: AbortSignal): Promise<SetupDocument>;
  /** The machine that the host runs on, and what stands applied there. */
  board(language: BoardLanguage, signal?: AbortSignal): Promise<Board>;
  boardSamples(after: number, signal?: AbortSignal): Promise<BoardSamples>;
  boardPlan(request: PlanRequest, signal?: AbortSignal): Promise<BoardPlan>;
  boardAct(act: BoardAct, signal?: AbortSignal): Promise<BoardDone>;
  /** What happens, for ever: it comes back by itself after a break, and says so. */
  events(options: FollowOptions): AsyncIterable<HostEventSeen>;
}

/** A client for Node and for a browser. */
export function hostClient(options: ClientOptions): HostClient {
  const ask = askerOf(options);
  const post = async <T>(path: string, body: object | null, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> =>
    parsed(await ask('POST', path, body, signal), schema);
  const get = async <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> =>
    parsed(await ask('GET', path, null, signal), schema);
  return {
    // 503 is an answer too: the host is there, and not well.
    health: async (signal) => parsed(await ask('GET', '/health', null, signal, [503]), healthSchema),
    session: (code, signal) => post('/api/session', { code }, sessionSchema, signal),
    newCode: (signal) => post('/api/codes', null, codeSchema, signal),
    status: (signal) => get('/api/status', hostStatusSchema, signal),
    wake: async (reason, waitMs, signal) =>
      void (await post('/api/wake', { reason, ...(waitMs === undefined ? {} : { waitMs }) }, doneSchema, signal)),
    pause: async (forMs, signal) => void (await post('/api/pause', { forMs }, doneSchema, signal)),
    resume: async (signal) => void (await post('/api/resume', null, doneSchema, signal)),
    command: (argv, signal) => post('/api/commands', { argv }, commandEndSchema, signal),
    aside: async (signal) => heldAside(await ask('POST', '/api/aside', null, signal)),
    query: async (name, input, signal) => {
      const answer: unknown = await get<unknown>(queryPath(name, input), queries[name].answer, signal);
      return answer as QueryAnswer<typeof name>;
    },
    setupFacts: (language, signal) => get(`/api/setup?language=${language}`, setupFactsSchema, signal),
    testPlace: (request, signal) => post('/api/setup/test', request, setupTestSchema, signal),
    planSetup: (request, signal) => post('/api/setup/plan', request, setupDocumentSchema, signal),
    connectMachine: (request, signal) => post('/api/setup/connect', request, setupDocumentSchema, signal),
    board: (language, signal) => get(`/api/board?language=${language}`, boardSchema, signal),
    boardSamples: (after, signal) => get(`/api/board/sample?after=${after}`, boardSamplesSchema, signal),
    boardPlan: (request, signal) => post('/api/board/plan', request, boardPlanSchema, signal),
    boardAct: ({ verb, ...request }, signal) => post(`/api/board/${verb}`, request, boardDoneSchema, signal),
    events: (follow) =>
      followEvents((lastId, signal) => ask('GET', '/api/events', null, signal, [], idHeader(lastId)), follow),
  };
}

type Ask = (
  method: 'GET' | 'POST',
  path: string,
  body: object | null,
  signal?: AbortSignal,
  alsoFine?: readonly number[],
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

function askerOf(options: ClientOptions): Ask {
  const base = 'url' in options ? options.url : urlOf(options);
  // Called as a plain function: a browser's fetch refuses another `this`.
  const { fetch: send = (...args: Parameters<typeof fetch>) => fetch(...args), token } = options;
  return async (method, path, body, signal, alsoFine = [], headers = {}) => {
    const response = await send(base + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      // A page that is not the host's must not be taken for its answer.
      redirect: 'error',
      cache: 'no-store',
    });
    if (response.ok || alsoFine.includes(response.status)) return response;
    throw await faultIn(response);
  };
}

function urlOf({ address, port, tls = false }: Extract<HostPlace, { address: string }>): string {
  return `${tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function idHeader(lastId: string | null): Record<string, string> {
  return lastId === null ? {} : { 'last-event-id': lastId };
}

/** Of what has an id, the list that it stands in. */
const lists: Partial<Record<QueryName, QueryName>> = { act: 'activity', memory: 'memories', conflict: 'conflicts' };

function queryPath(name: QueryName, input: object): string {
  const { id, ...rest } = input as { readonly id?: unknown };
  const words = Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]);
  const query = words.length === 0 ? '' : `?${new URLSearchParams(words).toString()}`;
  const list = lists[name];
  return list === undefined ? `/api/${name}${query}` : `/api/${list}/${encodeURIComponent(String(id))}${query}`;
}

async function parsed<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(await response.json().catch(() => null));
  if (result.success) return result.data;
  throw foreign(response.status);
}

async function faultIn(response: Response): Promise<HostFault> {
  const said: unknown = await response.json().catch(() => null);
  const result = setupFaultSchema.safeParse(said).data ?? faultSchema.safeParse(said).data;
  return result === undefined ? foreign(response.status) : new HostFault(response.status, result.error);
}

function foreign(status: number): HostFault {
  const message = `Something else than a Membridge of this version answered (HTTP ${status}).`;
  return new HostFault(status, { code: 'answer-foreign', message, hint: 'Restart the host after an update.' });
}

async function heldAside(response: Response): Promise<{ over(): Promise<void> }> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw foreign(response.status);
  let text = '';
  while (!text.includes('\n') && text.length <= asideWord.length) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  if (text === `${asideWord}\n`) return { over: () => reader.cancel() };
  await reader.cancel();
  throw foreign(response.status);
}
