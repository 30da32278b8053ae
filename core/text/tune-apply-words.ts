import type { Drift, RevertWhy } from '../model/tune/transaction.ts';
import type { ErrorTexts } from './sentence.ts';

/** What `tune apply`, `confirm`, `status` and `revert` say. */
export interface TuneApplyWords {
  readonly question: string;
  /** What needs a yes: "to change …". */
  readonly act: string;
  readonly applied: string;
  /** The one thing to do now. */
  readonly confirmWithin: (time: string, command: string) => string;
  /** For a tree, where no timer runs. */
  readonly confirmTree: (time: string, command: string) => string;
  /** zram could not be emptied now. */
  readonly deferred: string;
  /** A heading; commands follow. */
  readonly listed: string;
  readonly wouldConfirm: (profile: string) => string;
  readonly confirmed: (profile: string) => string;
  readonly alreadyConfirmed: string;
  readonly nothingStands: string;
  readonly why: Readonly<Record<RevertWhy, (profile: string) => string>>;
  readonly drift: Readonly<Record<Drift['why'], (target: string) => string>>;
  readonly rebootForOld: string;
  readonly wouldRevert: (profile: string) => string;
  readonly wouldRestore: (target: string) => string;
  readonly isBefore: (target: string) => string;
  readonly status: {
    readonly inForce: (profile: string, date: string) => string;
    readonly waits: (profile: string, time: string) => string;
    readonly unsettled: (profile: string) => string;
    readonly standings: Readonly<Record<'before' | 'ours' | 'else', string>>;
    readonly unitStep: string;
    readonly recover: (command: string) => string;
    readonly unknownFile: (path: string) => string;
  };
}

export type TuneErrors = Pick<
  ErrorTexts,
  | 'tune-needs-root'
  | 'tune-no-systemd'
  | 'tune-tree-linked'
  | 'tune-journal-damaged'
  | 'tune-too-many'
  | 'tune-nothing-waits'
  | 'tune-busy'
  | 'tune-unconfirmed'
  | 'tune-stopped'
  | 'tune-failed'
>;
