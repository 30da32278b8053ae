/** Our own working files in the home folder, swept at every start. Faults: `disk-full`. */
export interface Scratch {
  /** Path of a new file of this name; a left-over of that name is removed first. */
  path(name: string): Promise<string>;
  /** Opens a new file to be written in order. */
  write(name: string): Promise<ScratchWriter>;
  /** A file's bytes in blocks of `blockBytes` (the last one shorter), in order; each good until the next is asked for. */
  blocks(path: string, blockBytes: number): AsyncIterable<Uint8Array>;
  /** Streams sha256 over a file. */
  sha256(path: string): Promise<string>;
  bytes(path: string): Promise<number | null>;
  /** Copies a file (a restore point) into a new scratch file of this name and returns its path. */
  copy(from: string, name: string): Promise<string>;
  /** Copies a scratch file to a place of the person's choice, flushed, mode 0600; throws `file-exists` rather than overwrite. */
  hand(path: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes every scratch file but the named ones. */
  sweep(keepPaths: readonly string[]): Promise<void>;
  /** Throws `disk-full` unless `needBytes` and a reserve are free where `path` lies (the scratch folder itself when null). */
  requireSpace(needBytes: number, path: string | null): Promise<void>;
}

export interface ScratchWriter {
  readonly path: string;
  append(bytes: Uint8Array): Promise<void>;
  /** Flushed to the disk and closed. */
  finish(): Promise<void>;
  /** Closed and removed. Idempotent, fine after finish. */
  abandon(): Promise<void>;
}
