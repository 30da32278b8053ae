import type { ErrorTexts } from './sentence.ts';

/** What the host says: at its start and end, and in `status` while it runs. */
export interface HostWords {
  readonly found: (version: string | null, memories: string, projects: string | null, size: string) => string;
  readonly memories: (count: number) => string;
  readonly projects: (count: number) => string;
  /** What only this machine has, with no connection to others. */
  readonly keptHere: (folder: string, panel: string) => string;
  readonly keptThere: (where: string, panel: string) => string;
  readonly ssh: (line: string) => string;
  readonly manage: string;
  readonly noMemory: (path: string) => string;
  readonly panel: (address: string) => string;
  readonly join: string;
  readonly runs: (address: string, state: string) => string;
  /** Electron's package is here and its program is not. */
  readonly trayNotFetched: string;
  /** It ended as soon as it was started. */
  readonly trayFailed: string;
  readonly network: (address: string, fingerprint: string) => string;
  readonly stopped: string;
  readonly stoppedPending: (records: string) => string;
  readonly hostLabel: string;
  readonly running: (since: string, pid: number) => string;
  readonly nextLook: (time: string) => string;
  readonly offlineSince: (date: string) => string;
  readonly deniedSince: (date: string) => string;
  readonly pausedUntil: (date: string) => string;
  readonly pausedUntilResumed: string;
  readonly unseen: (label: string, days: string) => string;
  readonly days: (count: number) => string;
  /** Why a state is as it is, where the host alone knows. */
  readonly whys: Readonly<Record<'stale' | 'written' | 'starting' | 'battery' | 'metered' | 'engine-crashed', string>>;
  readonly uninstall: UninstallWords;
}

export interface UninstallWords {
  readonly plan: string;
  readonly hooks: string;
  readonly service: string;
  readonly login: (path: string) => string;
  readonly secrets: (path: string) => string;
  readonly history: (path: string) => string;
  readonly leavesMemory: (path: string) => string;
  readonly leavesHistory: (path: string) => string;
  readonly leavesRemote: (where: string) => string;
  readonly act: string;
  readonly question: string;
  readonly done: string;
  readonly nothing: string;
  readonly hostRuns: string;
}

/** The faults of the host. */
export type HostErrorTexts = Pick<ErrorTexts, 'host-running' | 'lan-off'>;
