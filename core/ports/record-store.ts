import type { DeviceId, Sha256 } from '../model/ids.ts';
import type { Body } from '../model/records/body.ts';
import type { Conflict } from '../model/records/conflict.ts';
import type { Cursor } from '../model/records/cursor.ts';
import type { Hlc } from '../model/records/hlc.ts';
import type { RecordKind, Stream } from '../model/records/kinds.ts';
import type { BatchEntry } from '../model/records/record-line.ts';
import type { LogRecord, RecordKey, SessionRef, Stamps } from '../model/records/record.ts';
import type { Cells, RecordState } from '../model/records/state.ts';
import type { Seen, Version } from '../model/records/version.ts';
import type { Brakes, HeldRecords, RowActs } from './record-acts.ts';
import type { Generation, RowMark } from './record-source.ts';

/** What this device knows of one row of its source. */
export interface MappedRow {
  readonly kind: RecordKind;
  readonly rowid: number;
  readonly key: RecordKey;
  /** Of the row as it was last captured or written by us: another one now is a local edit. */
  readonly fingerprint: string;
  readonly createdAt: number;
  readonly text: string;
  /** A short hash of each column as it was then (engine/records/sketch.ts): tells which columns were edited. */
  readonly sketch: string;
}

/**
 * What this device knows of one record. `row`: its values stand in the rows that map to it, `extra` holds columns that this
 * schema lacks; `carried`: no row here (it waits, is held, parked, or of a kind unknown here).
 */
export type KnownState =
  | { readonly kind: 'dead'; readonly version: Version; readonly seen: Seen }
  | {
      readonly kind: 'row';
      readonly version: Version;
      readonly seen: Seen;
      readonly stamps: Stamps;
      readonly ref: SessionRef | null;
      readonly extra: Cells;
    }
  | { readonly kind: 'carried'; readonly state: RecordState };

export interface KnownRecord {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly state: KnownState;
  /** Equal for twins: session, birth and text columns (protocol.md section 3); null for sessions and tombstones. */
  readonly twin: string | null;
}

/** A merged state from other devices that is not in the source yet, and why not if it was tried. */
export interface Pending {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly state: RecordState;
  /** Parked: a constraint of this database; null while it has not been tried or only has to wait. */
  readonly finding: string | null;
  /** The confirmed act that `state.version` was written in; null for ordinary work. */
  readonly batch: string | null;
}

/** A write to the source that has begun: settled at the next start by what stands in the row. */
export interface InFlight {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  /** Null for an insert. */
  readonly rowid: number | null;
  /** Null where the row did not exist. */
  readonly before: Body | null;
  /** Null for a delete. */
  readonly after: Body | null;
}

export interface UnsentLine {
  readonly id: number;
  readonly stream: Stream;
  /**
   * `encodeRecord(record, null)`: it names its device even where that is this one, for the device may have got a new id
   * before the line is packed.
   */
  readonly line: string;
}

/** A record that no segment can carry, or no reader would take: it stays on this machine and is listed, it blocks nobody. */
export interface TooLarge {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  /** Of its line. */
  readonly bytes: number;
}

/** A sealed segment of our own: the same bytes go to the same key at every try. */
export interface OutboxSegment {
  readonly stream: Stream;
  readonly seq: number;
  readonly key: string;
  readonly sha256: Sha256;
  readonly bytes: Uint8Array;
  readonly count: number;
  /** `verified`: read back or listed as ours alone. */
  readonly state: 'new' | 'stored' | 'verified';
}

/** A segment of our own without its bytes, of which there may be many. */
export type OwnSegment = Omit<OutboxSegment, 'bytes'>;
export type OwnHead = Pick<OutboxSegment, 'seq' | 'sha256' | 'state'>;

/** A first sight of a bucket that went back: what tells it, and when by this device's clock. A second one confirms it. */
export interface RollbackSight {
  readonly evidence: string;
  readonly at: number;
}

/** What cannot be used of another device's log, and why; retried. */
export interface Quarantined {
  readonly device: DeviceId;
  readonly stream: Stream;
  /** 0: its device file. */
  readonly seq: number;
  readonly finding: string;
  /** By this device's clock: when it was first met. */
  readonly since: number;
  /** The Membridge that could not use it: a later one tries again what needs a later one. */
  readonly by: string;
}

export interface ListedConflict extends Conflict {
  readonly id: number;
  readonly kind: RecordKind;
  readonly key: RecordKey;
  /** By this device's clock. */
  readonly at: number;
  readonly settled: boolean;
}

/** Rows and what is known of them. Losing it costs a re-read, never data and never a false delete. */
export interface RowMap {
  mappedRow(kind: RecordKind, rowid: number): MappedRow | null;
  /** Ascending from after `rowid`, at most `limit`. */
  mappedRowsAfter(kind: RecordKind, rowid: number, limit: number): readonly MappedRow[];
  /** Of these rows, number and fingerprint alone. */
  mappedMarksAfter(kind: RecordKind, rowid: number, limit: number): readonly RowMark[];
  rowsOf(key: RecordKey): readonly MappedRow[];
  /** This and the next cost the same however many there are. */
  mappedRowCount(kind: RecordKind): number;
  /** The greatest row number; 0 for none. */
  lastMappedRow(kind: RecordKind): number;
  mapRow(row: MappedRow): void;
  unmapRow(kind: RecordKind, rowid: number): void;
  /** A number for this list of column names; the same list gets the same number. */
  columnSet(names: readonly string[]): number;
  /** Null for a number that was never given out. */
  columnNames(set: number): readonly string[] | null;
}

export interface KnownRecords {
  known(key: RecordKey): KnownRecord | null;
  setKnown(record: KnownRecord): void;
  /** Records of the same twin, dead ones not among them. */
  twinsOf(twin: string): readonly KnownRecord[];
  /** The record whose row this key shares: a twin that came under another name; null for an ordinary key. */
  aliasOf(key: RecordKey): RecordKey | null;
  setAlias(key: RecordKey, of: RecordKey): void;
  /** Keys that share the row of this one. */
  aliasesOf(key: RecordKey): readonly RecordKey[];
  /** Ascending by key from after `key` ('' for the start), at most `limit`: for the index and verify. */
  knownAfter(key: RecordKey | '', limit: number): readonly KnownRecord[];
  knownCount(): { readonly live: number; readonly dead: number };
  /** Whose present version this device wrote after `from` and not after `until`: by key from after `key`, at most `limit`. */
  writtenBetween(device: DeviceId, from: Hlc, until: Hlc, key: RecordKey | '', limit: number): readonly KnownRecord[];
  writtenCount(device: DeviceId, from: Hlc, until: Hlc): number;
}

export interface PendingRecords {
  pending(key: RecordKey): Pending | null;
  setPending(pending: Pending): void;
  clearPending(key: RecordKey): void;
  /** Not parked ones of a kind, by key from after `key`, at most `limit`. */
  pendingAfter(kind: RecordKind, key: RecordKey | '', limit: number): readonly Pending[];
  /** All of them, parked ones and those of unknown kinds too: ascending by key from after `key` ('' for the start), at most `limit`. */
  anyPendingAfter(key: RecordKey | '', limit: number): readonly Pending[];
  pendingCount(): { readonly waiting: number; readonly parked: number };
  /** Makes parked records ordinary ones again: the source may have changed meanwhile. */
  retryParked(): void;
  inFlight(): readonly InFlight[];
  setInFlight(writes: readonly InFlight[]): void;
}

export interface Outbox {
  /** One that no reader would take (`isReadable`) is listed as too large instead. */
  addUnsent(record: LogRecord): void;
  /** Announces a confirmed act; call it before its records are added. */
  addUnsentBatch(batch: BatchEntry): void;
  /** Oldest first: as many as have at most `bytesMax` (UTF-8) together, and at least one if there is one. */
  unsent(stream: Stream, bytesMax: number): readonly UnsentLine[];
  unsentCount(): number;
  /** Of all its lines, as UTF-8. */
  unsentBytes(stream: Stream): number;
  /** Forgets what was captured and not packed; segments stay. */
  dropUnsent(): void;
  /** Adds the segment and removes its lines, in one transaction. */
  pack(segment: OutboxSegment, lines: readonly number[]): void;
  /** Removes a line and lists its record; once per key, the newest counts. */
  setTooLarge(record: TooLarge, line: number): void;
  clearTooLarge(key: RecordKey): void;
  tooLarge(): readonly TooLarge[];
  /** The newest of our own segments of a stream, sent or not; null before the first. */
  ownHead(stream: Stream): OwnHead | null;
  /** Segments that are `new` or `stored`, ascending, at most `limit`. All before the first of them are verified. */
  unverified(stream: Stream, limit: number): readonly OwnSegment[];
  ownSegment(stream: Stream, seq: number): OutboxSegment | null;
  /** The oldest that was not sent; null when all were. */
  firstNew(stream: Stream): OutboxSegment | null;
  setSegmentState(stream: Stream, seq: number, state: OutboxSegment['state']): void;
  /** Forgets a segment. */
  dropSegment(stream: Stream, seq: number): void;
  /** Forgets verified segments up to `seq`, after the floor passed them; the newest one stays known as the head. How many. */
  forgetSegmentsUpTo(stream: Stream, seq: number): number;
}

/** What is known of the other devices' logs. */
export interface Peers {
  cursor(device: DeviceId, stream: Stream): Cursor;
  setCursor(device: DeviceId, stream: Stream, cursor: Cursor): void;
  cursors(): readonly { readonly device: DeviceId; readonly stream: Stream; readonly cursor: Cursor }[];
  /** Etag and text of a device's file as last read; null when never read. */
  peerFile(device: DeviceId): { readonly etag: string; readonly text: string } | null;
  /** Devices whose file was ever read, also those whose log was not, ascending. */
  peerDevices(): readonly DeviceId[];
  setPeerFile(device: DeviceId, file: { readonly etag: string; readonly text: string }): void;
  quarantined(): readonly Quarantined[];
  quarantine(entry: Quarantined): void;
  clearQuarantine(entry: Pick<Quarantined, 'device' | 'stream' | 'seq'>): void;
  rollbackSight(): RollbackSight | null;
  setRollbackSight(sight: RollbackSight | null): void;
  /** A confirmed act of another device, as its log tells it; null while its line has not been read. */
  batch(id: string): BatchEntry | null;
  addBatch(batch: BatchEntry): void;
}

export interface Conflicts {
  /** False when the same loss (`lossOf`) is listed already, whichever versions brought it. */
  addConflict(kind: RecordKind, key: RecordKey, conflict: Conflict, at: number): boolean;
  /** Oldest first, at most 1,000; `conflictsAfter` tells the others. */
  conflicts(settled: boolean): readonly ListedConflict[];
  /** Ascending from after `id` (0 for the start), at most `limit`. */
  conflictsAfter(settled: boolean, id: number, limit: number): readonly ListedConflict[];
  conflict(id: number): ListedConflict | null;
  settleConflict(id: number): void;
  openConflictCount(): number;
}

/**
 * What merge mode keeps in the state database. All calls are synchronous and durable, alone or inside one `transaction`.
 * Faults: those of StateStore.
 */
export interface RecordStore
  extends RowMap, KnownRecords, PendingRecords, Outbox, Peers, Conflicts, HeldRecords, Brakes, RowActs {
  /** The source as it was after the last capture; null before the first. */
  generation(): Generation | null;
  setGeneration(generation: Generation): void;
  /**
   * Forgets rows, records, aliases, pending and in-flight writes, cursors, peer files and the generation, after somebody
   * replaced the source's content: everything is read again. Keeps what is unsent, the outbox, conflicts.
   */
  forgetRecords(): void;
  /** Forgets everything that belongs to a project, its log too, when this machine goes on with another one. */
  forgetProject(): void;
  /** This device goes on under another id: `StateStore.deviceId` too, from now on. */
  renewDevice(device: DeviceId): void;
  transaction<T>(work: () => T): T;
  /**
   * As `transaction`, but not on the disk when it returns: a power cut may take it and all others since the last durable one,
   * whole, never one without those after it. For long work that begins again from its start, and whose last step is durable.
   */
  provisional<T>(work: () => T): T;
}
