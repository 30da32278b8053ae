import { instantSchema } from '../../../core/model/ids.ts';
import type { PutResult, Remote } from '../../../core/ports/remote.ts';

/** How a tiny remote may misbehave, before the call has its effect. */
export interface Mischief {
  /** Returned instead of a create's or put's own result, after it took effect; null: behave. */
  reply?: (key: string) => PutResult | null;
  /** True: the create or put does not reach the store. */
  lose?: (key: string) => boolean;
  /** True: create overwrites, as stores do that know no conditions. */
  overwrites?: boolean;
}

/** A store in memory, just large enough for the tests of keys and project.json. `log` names every write in order. */
export function tinyRemote(mischief: Mischief = {}): Remote & { objects: Map<string, Uint8Array>; log: string[] } {
  const objects = new Map<string, Uint8Array>();
  const log: string[] = [];
  const write = (key: string, body: Uint8Array): PutResult => {
    if (mischief.lose?.(key) !== true) {
      objects.set(key, body);
      log.push(`write ${key}`);
    }
    return mischief.reply?.(key) ?? 'stored';
  };
  return {
    kind: 'memory',
    where: 'memory',
    objects,
    log,
    async *list(prefix) {
      for (const key of [...objects.keys()].toSorted()) {
        if (key.startsWith(prefix)) yield { key, bytes: objects.get(key)?.length ?? 0, etag: key };
      }
    },
    async get(key) {
      const body = objects.get(key);
      return body === undefined ? null : { body, etag: key };
    },
    head: () => Promise.reject(new Error('not used')),
    create: async (key, body) =>
      objects.has(key) && mischief.overwrites !== true ? (mischief.reply?.(key) ?? 'refused') : write(key, body),
    put: async (key, body) => write(key, body),
    async delete(key) {
      objects.delete(key);
      log.push(`delete ${key}`);
    },
    storeTime: async () => instantSchema.parse(0),
    requests: () => 0,
  };
}
