import { decide, type Decision } from './decision.ts';
import type { Grade } from './grade.ts';
import type { LeaseView } from './lease.ts';
import type { Observation } from './observation.ts';
import { rowCount } from './content.ts';
import type { Base } from './base.ts';

/** The state words of cli.md; `locked` while another device holds the lease, `syncing` while we do. */
export type StateWord =
  | 'in-sync'
  | 'pending'
  | 'syncing'
  | 'offline'
  | 'paused'
  | 'locked'
  | 'conflict'
  | 'braked'
  | 'error'
  | 'setup';

export interface DeviceStatus {
  readonly id: string;
  readonly label: string | null;
  /** By that device's own clock. */
  readonly lastSeen: number | null;
  /** Revisions it has not taken yet; null when unknown. */
  readonly behind: number | null;
  /** Why its file cannot be read, if so. */
  readonly finding: string | null;
  /** Of its Membridge; left out where its file cannot be read. */
  readonly version?: string;
}

/** What `status` shows; `status --json` prints it. */
export interface Status {
  readonly project: { readonly name: string; readonly id: string };
  readonly device: { readonly id: string; readonly label: string };
  readonly mode: 'merge' | 'mirror';
  readonly state: StateWord;
  /** Why, in a word that texts explain; what a sync would do now. */
  readonly why: string;
  readonly source: {
    readonly path: string;
    readonly kind: string;
    readonly exists: boolean;
    readonly rows: Readonly<Record<string, number>>;
    readonly bytes: number | null;
    readonly toolVersion: string | null;
  };
  readonly remote: {
    readonly kind: string;
    readonly where: string;
    readonly grade: Grade | null;
    readonly reachable: boolean;
    readonly encryption: string;
  };
  /** Rows here that the bucket has not, as far as counts tell; at least 1 when anything moved here. */
  readonly pending: { readonly records: number };
  /** Merge mode: records that an undo keeps as they are here. */
  readonly held?: number;
  /** Merge mode: deletes of others that wait for a yes. */
  readonly heldBack?: number;
  readonly base: { readonly revision: number; readonly epoch: number } | null;
  /** Revision the bucket shows; null when it is empty or away. */
  readonly head: {
    readonly revision: number;
    readonly epoch: number;
    readonly label: string;
    readonly at: number;
  } | null;
  readonly lease: {
    readonly holder: string;
    readonly label: string;
    readonly since: number;
    readonly expires: number;
    readonly purpose: string;
  } | null;
  readonly devices: readonly DeviceStatus[];
  readonly lastSync: { readonly at: number; readonly outcome: string } | null;
}

/** The state word for what a plain sync would meet. */
export function stateOf(seen: Observation, lease: LeaseView): { state: StateWord; decision: Decision } {
  const decision = decide({ ...seen, intent: 'sync', confirmed: false });
  return { state: lease.kind === 'held' ? 'locked' : stateWord(decision), decision };
}

function stateWord(decision: Decision): StateWord {
  switch (decision.kind) {
    case 'nothing':
      return decision.why === 'no-memory-anywhere' ? 'setup' : decision.why === 'agreed' ? 'in-sync' : 'pending';
    case 'adopt':
    case 'push':
    case 'pull':
    case 'choose':
      return 'pending';
    case 'diverged':
    case 'heads-diverged':
      return 'conflict';
    case 'brake':
      return 'braked';
    case 'source-missing':
      return 'setup';
    case 'rolled-back':
      return 'error';
  }
}

/** Rows here beyond those of base; at least 1 when the content differs, 0 when it does not. */
export function pendingRecords({ local }: Observation, base: Base | null): number {
  if (local.kind === 'none' || local.digest === base?.digest) return 0;
  const more = Object.entries(local.rows).reduce(
    (sum, [table, rows]) => sum + Math.max(0, rows - (base?.rows[table] ?? 0)),
    0,
  );
  return Math.max(1, base === null ? rowCount(local.rows) : more);
}
