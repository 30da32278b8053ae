import type { Body } from '../model/records/body.ts';
import type { KnownKind } from '../model/records/kinds.ts';
import type { RecordKey, SessionRef } from '../model/records/record.ts';

/** A row's session as its own row says it now; the engine puts the session's frozen key to it. */
export interface RowSession extends Omit<SessionRef, 'key'> {
  readonly rowid: number;
}

/** One row of the live memory, as far as it travels. */
export interface SourceRow {
  readonly kind: KnownKind;
  readonly rowid: number;
  /** Columns that travel (protocol.md section 3, 'Body'), by this machine's schema. */
  readonly body: Body;
  /** Null for sessions, and for a row that no session owns. */
  readonly session: RowSession | null;
  /** Natural identity as the row says it now (section 3, 'Key'). The engine computes it once per row and freezes it. */
  readonly identity: RecordKey;
  /** Changes when anything changes that this row, its identity or its session reference is made of; for this machine only. */
  readonly fingerprint: string;
  /** Time of birth in milliseconds since 1970 (created_at_epoch, of sessions started_at_epoch). */
  readonly createdAt: number;
  /** Hash of its text columns (of sessions: content and memory id): with `createdAt` it tells a rowid used again. */
  readonly text: string;
}

/** What tells whether this is still the database we knew (protocol.md section 4, 'Source generation'). */
export interface Generation {
  /** Device and inode: another one is a copied home or a renamed file. */
  readonly fileId: string;
  /** sqlite_sequence of the tables that travel: never goes back by itself. */
  readonly sequences: Readonly<Record<string, number>>;
  readonly schemaVersions: readonly number[];
}

/** A row by its number, and how it was: see SourceRow. */
export interface RowMark {
  readonly rowid: number;
  readonly fingerprint: string;
}

/** One read transaction over all tables; every call sees the same moment. */
export interface RecordReading {
  readonly generation: Generation;
  /** The kinds this schema has tables for. */
  readonly kinds: readonly KnownKind[];
  /** Columns of a kind that travel, as this schema has them: the rest of a record waits in the state database. */
  columns(kind: KnownKind): ReadonlySet<string>;
  /** All row numbers of a kind, ascending. */
  rowids(kind: KnownKind): Iterable<number>;
  rowCount(kind: KnownKind): number;
  /** Row numbers after `rowid`, ascending: costs what it finds. */
  rowidsAfter(kind: KnownKind, rowid: number): readonly number[];
  /** Rows after a row number, ascending: about `readBytesMax` of them, at least one if there is one. */
  rowsAfter(kind: KnownKind, rowid: number): readonly SourceRow[];
  /** Fingerprints of the rows that `rowsAfter` would give: half the work, and nothing is kept of their text. */
  marksAfter(kind: KnownKind, rowid: number): readonly RowMark[];
  row(kind: KnownKind, rowid: number): SourceRow | null;
  /**
   * Rows whose identity is `key` now, or that are its twin: same session, same birth, equal text columns; sessions of the
   * same memory id, or platform and content id, the best match first (section 3).
   */
  rowsLike(
    kind: KnownKind,
    key: RecordKey,
    body: Body,
    ref: SessionRef | null,
    session: number | null,
  ): readonly SourceRow[];
  /** The row of a session by what a reference says: its memory id, else platform and content id. */
  sessionLike(ref: SessionRef): number | null;
  close(): void;
}

/** How a write of one row ended; `parked`: a constraint of this database forbids it, and says so in one line. */
export type RowWritten =
  | { readonly kind: 'written'; readonly row: SourceRow }
  | { readonly kind: 'parked'; readonly finding: string }
  /** A memory id cannot be changed while the tool has work queued for the session: nothing was written, it waits. */
  | { readonly kind: 'in-use' };

export type RowDeleted =
  | { readonly kind: 'deleted' }
  /** A session that still has children or queued work here: it goes when they are gone. */
  | { readonly kind: 'in-use' };

/** The inside of one write transaction (BEGIN IMMEDIATE): sees the live rows, changes them, reads back what it wrote. */
export interface RecordWriting extends Omit<RecordReading, 'close'> {
  /**
   * Adds a row. `session` is the row number of its session here. Local columns are set as claude-mem would; a session
   * that was open elsewhere arrives closed. Never INSERT OR REPLACE (section 6).
   */
  insert(kind: KnownKind, key: RecordKey, body: Body, session: number | null): RowWritten;
  /** Adds a session that only a reference tells of: its children came first. */
  insertSession(ref: SessionRef): RowWritten;
  /** Sets these columns and no others. */
  update(kind: KnownKind, rowid: number, columns: Body): RowWritten;
  delete(kind: KnownKind, rowid: number): RowDeleted;
  /** Milliseconds since this transaction got its lock: the engine stops before `writeLockMsMax`. */
  elapsedMs(): number;
}

/**
 * The live memory row by row (merge mode). The memory tool keeps running and never waits longer than `writeLockMsMax` for us.
 * Faults: those of Source, and `source-locked` when somebody else holds the database too long.
 */
export interface RecordSource {
  /**
   * `absent`: no file; `setup`: the memory tool has not made its tables and full-text triggers yet, we never make them;
   * `cloud-sync`: the tool's own cloud sync is configured, and merging would confuse it.
   */
  readiness(): Promise<'absent' | 'setup' | 'cloud-sync' | 'ready'>;
  open(): Promise<RecordReading>;
  /** Runs `work` in one write transaction; an exception rolls it back. `work` must not wait for anything. */
  write<T>(work: (writing: RecordWriting) => T): Promise<T>;
  /** The longest that a write transaction of ours held the lock so far. */
  lockMsLongest(): number;
}
