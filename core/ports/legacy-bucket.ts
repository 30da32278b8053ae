import type { Instant } from '../model/ids.ts';

export interface LegacyEntry {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** When the store took it, by its own clock. */
  readonly storedAt: Instant | null;
}

/** An object too large for the memory: its bytes come in blocks, all of one version. */
export interface LegacyStream {
  readonly bytes: number;
  readonly etag: string;
  /** Throws `legacy-changed` when the object was replaced meanwhile. A block is good until the next is asked for. */
  readonly blocks: AsyncIterable<Uint8Array>;
}

/**
 * The bucket (or a folder with its content) of the Python membridge, from its root: the only place outside our own project
 * that Membridge looks at. Keys are those of model/legacy.ts. Faults as those of a Remote; an error is never absence.
 */
export interface LegacyBucket {
  /** For people; holds no secret. */
  readonly where: string;
  /** Names directly below a key that ends with a slash: folders with a slash at their end. At most `namesMax`. */
  names(root: string, namesMax: number): Promise<readonly string[]>;
  head(key: string): Promise<LegacyEntry | null>;
  /** Throws `object-damaged` above `bytesMax`. */
  get(key: string, bytesMax: number): Promise<{ readonly body: Uint8Array; readonly etag: string } | null>;
  open(key: string): Promise<LegacyStream | null>;
  /** Writes over what is there: nothing of the old layout has conditions. Throws `remote-unknown` when nobody can tell. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** The same for a large object; whole or not at all. What killed uploads of this key left is removed first. */
  upload(key: string, bytes: number, blocks: AsyncIterable<Uint8Array>): Promise<void>;
  delete(key: string): Promise<void>;
  /** The store's own clock. */
  storeTime(): Promise<Instant>;
  /** Whether results of BLOOM, the other half of the old system, lie there. */
  hasBloomArtifacts(): Promise<boolean>;
}
