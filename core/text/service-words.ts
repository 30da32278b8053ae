/** What `service` says. */
export interface ServiceWords {
  readonly wouldWrite: (file: string) => string;
  readonly wouldKeepAside: (file: string) => string;
  readonly wouldRun: string;
  readonly wouldRemove: (file: string) => string;
  readonly noLimits: string;
  readonly plainSandbox: string;
  readonly installQuestion: string;
  readonly installAct: string;
  readonly installed: (file: string) => string;
  readonly installedAlready: (file: string) => string;
  readonly keptAs: (file: string) => string;
  readonly lingerWhy: string;
  readonly lingerQuestion: (account: string) => string;
  readonly lingerOn: (account: string) => string;
  readonly lingerLater: (account: string) => string;
  readonly lingerRefused: (account: string) => string;
  readonly notInstalled: (file: string) => string;
  readonly removeQuestion: string;
  readonly removeAct: string;
  readonly removed: (file: string) => string;
  readonly lingerStays: (account: string) => string;
  readonly file: string;
  readonly state: string;
  /** systemd's own word for a state, and since when. */
  readonly activeSince: (state: string, since: string) => string;
  readonly notAtStart: string;
  readonly restarts: (count: number) => string;
  readonly says: string;
  readonly edited: string;
  readonly gone: (path: string) => string;
  readonly again: string;
  readonly memoryLimited: string;
  readonly memoryOff: string;
  readonly memoryMissing: string;
  readonly plainStatus: string;
  readonly lingerYes: string;
  readonly lingerNo: (account: string) => string;
}
