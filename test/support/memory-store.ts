import type { Instant } from '../../core/model/ids.ts';

export interface MemoryObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

/** A whole state of a store, as a rolled-back backup would bring it. */
export type MemorySnapshot = ReadonlyMap<string, MemoryObject>;

export interface MemoryStoreOptions {
  /** The store's own clock; the machine's if left out. */
  readonly now?: () => Instant;
  /** All bodies together may have so many bytes. */
  readonly capacityBytes?: number;
}

/** The objects that several remotes in memory share, with what a test does to them behind everybody's back. */
export interface MemoryStore {
  now(): Instant;
  read(key: string): MemoryObject | null;
  set(key: string, body: Uint8Array): void;
  hasRoomFor(key: string, body: Uint8Array): boolean;
  /** All objects in byte order of their keys, without the newest `lagChanges` changes. */
  listing(lagChanges: number): [string, MemoryObject][];
  keys(): string[];
  /** Replaces the bytes of an object that must be there. `keepEtag`: as a disk that rots, not as a hand that writes. */
  corrupt(key: string, change: (body: Uint8Array) => Uint8Array, options?: { readonly keepEtag: boolean }): void;
  /** Removes an object, if it is there. */
  drop(key: string): void;
  snapshot(): MemorySnapshot;
  rollBack(to: MemorySnapshot): void;
}

export function memoryStore({ now, capacityBytes = Infinity }: MemoryStoreOptions = {}): MemoryStore {
  const objects = new Map<string, MemoryObject>();
  /** Every change ever, so that a listing can lag behind. */
  const changes: { readonly key: string; readonly object: MemoryObject | null }[] = [];
  let written = 0;

  function change(key: string, object: MemoryObject | null): void {
    if (object === null) objects.delete(key);
    else objects.set(key, object);
    changes.push({ key, object });
  }
  /** Never used twice, even after a roll back. */
  const newEtag = () => `memory-${++written}`;

  function set(key: string, body: Uint8Array): void {
    change(key, { body: body.slice(), etag: newEtag() });
  }

  return {
    now: () => now?.() ?? (Date.now() as Instant),
    read: (key) => objects.get(key) ?? null,
    set,
    hasRoomFor(key, body) {
      let bytes = body.length;
      for (const [name, object] of objects) if (name !== key) bytes += object.body.length;
      return bytes <= capacityBytes;
    },
    listing(lagChanges) {
      const seen = lagChanges === 0 ? objects : replay(changes.slice(0, Math.max(0, changes.length - lagChanges)));
      return sorted(seen);
    },
    keys: () => sorted(objects).map(([key]) => key),
    corrupt(key, edit, options) {
      const found = objects.get(key);
      if (found === undefined) throw new Error(`nothing to corrupt: ${key}`);
      const body = edit(found.body.slice());
      if (options?.keepEtag === true) objects.set(key, { body, etag: found.etag });
      else set(key, body);
    },
    drop(key) {
      if (objects.has(key)) change(key, null);
    },
    snapshot: () => new Map(objects),
    rollBack(to) {
      for (const key of objects.keys()) if (!to.has(key)) change(key, null);
      for (const [key, object] of to) if (objects.get(key) !== object) change(key, object);
    },
  };
}

function replay(
  changes: readonly { readonly key: string; readonly object: MemoryObject | null }[],
): Map<string, MemoryObject> {
  const objects = new Map<string, MemoryObject>();
  for (const { key, object } of changes) {
    if (object === null) objects.delete(key);
    else objects.set(key, object);
  }
  return objects;
}

/** Keys are ASCII, so the order of strings is byte order. */
function sorted(objects: ReadonlyMap<string, MemoryObject>): [string, MemoryObject][] {
  return [...objects].sort(([left], [right]) => (left < right ? -1 : 1));
}
