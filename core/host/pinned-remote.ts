import { devicesPrefix } from '../model/bucket-keys.ts';
import type { Machine } from '../engine/machine.ts';
import type { Composed } from './compose.ts';

type Remote = Machine['remote'];

/**
 * The remote, looked at for whether it still is the pinned project before anything but the list of devices is asked of it:
 * a look at an idle fleet costs one request, and nothing is read from or written to a place that is not ours. Calls throw
 * what requireProject throws, too.
 */
export function pinnedRemote(remote: Remote, { requireProject }: Pick<Composed, 'requireProject'>): Remote {
  let asked: Promise<void> | null = null;
  const first = async () => {
    asked ??= requireProject();
    await asked;
  };
  return {
    ...remote,
    list: (prefix, startAfter) =>
      prefix === devicesPrefix ? remote.list(prefix, startAfter) : listAfter(first, remote, prefix, startAfter),
    get: async (key, bytesMax) => (await first(), remote.get(key, bytesMax)),
    head: async (key) => (await first(), remote.head(key)),
    create: async (key, body) => (await first(), remote.create(key, body)),
    put: async (key, body, ifMatch) => (await first(), remote.put(key, body, ifMatch)),
    delete: async (key) => (await first(), remote.delete(key)),
    storeTime: async () => (await first(), remote.storeTime()),
  };
}

async function* listAfter(first: () => Promise<void>, remote: Remote, ...asked: Parameters<Remote['list']>) {
  await first();
  yield* remote.list(...asked);
}
