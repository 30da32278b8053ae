import type { Instant } from '../model/ids.ts';

/**
 * The three ends of a write. `unknown`: the reply was lost, the bytes may be there or may still come; read the key to
 * know. For `create`, `refused` means the key was there before. For `put` with `ifMatch`, the key has changed or is gone.
 */
export type PutResult = 'stored' | 'refused' | 'unknown';

export interface Entry {
  readonly key: string;
  readonly bytes: number;
  /**
   * Changes whenever the content changes, and is the same in `list`, `head` and `get`; opaque. It may change without the
   * content (a stick plugged in again, a bucket copied): different tells "read again", not "different".
   */
  readonly etag: string;
}

export interface StoredObject {
  /** The caller's own copy. */
  readonly body: Uint8Array;
  readonly etag: string;
}

/**
 * A bucket or folder, below one project's root: keys are logical keys of bucket-keys.ts. A key that no store could hold
 * (object-key.ts: `..`, capitals, a leading dot …) is `object-damaged` before anything is asked: only damaged or hostile
 * content can name one. No key may be another key with `/…` appended: a folder cannot hold both.
 * Objects are bounded (limits.ts), so bodies are plain byte arrays. A reader gets all bytes of one write or nothing of it.
 * Every call may throw MembridgeError `remote-unreachable`, `remote-denied`, `remote-full` or `remote-missing`; an error
 * is never absence. Implementations must pass the contract suite in test/contract.
 */
export interface Remote {
  readonly kind: 'folder' | 's3' | 'memory';
  /** For people: the folder's path, or endpoint and bucket. Holds no secret. */
  readonly where: string;
  /**
   * All keys that start with `prefix` ('' for all), in byte order, after `startAfter` (any string; itself excluded). A
   * listing may be stale: a missing name proves nothing, a listed one may be gone. Nothing but objects is listed.
   */
  list(prefix: string, startAfter?: string): AsyncIterable<Entry>;
  /** Null only when the store says the key is not there. Throws `object-damaged` above `bytesMax`. */
  get(key: string, bytesMax: number): Promise<StoredObject | null>;
  /** Null only when the store says the key is not there. */
  head(key: string): Promise<Entry | null>;
  /** Writes only if the key is new. On grades B to D of protocol.md section 10 it may still overwrite: name keys so that it cannot hurt. */
  create(key: string, body: Uint8Array): Promise<PutResult>;
  /** Writes or overwrites; with `ifMatch` only while the key has that etag, as far as the store can. */
  put(key: string, body: Uint8Array, ifMatch?: string): Promise<PutResult>;
  /** Gone afterwards, or was not there. */
  delete(key: string): Promise<void>;
  /** The store's own clock (folder: the time stamp of a file just written there). May stand still for as long as 2 s, never goes back. */
  storeTime(): Promise<Instant>;
  /**
   * Who keeps conditions, as far as this remote has seen: the store itself; a look before the write, because the store
   * refuses conditions (grade C); a claim that a sleeper may lose (grade B). Left out where it is always the store.
   */
  conditions?(): 'store' | 'look' | 'claim';
  /** Calls made so far, of any kind: what `requests` in reports counts. A listing counts once per page of the store. */
  requests(): number;
}
