import { fail } from '../../core/model/errors.ts';
import type { PutResult, Remote } from '../../core/ports/remote.ts';
import { checkKey, checkKeyPrefix } from '../../core/remotes/object-key.ts';
import { faultOf, memoryRequests, type RequestHook, type Weather } from './memory-requests.ts';
import type { MemoryObject, MemoryStore } from './memory-store.ts';

/** How one device sees the store; everything may be left out, then it is a perfect store of grade A. */
export interface Personality extends Weather {
  /**
   * `atomic`: grade A. `racy`: B, looks and then writes, so that several may be told `stored`. `refused`: C, the store answers
   * 501 to a condition, and the remote looks first and then writes without one, as an adapter must: as racy, one request
   * more. `ignored`: D, the store takes no notice and overwrites.
   */
  readonly conditions?: 'atomic' | 'racy' | 'refused' | 'ignored';
  /** A listing does not know the newest so many changes of the store. */
  readonly listLagChanges?: number;
  readonly where?: string;
}

export interface MemoryRemote extends Remote {
  readonly kind: 'memory';
  /** The last hook set counts; null for none. What it lets go may still meet the personality's own weather. */
  onRequest(hook: RequestHook | null): void;
}

/** One device's way to a store in memory; several may share one store, each with its own personality. */
export function memoryRemote(store: MemoryStore, personality: Personality = {}): MemoryRemote {
  const { where = 'memory', listLagChanges = 0 } = personality;
  const requests = memoryRequests(personality, where);
  const write = writer(store, requests, personality.conditions ?? 'atomic', where);

  return {
    kind: 'memory',
    where,
    async *list(prefix, startAfter = '') {
      checkKeyPrefix(prefix);
      for (const [key, { body, etag }] of await requests.ask('list', prefix, () => store.listing(listLagChanges))) {
        if (key.startsWith(prefix) && key > startAfter) yield { key, bytes: body.length, etag };
      }
    },
    async get(key, bytesMax) {
      checkKey(key);
      const found = await requests.ask('get', key, () => store.read(key));
      const bytes = found?.body.length ?? 0;
      if (bytes > bytesMax)
        throw fail('object-damaged', { key, finding: `${bytes} bytes, more than the ${bytesMax} it can have` });
      return found && { body: found.body.slice(), etag: found.etag };
    },
    async head(key) {
      checkKey(key);
      const found = await requests.ask('head', key, () => store.read(key));
      return found && { key, bytes: found.body.length, etag: found.etag };
    },
    async create(key, body) {
      checkKey(key);
      return write('create', key, body.slice(), (found) => found === null);
    },
    async put(key, body, ifMatch) {
      checkKey(key);
      if (ifMatch === undefined) return write('put', key, body.slice(), null);
      return write('put', key, body.slice(), (found) => found?.etag === ifMatch);
    },
    async delete(key) {
      checkKey(key);
      await requests.ask('delete', key, () => store.drop(key));
    },
    storeTime: () => requests.ask('storeTime', '', () => store.now()),
    conditions: () => (personality.conditions === 'refused' ? 'look' : 'store'),
    requests: requests.made,
    onRequest: requests.hook,
  };
}

/** Null: the write has no condition. */
type Condition = ((found: MemoryObject | null) => boolean) | null;

function writer(
  store: MemoryStore,
  requests: ReturnType<typeof memoryRequests>,
  conditions: NonNullable<Personality['conditions']>,
  where: string,
) {
  const unknown = (): PutResult => 'unknown';
  return async (call: 'create' | 'put', key: string, body: Uint8Array, condition: Condition): Promise<PutResult> => {
    const writeIf = (allowed: boolean): PutResult => {
      if (!allowed) return 'refused';
      if (!store.hasRoomFor(key, body)) throw faultOf('full', where);
      store.set(key, body);
      return 'stored';
    };
    if (condition === null || conditions === 'ignored') return requests.send(call, key, () => writeIf(true), unknown);
    switch (conditions) {
      case 'atomic':
        return requests.send(call, key, () => writeIf(condition(store.read(key))), unknown);
      case 'racy': {
        const allowed = condition(store.read(key));
        return requests.send(call, key, () => writeIf(allowed), unknown);
      }
      case 'refused': {
        const allowed = condition(await requests.ask('head', key, () => store.read(key)));
        return allowed ? requests.send(call, key, () => writeIf(true), unknown) : 'refused';
      }
    }
  };
}
