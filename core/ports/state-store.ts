import type { Base } from '../model/base.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { DeviceId } from '../model/ids.ts';
import type { JournalAct, JournalEntry, PublishEntry, ReplaceEntry } from '../model/journal.ts';
import type { LeaseSight } from '../model/lease.ts';
import type { ManifestPart } from '../model/manifest.ts';
import type { HeadSeen } from '../model/device-file.ts';

/**
 * What this device knows, in `<home>/state.db`. Every call is one durable transaction. Losing the file costs a
 * re-read and a new device id, never data.
 */
export interface StateStore {
  deviceId(): DeviceId;
  base(): Base | null;
  setBase(base: Base | null): void;
  /** Greatest snapshot number this device ever used; snapshots of a device are numbered from 1. */
  lastSnapshotNumber(): number;
  setLastSnapshotNumber(number: number): void;
  leaseSight(): LeaseSight | null;
  setLeaseSight(sight: LeaseSight | null): void;

  /** The unfinished publish or replace, if there is one: at most one of each. */
  publishJournal(): PublishEntry | null;
  replaceJournal(): ReplaceEntry | null;
  /** Written before the step is done; replaces the entry of the same act. */
  setJournal(entry: JournalEntry): void;
  clearJournal(act: JournalAct): void;

  /** Newest first. */
  history(limit: number): HistoryEntry[];
  historyEntry(id: number): HistoryEntry | null;
  addHistory(entry: Omit<HistoryEntry, 'id'>): HistoryEntry;

  /** Newest first. */
  restorePoints(): RestorePoint[];
  /** An id never used before. */
  nextRestorePointId(): string;
  addRestorePoint(point: RestorePoint): void;
  removeRestorePoint(id: string): void;

  /** Parts of own snapshots that are stored for sure, by sha256 of their plain bytes: a later snapshot refers to them. */
  storedPart(plainSha256: string): ManifestPart | null;
  addStoredParts(parts: readonly ManifestPart[]): void;
  forgetStoredParts(): void;

  /** What each device showed of itself, to notice one that goes back. */
  headSeen(device: DeviceId): HeadSeen | null;
  setHeadSeen(device: DeviceId, seen: HeadSeen): void;

  note(name: NoteName): string | null;
  setNote(name: NoteName, value: string): void;
  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Small facts: time and outcome of the last sync and store grade, for `status`; whether the device file is `due`; where a
 * state before this one, which could not be used, was moved, until a person was told; what was given to the Python membridge
 * last; devices that a person took off the list; edits that the last whole look held (host/merge-note.ts); what was told
 * of this machine, and when (host/tell-facts.ts).
 */
export type NoteName =
  | 'last-sync'
  | 'last-error'
  | 'grade'
  | 'device-file'
  | 'state-moved'
  | 'legacy-export'
  | 'devices-hidden'
  | 'edits-held'
  | 'facts';
