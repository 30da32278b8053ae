import type { Grade } from '../model/grade.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Progress } from '../ports/progress.ts';
import type { Random } from '../ports/random.ts';
import type { Remote } from '../ports/remote.ts';
import type { RestorePointFiles } from '../ports/restore-points.ts';
import type { Scratch } from '../ports/scratch.ts';
import type { Seal } from '../ports/seal.ts';
import type { Source } from '../ports/source.ts';
import type { StateStore } from '../ports/state-store.ts';

/** What a person calls this device, and what the bucket may know of it. */
export interface Self {
  readonly label: string;
  readonly platform: string;
  readonly version: string;
}

/** The settings an act depends on; read once per act. */
export interface Policy {
  readonly leaseTtlMs: number;
  readonly safetyCopies: number;
  readonly setAsideDays: number;
  /** `ask` counts as auto where a person has said yes. */
  readonly workerControl: 'auto' | 'never';
}

/** One machine as the engine sees it. Functions ask for the part they need: `Pick<Machine, …>`. */
export interface Machine {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly source: Source;
  readonly remote: Remote;
  readonly seal: Seal;
  readonly state: StateStore;
  readonly scratch: Scratch;
  readonly restorePoints: RestorePointFiles;
  /** What the store was seen to keep of its promises (protocol.md section 10); A: of many creates exactly one wins. */
  readonly grade: Grade;
  readonly self: Self;
  readonly policy: Policy;
}

/** How an act is watched and stopped. */
export interface Watch {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}
