/** What `doctor` looks at, in this order. */
export const checkNames = [
  'runtime',
  'home',
  'settings',
  'secrets',
  'state',
  'source',
  'worker',
  'remote',
  'encryption',
  'grade',
  'clock',
  'space',
  'journal',
  'lease',
  'records',
  'interlock',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface DoctorWords {
  readonly names: Readonly<Record<CheckName, string>>;
  readonly marks: Readonly<Record<'ok' | 'warn' | 'fail', string>>;
  readonly runtime: (membridge: string, node: string, system: string) => string;
  readonly home: (path: string) => string;
  readonly homeOpen: (path: string, mode: string) => string;
  readonly homeAbsent: (path: string) => string;
  readonly settings: (path: string) => string;
  readonly secrets: (path: string) => string;
  readonly secretsNone: string;
  readonly secretsOpen: (path: string, mode: string) => string;
  readonly secretsOpenNext: string;
  readonly state: (device: string, acts: string, points: string) => string;
  readonly stateBusy: string;
  readonly stateAbsent: string;
  readonly source: (path: string, rows: string, bytes: string) => string;
  /** Not read through. */
  readonly sourceSeen: (path: string, rows: string, bytes: string) => string;
  readonly sourceAbsent: (path: string) => string;
  readonly sourceAbsentNext: string;
  readonly noWorker: string;
  readonly workerStopped: (version: string, port: number) => string;
  readonly workerRunning: (version: string, pid: number, port: number) => string;
  readonly workerNotReady: (pid: number) => string;
  readonly workerNotReadyNext: string;
  readonly noBun: string;
  readonly noBunNext: string;
  readonly bun: (architecture: string) => string;
  readonly bunOther: (path: string, architecture: string, here: string) => string;
  readonly bunOtherNext: string;
  readonly portTaken: (port: number) => string;
  readonly portTakenNext: string;
  readonly unknownVersion: string;
  readonly remote: (where: string, ms: string) => string;
  readonly remoteProjects: (count: number) => string;
  readonly sealed: string;
  readonly plain: string;
  readonly plainNext: string;
  readonly gradeNext: string;
  /** Objects of an earlier trial, removed. */
  readonly gradeSwept: (count: number) => string;
  readonly clock: (difference: string) => string;
  readonly clockOff: (difference: string) => string;
  readonly clockNext: string;
  readonly space: (free: string, path: string) => string;
  readonly spaceLow: (free: string, need: string, path: string) => string;
  readonly spaceNext: string;
  readonly spaceUnknown: string;
  readonly journalClear: string;
  readonly journalLeft: (act: string, step: string) => string;
  readonly acts: Readonly<Record<'publish' | 'replace', string>>;
  readonly fixNext: string;
  readonly leaseFree: string;
  readonly leaseOurs: string;
  readonly leaseHeld: (label: string) => string;
  readonly interlockFree: string;
  readonly interlockOurs: string;
  readonly fixed: (name: string) => string;
  readonly notFixed: (why: string) => string;
  readonly bundle: (path: string) => string;
  readonly bundleNext: string;
  readonly allWell: string;
  readonly summary: (failed: number, warned: number) => string;
}
