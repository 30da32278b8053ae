import type { ContentDigest, SourceFacts } from '../model/content.ts';
import type { Progress } from './progress.ts';
import type { Worker } from './worker.ts';

export type SourceState =
  | { readonly kind: 'absent' }
  /** A file of no bytes: nothing to push, safe to replace. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'present'; readonly facts: SourceFacts };

export interface WorkOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface PlaceOptions extends WorkOptions {
  /** Begun before the copy of what is here was taken: what was committed after it would be in no copy. */
  readonly since?: ChangeWatch;
}

/**
 * The live memory on this machine: a SQLite file, perhaps with a process that writes it. Reading never changes the
 * file, never leaves -wal or -shm behind, and never makes the memory tool wait. Faults: `source-not-database`,
 * `source-corrupt`, `source-unreadable`, `source-read-only`, `source-locked`.
 */
export interface Source {
  readonly kind: 'claude-mem' | 'sqlite-file';
  /** The path a person knows. */
  readonly path: string;
  readonly worker: Worker;
  /** Cheap: header, page size, row counts, schema versions. */
  inspect(): Promise<SourceState>;
  /** Digest of all rows that travel, from one read transaction; costs one pass over the file. */
  digest(options?: WorkOptions): Promise<ContentDigest>;
  /**
   * Writes a consistent, checked image of the live file to `to` (a new file in our scratch folder), worker running:
   * online backup, then tables that stay on their machine are emptied in the copy, then integrity and foreign keys.
   * Throws `source-corrupt` instead of handing out a damaged image.
   */
  takeImage(to: string, options?: WorkOptions): Promise<SourceFacts & ContentDigest>;
  /** An exact copy of the live file through SQLite (committed rows in its -wal included), local tables too: the safety copy. Returns its bytes. */
  copyTo(to: string, options?: WorkOptions): Promise<number>;
  /** Checks an image in our scratch folder as takeImage would (integrity, foreign keys, counts, digest). Throws `source-corrupt` naming that path. */
  checkImage(path: string, options?: WorkOptions): Promise<SourceFacts & ContentDigest>;
  /** Whether the installed memory tool can open an image of these schema versions; `missing` names what it does not know. */
  accepts(
    schemaVersions: readonly number[],
  ): Promise<
    { readonly kind: 'yes' } | { readonly kind: 'no'; readonly missing: readonly number[]; readonly installed: string }
  >;
  /** Puts this machine's own local tables into an image before it is placed; the worker must be stopped. */
  keepLocalTables(image: string): Promise<void>;
  /**
   * Puts an image into the live file through SQLite's backup: one transaction, same inode, killed = old content intact.
   * `overtaken`, and nothing written, when `since` saw a commit before the write lock was ours.
   * Where the file is absent, empty or cannot be opened as a database: moved aside into `asideFolder` with its -wal and -shm, then a rename, with fsync.
   */
  place(image: string, asideFolder: string, options?: PlaceOptions): Promise<'placed' | 'overtaken'>;
  /** After a replace: marker files, checkpoint, quick check. */
  settle(): Promise<void>;
  /** Removes what a killed process of ours left beside the live file, if it is of no use to anybody. */
  sweep(): Promise<void>;
  /**
   * Starts to notice commits of other processes to the live file, cheaply (SQLite's data_version on one open connection):
   * between reading a database and replacing it, nobody may have written unseen. Absent file: its appearance counts.
   */
  watchChanges(): Promise<ChangeWatch>;
  /** SQLite's schema cookie of the live file: a completed `place` adds one. Null when there is no database. */
  schemaCookie(): Promise<number | null>;
  /** True when the tool's own cloud sync is configured here: replacing whole files would confuse it. */
  hasCloudSync(): Promise<boolean>;
}

export interface ChangeWatch {
  /** True if anything was committed since the watch began; may also be true for a change that means nothing. */
  changed(): boolean;
  /** The same by size and time stamp alone: coarser, but needs no lock that another connection may have. */
  touched(): boolean;
  close(): void;
}
