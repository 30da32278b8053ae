import type { ErrorTexts } from './sentence.ts';

/** What forces, restores and undos say in merge mode. Amounts come written (`12 rows`), names as they are. */
export interface MergeActWords {
  readonly forcePush: {
    readonly nothing: string;
    readonly plan: (deletes: string, edits: string, revives: string) => string;
    readonly lacked: (label: string, records: string, titles: string) => string;
    readonly leftAlone: (records: string) => string;
    readonly later: string;
    readonly question: string;
    readonly done: (deletes: string, edits: string, revives: string) => string;
  };
  readonly forcePull: {
    readonly nothing: string;
    readonly plan: (removed: string, rows: string) => string;
    readonly question: string;
    readonly done: (removed: string, rows: string) => string;
    readonly left: (rows: string) => string;
  };
  readonly restore: {
    readonly nothing: (id: string) => string;
    readonly plan: (id: string, bringBack: string, unedit: string, remove: string) => string;
    readonly travels: string;
    readonly done: (id: string, bringBack: string, unedit: string, remove: string) => string;
    readonly left: (rows: string, finding: string) => string;
  };
  readonly undo: {
    readonly planHere: (act: string, id: number, rows: string) => string;
    readonly holds: string;
    readonly planEverywhere: (act: string, id: number, rows: string) => string;
    readonly planResume: (rows: string) => string;
    readonly doneHere: (id: number, rows: string) => string;
    readonly resumeHint: string;
    readonly doneEverywhere: (id: number, rows: string) => string;
    readonly doneResume: (rows: string) => string;
    readonly changedSince: (rows: string) => string;
  };
  readonly undoHint: string;
  readonly sent: (records: string, bytes: string) => string;
  readonly waits: (records: string) => string;
  readonly held: (records: string) => string;
  readonly heldLabel: string;
  readonly incoming: (records: string) => string;
  readonly incomingLabel: string;
  readonly changed: (written: string, removed: string) => string;
  /** A copy kept before an act of another machine. */
  readonly confirmed: (act: string, labels: string) => string;
  readonly copied: (restorePoint: string, act: string, label: string) => string;
  readonly batchActs: Readonly<Record<'restore' | 'undo' | 'force-push' | 'import' | 'confirmed', string>>;
}

export type MergeActErrorTexts = Pick<ErrorTexts, 'brake-incoming'>;
