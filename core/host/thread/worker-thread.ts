import module from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { faultOf } from './fault-told.ts';
import type { Job, JobEnd } from './job.ts';
import { parseFromThread, type ToThread } from './messages.ts';
import type { SeenProgress } from './told-progress.ts';

export interface ThreadParts {
  /** The module the thread runs: core/cli/engine-thread.ts, or what stands for it in a bundle. */
  readonly entry: URL;
  readonly homePath: string;
  /** The environment of the thread. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's own options for the thread; those of this process where left out. */
  readonly execArgv?: readonly string[];
  readonly clock: Pick<Clock, 'sleep'>;
}

/** What the thread is given as its `workerData`. */
export interface ThreadData {
  readonly homePath: string;
}

/** One thread, until it ends or dies. */
export interface RunningThread {
  /** One at a time. Faults: those of the job, `engine-crashed`, `interrupted` where it did not end by itself. */
  run<J extends Job>(job: J, signal: AbortSignal, onProgress: (seen: SeenProgress) => void): Promise<JobEnd[J['kind']]>;
  /** Lets it close everything, and terminates it after `withinMs`. Resolves when it is gone. */
  end(withinMs: number): Promise<void>;
}

/** SQLite may be in the middle of one long statement; then nothing is left but to end the thread, as a kill would. */
const abortedMsMax = 10_000;

/**
 * A bug that eats memory ends the thread and not a 1 GB board: the engine needs a tenth of this in the largest databases we
 * measure. Young objects are held small as in the launcher, for hosts that were started otherwise.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

interface Current {
  readonly id: number;
  readonly onProgress: (seen: SeenProgress) => void;
  readonly ended: PromiseWithResolvers<JobEnd[Job['kind']]>;
  readonly signal: AbortSignal;
}

/** Starts a thread. `onGone` is called when it cannot take another job. */
export function openThread(parts: ThreadParts, onGone: () => void): RunningThread {
  const worker = new Worker(parts.entry, {
    name: 'engine',
    env: withCompileCache(parts.env),
    workerData: { homePath: parts.homePath } satisfies ThreadData,
    resourceLimits,
    ...(parts.execArgv === undefined ? {} : { execArgv: [...parts.execArgv] }),
  });
  const gone = Promise.withResolvers<void>();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const send = (message: ToThread) => worker.postMessage(message);
  let current: Current | null = null;
  let last = 0;
  let cause: unknown = null;

  worker.on('message', (received: unknown) => {
    const message = parseFromThread(received);
    if (message.id !== current?.id) return;
    const { ended, onProgress } = current;
    if (message.kind === 'progress') return onProgress(message);
    current = null;
    if (message.kind === 'done') ended.resolve(message.end);
    else ended.reject(faultOf(message.fault));
  });
  worker.on('error', (error: unknown) => (cause = error));
  // Only now its databases are closed and its locks are free: who was waiting may start the next.
  worker.on('exit', (code) => {
    onGone();
    const lost = current;
    current = null;
    if (lost?.signal.aborted === true) lost.ended.reject(fail('interrupted', { during: 'a job of the engine' }));
    else lost?.ended.reject(fail('engine-crashed', { detail: detailOf(cause, code) }, cause));
    gone.resolve();
  });

  return {
    async run<J extends Job>(job: J, signal: AbortSignal, onProgress: (seen: SeenProgress) => void) {
      const mine: Current = { id: (last += 1), onProgress, ended: Promise.withResolvers(), signal };
      const patience = new AbortController();
      const onAbort = () => {
        send({ kind: 'abort', id: mine.id });
        parts.clock.sleep(abortedMsMax, patience.signal).then(
          () => void worker.terminate(),
          // It ended by itself.
          () => {},
        );
      };
      current = mine;
      send({ kind: 'job', id: mine.id, job });
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return (await mine.ended.promise) as JobEnd[J['kind']];
      } finally {
        signal.removeEventListener('abort', onAbort);
        patience.abort();
      }
    },
    async end(withinMs) {
      send({ kind: 'end' });
      const patience = new AbortController();
      const late = parts.clock.sleep(withinMs, patience.signal).then(
        () => void worker.terminate(),
        () => {},
      );
      await gone.promise;
      patience.abort();
      await late;
    },
  };
}

function detailOf(cause: unknown, code: number): string {
  return cause instanceof Error ? cause.message : `exit code ${code}`;
}

/** The launcher keeps stripped code on disk, per thread; without it each start would load the tool that strips types, 25 MB. */
function withCompileCache(env: ThreadParts['env']): Record<string, string> {
  const folder = module.getCompileCacheDir();
  const all = folder === undefined ? env : { ...env, NODE_COMPILE_CACHE: dirname(folder) };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
