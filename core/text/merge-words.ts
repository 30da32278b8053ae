import type { KnownKind } from '../model/records/kinds.ts';
import type { ErrorTexts } from './sentence.ts';

/** What merge mode says beside faults. Amounts come written (`12 records`, `3 KB`), names as they are. */
export interface MergeWords {
  readonly records: (count: number) => string;
  readonly nothing: string;
  readonly brought: (rows: string, labels: string, bytes: string) => string;
  /** Rows that changed here without anything fetched: what had waited. */
  readonly applied: (rows: string) => string;
  readonly sent: (records: string, bytes: string) => string;
  readonly wouldBring: (rows: string, labels: string) => string;
  readonly wouldSend: (records: string, bytes: string) => string;
  readonly setup: (path: string) => string;
  readonly setupNext: string;
  readonly kept: (records: string) => string;
  readonly waiting: (records: string) => string;
  readonly parked: (records: string) => string;
  readonly parkedNext: string;
  readonly tooLarge: (records: string) => string;
  readonly unread: (count: number, labels: string) => string;
  readonly newer: (labels: string) => string;
  readonly newerNext: string;
  readonly replaced: string;
  readonly cloned: (id: string) => string;
  readonly conflicts: (count: number) => string;
  readonly conflictsNext: string;
  readonly pullNext: string;
  readonly pushNext: string;
  readonly segmentsBehind: (count: number) => string;
  readonly history: (applied: string, published: string, labels: string) => string;
  readonly kinds: Readonly<Record<KnownKind, string>>;
  readonly desk: ConflictWords;
  readonly devices: DeviceWords;
  readonly verify: MergeVerifyWords;
  readonly doctor: MergeDoctorWords;
  readonly plan: (upload: string, bring: string) => string;
  readonly statusNext: { readonly conflict: string; readonly braked: string; readonly setup: string };
  readonly statusStates: { readonly conflict: string; readonly braked: string };
}

export interface ConflictWords {
  readonly none: string;
  readonly line: (id: number, kind: string, title: string, columns: string, labels: string, date: string) => string;
  readonly next: string;
  readonly here: (column: string, label: string) => string;
  readonly other: (column: string, label: string) => string;
  readonly deleted: (label: string) => string;
  readonly isGone: string;
  readonly empty: string;
  readonly showNext: (id: number) => string;
  readonly kept: Readonly<Record<'ours' | 'theirs' | 'both', (id: number) => string>>;
  readonly wouldKeep: (id: number, columns: string) => string;
  readonly syncNext: string;
  readonly unknownDevice: string;
}

export interface DeviceWords {
  readonly none: string;
  readonly renamed: (label: string) => string;
  readonly wouldRename: (before: string, label: string) => string;
  readonly removed: (label: string) => string;
  readonly wouldRemove: (label: string) => string;
  readonly removedNext: string;
}

export interface MergeVerifyWords {
  readonly read: (segments: string, devices: string, records: string, bytes: string) => string;
  readonly segments: (count: number) => string;
  readonly devices: (count: number) => string;
  readonly same: (records: string) => string;
  readonly newerHere: (records: string) => string;
  readonly newerThere: (records: string) => string;
  readonly differ: (records: string) => string;
  readonly noDatabase: string;
}

export interface MergeDoctorWords {
  readonly records: (live: string, dead: string) => string;
  readonly unread: (count: number, finding: string) => string;
  readonly unreadNext: string;
  readonly parkedNext: string;
}

/** The faults of merge mode. */
export type MergeErrorTexts = Pick<
  ErrorTexts,
  | 'not-in-merge'
  | 'not-in-mirror'
  | 'conflict-unknown'
  | 'memory-unknown'
  | 'act-unknown'
  | 'device-unknown'
  | 'device-not-ours'
  | 'brake-records'
  | 'log-in-doubt'
  | 'log-rolled-back'
>;
