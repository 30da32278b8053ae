import type { ErrorTexts } from './sentence.ts';

/** What `tune install-helper`, `remove-helper` and commands that ask the helper say. */
export interface TuneHelperWords {
  /** Several lines: what it is for, and what it can and cannot do. */
  readonly what: readonly string[];
  readonly inPlace: (node: string, folder: string) => string;
  readonly copies: (from: string, to: string, size: string) => string;
  readonly copiesNode: (from: string) => string;
  readonly groupNew: (group: string) => string;
  readonly groupThere: (group: string, members: string) => string;
  readonly nobodyIn: string;
  readonly adds: (account: string) => string;
  /** `account`: whose turn it probably is; empty when that cannot be told. */
  readonly addsNobody: (account: string) => string;
  readonly olderGoes: (folder: string) => string;
  readonly olderStays: (folder: string) => string;
  readonly question: string;
  readonly act: string;
  readonly installed: (socket: string) => string;
  readonly installedAlready: (socket: string) => string;
  readonly signInAnew: (accounts: string) => string;
  readonly undo: string;
  readonly wouldRemove: (path: string) => string;
  readonly wouldRemoveGroup: (group: string, members: string) => string;
  readonly removeQuestion: string;
  readonly removeAct: string;
  readonly removed: string;
  readonly nothing: string;
  readonly settingsStay: (command: string) => string;
  /** A command was carried out by it. */
  readonly used: string;
  readonly forbidden: string;
  readonly seesOtherwise: string;
  /** For `uninstall`: what it leaves. */
  readonly leaves: (command: string) => string;
  readonly leavesSettings: (command: string) => string;
}

/** Faults of the root helper, of asking it and of installing it. */
export type TuneHelperErrors = Pick<
  ErrorTexts,
  | 'tune-helper-refused'
  | 'tune-helper-silent'
  | 'tune-helper-not-built'
  | 'tune-helper-untrusted'
  | 'tune-helper-foreign'
  | 'tune-helper-account'
>;
