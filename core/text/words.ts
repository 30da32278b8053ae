import type { Grade } from '../model/grade.ts';
import type { StoreCaution } from '../model/known-stores.ts';
import type { StateWord } from '../model/status.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { DoctorWords } from './doctor-words.ts';
import type { ExportWords } from './export-words.ts';
import type { HostWords } from './host-words.ts';
import type { HooksWords } from './hooks-words.ts';
import type { KeychainWords } from './keychain-words.ts';
import type { LegacyWords } from './legacy-words.ts';
import type { MergeActWords } from './merge-acts-words.ts';
import type { MergeWords } from './merge-words.ts';
import type { ServiceWords } from './service-words.ts';
import type { CleanupWords } from './cleanup-words.ts';
import type { TuneWords } from './tune-words.ts';

/** What long work is busy with, as ports/progress.ts names it. */
export type PhaseName =
  | 'checking'
  | 'copying'
  | 'uploading'
  | 'downloading'
  | 'keeping-safety-copy'
  | 'stopping-worker'
  | 'replacing'
  | 'starting-worker'
  | 'verifying';

/** All that commands say beside faults. Amounts come written (`12 rows`, `3 MB`), names as they are. */
export interface Words {
  readonly phases: Readonly<Record<PhaseName, string>>;
  readonly perSecond: (bytes: string) => string;
  readonly timeLeft: (duration: string) => string;
  /** After a question. */
  readonly yesNo: string;
  readonly goOn: string;
  readonly nothingChanged: string;
  /** Ctrl-C was pressed once. */
  readonly stopping: string;
  readonly rows: (count: number) => string;
  readonly noRows: string;
  readonly yes: string;
  readonly no: string;
  readonly hint: string;
  readonly dryRun: string;
  readonly oldName: (old: string, now: string) => string;
  readonly log: (path: string) => string;
  readonly stateMoved: (path: string) => string;
  readonly sync: SyncWords;
  readonly connect: ConnectWords;
  readonly status: StatusWords;
  readonly history: HistoryWords;
  readonly host: HostWords;
  readonly verify: VerifyWords;
  readonly lock: LockWords;
  readonly project: ProjectWords;
  readonly config: ConfigWords;
  readonly doctor: DoctorWords;
  readonly hooks: HooksWords;
  readonly legacy: LegacyWords;
  readonly export: ExportWords;
  readonly merge: MergeWords;
  readonly mergeActs: MergeActWords;
  readonly service: ServiceWords;
  readonly tune: TuneWords;
  readonly cleanup: CleanupWords;
  readonly keychain: KeychainWords;
}

export interface SyncWords {
  readonly agreed: (revision: number | null) => string;
  readonly onlyHereMoved: string;
  readonly onlyHereMovedHint: string;
  readonly onlyRemoteMoved: string;
  readonly onlyRemoteMovedHint: string;
  readonly noMemory: string;
  readonly noMemoryHint: string;
  readonly declined: string;
  readonly declinedHint: string;
  readonly adopted: (revision: number) => string;
  readonly published: (revision: number, rows: string, bytes: string) => string;
  readonly publishedOver: (revision: number, losers: string, rows: string, bytes: string) => string;
  readonly undoHint: string;
  readonly pulled: (revision: number, label: string, rows: string, bytes: string) => string;
  readonly keptAs: (restorePoint: string) => string;
  readonly setAsideAs: (restorePoint: string) => string;
  readonly wouldPublish: (rows: string) => string;
  readonly wouldPublishOver: (revisions: string, rows: string) => string;
  readonly wouldPull: (revision: number, label: string, rows: string) => string;
  readonly wouldSetAside: string;
  readonly wouldAdopt: (revision: number) => string;
  readonly forcePush: string;
  readonly forcePull: string;
  readonly forcePushQuestion: string;
  readonly forcePullQuestion: string;
}

export interface ConnectWords {
  readonly created: (project: string, where: string) => string;
  readonly joined: (project: string, where: string) => string;
  readonly unchanged: (project: string, where: string) => string;
  readonly wouldCreate: (project: string, where: string) => string;
  readonly wouldJoin: (project: string, where: string) => string;
  readonly makesFolder: (folder: string) => string;
  readonly makesBucket: (where: string) => string;
  readonly plainHttp: string;
  readonly cautions: Readonly<Record<StoreCaution, (title: string) => string>>;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly plain: string;
  readonly sealed: string;
  readonly memory: (path: string, rows: string) => string;
  readonly noMemory: (path: string) => string;
  /** What the first sync will do; nothing is ever deleted by it. */
  readonly plan: (upload: string, bring: string) => string;
  readonly bothHave: string;
  readonly otherProjects: (ids: string) => string;
  readonly question: string;
  readonly newPassphrase: string;
  readonly newPassphraseAgain: string;
  readonly passphrase: string;
  readonly passphrasesDiffer: string;
  readonly keepPassphrase: string;
  readonly next: string;
  readonly nextWithoutMemory: string;
}

export interface StatusWords {
  readonly states: Readonly<Record<StateWord, string>>;
  readonly project: string;
  readonly device: string;
  readonly memory: string;
  readonly remote: string;
  readonly base: string;
  readonly pending: string;
  readonly lease: string;
  readonly devices: string;
  readonly lastSync: string;
  readonly revision: (revision: number) => string;
  readonly byAt: (label: string, date: string) => string;
  /** What the store was seen to keep of its promises, in plain words. */
  readonly grades: Readonly<Record<Grade, string>>;
  readonly gradeUnknown: string;
  readonly grade: string;
  readonly never: string;
  readonly absent: string;
  readonly away: string;
  readonly sealed: string;
  readonly plain: string;
  readonly behind: (count: number) => string;
  readonly upToDate: string;
  readonly unread: string;
  readonly next: Readonly<Partial<Record<StateWord, string>>>;
}

export interface HistoryWords {
  readonly acts: Readonly<Record<HistoryEntry['act'], string>>;
  readonly kinds: Readonly<Record<RestorePoint['kind'], string>>;
  /** Where a copy came from that was not made here. */
  readonly origin: (project: string, host: string, at: string) => string;
  readonly actsTitle: string;
  readonly pointsTitle: string;
  readonly revisionsTitle: string;
  readonly snapshotsTitle: string;
  readonly nothing: string;
  readonly offline: (where: string) => string;
  readonly undid: (id: number) => string;
  readonly unsound: string;
  readonly restorePlan: (id: string, now: string, then: string) => string;
  readonly restoreTo: (id: string, file: string, rows: string) => string;
  readonly wouldRestoreTo: (id: string, file: string, rows: string) => string;
  readonly restored: (id: string, rows: string) => string;
  readonly restoreAct: string;
  readonly restoreQuestion: string;
  readonly undoPutBack: (act: string, id: number, now: string, then: string) => string;
  readonly undoPublish: (act: string, id: number, revision: number, label: string) => string;
  readonly undoneHere: (id: number, rows: string) => string;
  readonly undoneThere: (id: number, revision: number) => string;
  readonly undoAct: string;
  readonly undoQuestion: string;
  readonly localChange: string;
}

export interface VerifyWords {
  readonly read: (heads: string, snapshots: string, parts: string, bytes: string) => string;
  readonly heads: (count: number) => string;
  readonly snapshots: (count: number) => string;
  readonly parts: (count: number) => string;
  readonly sound: string;
  readonly damaged: (count: number) => string;
  readonly local: Readonly<Record<'same' | 'differs' | 'no-database' | 'no-head' | 'heads-diverged', string>>;
}

export interface LockWords {
  readonly free: string;
  readonly ours: (minutes: string) => string;
  readonly held: (label: string, purpose: string, minutes: string, freeAt: string) => string;
  readonly purposes: Readonly<Record<'push' | 'force' | 'undo' | 'restore', string>>;
  readonly lapsed: (label: string) => string;
  readonly damaged: (finding: string) => string;
  readonly released: string;
  readonly wouldRelease: string;
  readonly nothingToRelease: string;
  readonly releaseAct: string;
  readonly minutes: (count: number) => string;
}

export interface ProjectWords {
  readonly listTitle: (where: string) => string;
  readonly none: (where: string) => string;
  readonly ours: string;
  readonly pinned: (id: string) => string;
  readonly pinnedAlready: (id: string) => string;
  readonly wouldPin: (id: string) => string;
}

export interface ConfigWords {
  readonly set: (key: string, value: string) => string;
  readonly wouldSet: (key: string, value: string, before: string) => string;
  readonly isDefault: string;
  /** What may be set, from the English of the schema. */
  readonly expected: (english: string) => string;
  readonly noLog: string;
}
