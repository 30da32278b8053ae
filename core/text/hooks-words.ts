/** What is said about the hooks in Claude Code's settings. */
export interface HooksWords {
  readonly wouldChange: (path: string) => string;
  readonly question: string;
  readonly act: string;
  readonly removeQuestion: string;
  readonly removeAct: string;
  /** What the hooks do, before the question. */
  readonly about: string;
  readonly pythonFound: (number: number) => string;
  readonly pythonQuestion: string;
  readonly changedMeanwhile: string;
  readonly installed: (path: string) => string;
  readonly removed: (path: string) => string;
  readonly pythonOff: string;
  readonly kept: (path: string) => string;
  readonly nextSession: string;
  readonly nothingToInstall: (path: string) => string;
  readonly nothingToRemove: (path: string) => string;
  readonly pythonHint: string;
  readonly statusTitle: (path: string) => string;
  readonly standings: Readonly<Record<'installed' | 'old' | 'missing', string>>;
  readonly gone: (path: string) => string;
  readonly off: string;
  readonly python: (command: string) => string;
  readonly otherHome: (path: string) => string;
  readonly installHint: string;
}
