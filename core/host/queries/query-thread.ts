import module from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { QueryName } from '../api/contract-panel.ts';
import { faultOf } from '../thread/fault-told.ts';
import { parseFromQueryThread, type ToQueryThread } from './messages.ts';

/**
 * Answers the questions of the panel in a thread of their own: the engine's is held for minutes by a first sync, and the
 * main one must never wait for a disk. It is started by the first question, and ends when nobody has asked for a while: a
 * closed panel costs no memory.
 */
export interface QueryThread {
  /** Faults: those of answerQuery, `interrupted` as soon as `signal` fires, `engine-crashed`, `home-busy` where too many wait. */
  ask(name: QueryName, params: object, signal: AbortSignal): Promise<unknown>;
  /** Ends it, with whatever is asked. Nothing is open for writing: it ends at once. Idempotent. */
  stop(): Promise<void>;
  /** Threads started so far. */
  started(): number;
}

export interface QueryThreadParts {
  /** The module the thread runs: core/cli/query-thread.ts, or what stands for it in a bundle. */
  readonly entry: URL;
  readonly homePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** How long it waits for another question; `idleMsUsual` unless told. */
  readonly idleMs?: number;
}

/** What the thread is given as its `workerData`. */
export interface QueryThreadData {
  readonly homePath: string;
}

/** Somebody who looks at the panel asks again within this. */
const idleMsUsual = 30_000;
/** A panel asks a handful at once. */
const waitingMax = 100;
/** Pages are small; one memory with columns of 64 KiB is the most there is. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 };

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithResolvers<unknown>>;
  idle: AbortController | null;
}

export function startQueryThread(parts: QueryThreadParts): QueryThread {
  let running: Running | null = null;
  let lastId = 0;
  let started = 0;
  let isStopped = false;

  const rest = (thread: Running) => {
    if (thread.waiting.size > 0) return;
    const idle = (thread.idle = new AbortController());
    parts.clock.sleep(parts.idleMs ?? idleMsUsual, idle.signal).then(
      () => {
        if (running === thread) running = null;
        return thread.worker.terminate();
      },
      // Another question came, or the host ends.
      () => {},
    );
  };

  const opened = (): Running => {
    if (running !== null) return running;
    started += 1;
    const thread: Running = { worker: newWorker(parts), waiting: new Map(), idle: null };
    const { worker, waiting } = thread;
    let cause: unknown = null;
    worker.on('message', (received: unknown) => {
      const message = parseFromQueryThread(received);
      const asked = waiting.get(message.id);
      if (message.kind === 'answer') asked?.resolve(message.answer);
      else asked?.reject(faultOf(message.fault));
      if (waiting.delete(message.id)) rest(thread);
    });
    worker.on('error', (error: unknown) => (cause = error));
    worker.on('exit', (code) => {
      thread.idle?.abort();
      if (running === thread) running = null;
      const detail = cause instanceof Error ? cause.message : `exit code ${code}`;
      for (const asked of waiting.values()) asked.reject(fail('engine-crashed', { detail }, cause));
      waiting.clear();
    });
    return (running = thread);
  };

  return {
    async ask(name, params, signal) {
      const { promise: given, reject: giveUp } = Promise.withResolvers<never>();
      const interrupted = () => giveUp(fail('interrupted', { during: 'a question' }));
      if (signal.aborted || isStopped) throw fail('interrupted', { during: 'a question' });
      const thread = opened();
      if (thread.waiting.size >= waitingMax) throw fail('home-busy', { home: parts.homePath });
      thread.idle?.abort();
      const id = (lastId += 1);
      const asked = Promise.withResolvers<unknown>();
      thread.waiting.set(id, asked);
      signal.addEventListener('abort', interrupted, { once: true });
      send(thread, { kind: 'ask', id, name, params });
      try {
        return await Promise.race([asked.promise, given]);
      } finally {
        signal.removeEventListener('abort', interrupted);
        if (signal.aborted) {
          // Its answer, which may come all the same, ends the wait of the thread.
          asked.promise.catch(() => {});
          send(thread, { kind: 'forget', id });
        }
      }
    },
    async stop() {
      isStopped = true;
      await running?.worker.terminate();
    },
    started: () => started,
  };
}

function send({ worker }: Running, message: ToQueryThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(message);
}

function newWorker({ entry, homePath, env }: QueryThreadParts): Worker {
  // The launcher keeps stripped code on disk; without it each start would load the tool that strips types, 25 MB.
  const folder = module.getCompileCacheDir();
  const all = folder === undefined ? env : { ...env, NODE_COMPILE_CACHE: dirname(folder) };
  return new Worker(entry, {
    name: 'queries',
    env: Object.fromEntries(Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined)),
    workerData: { homePath } satisfies QueryThreadData,
    resourceLimits,
  });
}
