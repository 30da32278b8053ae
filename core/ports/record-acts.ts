import type { Body, Hash128 } from '../model/records/body.ts';
import type { RecordKind } from '../model/records/kinds.ts';
import type { BatchEntry } from '../model/records/record-line.ts';
import type { RecordKey, SessionRef } from '../model/records/record.ts';

/**
 * A record that an undo set back on this machine alone: versions from elsewhere go on merging into its state, not into its
 * row (protocol.md section 8).
 */
export interface Held {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  /** `bodyHash` of what its row was left as, another one now is a local edit and ends the hold; null: no row is shown. */
  readonly shown: Hash128 | null;
}

/** Why a change waits for a person (protocol.md section 4). */
export type Brake = 'many-deleted' | 'many-edited' | 'source-emptied' | 'source-replaced' | 'source-migrated';

/** A delete or edit that a brake holds: nothing else is held up by it. */
export interface Braked {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly change: 'deleted' | 'edited';
  /** `own`: made here and not published; `incoming`: from elsewhere and not applied, its state is pending. */
  readonly side: 'own' | 'incoming';
  readonly brake: Brake;
  /** By this device's clock: since when. */
  readonly at: number;
}

/** One act that changed rows here and can be undone: an apply of what came, a restore, a force. */
export interface RowAct {
  /** 16 hex; of a confirmed act its batch id. */
  readonly id: string;
  readonly act: 'apply' | BatchEntry['act'];
  /** By this device's clock. */
  readonly at: number;
  readonly state: 'begun' | 'done' | 'undone';
}

/** What stood in the rows of one record before an act. */
export interface PreImage {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly ref: SessionRef | null;
  /** Null: there was no row. */
  readonly before: Body | null;
  /** `bodyHash` of what the act left; another one now was written later. Null: it left no row. */
  readonly after: Hash128 | null;
}

export interface HeldRecords {
  held(key: RecordKey): Held | null;
  setHeld(held: Held): void;
  endHold(key: RecordKey): void;
  /** Ascending by key from after `key` ('' for the start), at most `limit`. */
  heldAfter(key: RecordKey | '', limit: number): readonly Held[];
  heldCount(): number;
}

export interface Brakes {
  braked(key: RecordKey): Braked | null;
  /** One per record: the newest counts. */
  setBraked(entry: Braked): void;
  clearBraked(key: RecordKey): void;
  /** Ascending by key from after `key` ('' for the start), at most `limit`. */
  brakedAfter(side: Braked['side'], key: RecordKey | '', limit: number): readonly Braked[];
  brakedCount(side: Braked['side']): number;
  /** Notes changes that went through, at a time by this device's clock: brakes count over a day, not over one look. */
  countChanges(kind: RecordKind, change: Braked['change'], count: number, at: number): void;
  /** How many went through at `since` or later. */
  changesSince(kind: RecordKind, change: Braked['change'], since: number): number;
  forgetChangesBefore(at: number): void;
}

export interface RowActs {
  /** The same id again is the same act: it stays as it was. */
  addAct(act: RowAct): void;
  act(id: string): RowAct | null;
  /** Newest first. */
  acts(limit: number): readonly RowAct[];
  setActState(id: string, state: RowAct['state']): void;
  /** Of one record in one act the first image stays: later ones tell what the act itself wrote, only `after` is the last one's. */
  addPreImage(act: string, image: PreImage): void;
  preImage(act: string, key: RecordKey): PreImage | null;
  /** Ascending by key from after `key` ('' for the start), at most `limit`. */
  preImagesAfter(act: string, key: RecordKey | '', limit: number): readonly PreImage[];
  preImageCount(act: string): number;
  /** Forgets finished acts that are older, with their images. How many. */
  forgetActsBefore(at: number): number;
}
