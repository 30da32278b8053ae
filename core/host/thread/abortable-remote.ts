import type { Machine } from '../../engine/machine.ts';
import { fail } from '../../model/errors.ts';

type Remote = Machine['remote'];

/**
 * The same remote, whose calls reject with `interrupted` as soon as `signal` fires: a slow store does not keep a person
 * waiting who wants the machine for himself. A request under way may still arrive, as after a kill.
 */
export function abortableRemote(remote: Remote, signal: AbortSignal): Remote {
  const until = <T>(call: () => Promise<T>): Promise<T> => unlessAborted(signal, call);
  return {
    ...remote,
    list: (prefix, startAfter) => listUntil(remote.list(prefix, startAfter), signal),
    get: (key, bytesMax) => until(() => remote.get(key, bytesMax)),
    head: (key) => until(() => remote.head(key)),
    create: (key, body) => until(() => remote.create(key, body)),
    put: (key, body, ifMatch) => until(() => remote.put(key, body, ifMatch)),
    delete: (key) => until(() => remote.delete(key)),
    storeTime: () => until(() => remote.storeTime()),
  };
}

async function* listUntil<T>(entries: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const each = entries[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(signal, () => each.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // A page under way is not waited for.
    if (!signal.aborted) await each.return?.();
  }
}

/** What `call` gives, or `interrupted` as soon as `signal` fires. */
export function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(fail('interrupted', { during: 'a request' }));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const work = signal.aborted ? aborted.promise : Promise.race([call(), aborted.promise]);
  return work.finally(() => signal.removeEventListener('abort', stop));
}
