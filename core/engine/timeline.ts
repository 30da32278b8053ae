import { headsPrefix, parseHeadKey } from '../model/bucket-keys.ts';
import type { Head } from '../model/head.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import { damageOf, type Finding } from './damage.ts';
import { readHead } from './lock/heads.ts';
import type { Machine } from './machine.ts';

/** Everything one can look back at: acts of this device, copies on this machine, revisions in the bucket. Newest first. */
export interface Timeline {
  readonly acts: readonly HistoryEntry[];
  readonly restorePoints: readonly RestorePoint[];
  /** Empty when `withRemote` is off. */
  readonly revisions: readonly Head[];
  /** Heads that cannot be read. */
  readonly damaged: readonly Finding[];
}

/** `limit` bounds acts and revisions each. Throws the remote's faults when asked to look there. */
export async function timeline(
  machine: Pick<Machine, 'state' | 'remote' | 'seal'>,
  limit: number,
  withRemote: boolean,
): Promise<Timeline> {
  return {
    acts: machine.state.history(limit),
    restorePoints: machine.state.restorePoints(),
    ...(withRemote ? await newestRevisions(machine, limit) : { revisions: [], damaged: [] }),
  };
}

async function newestRevisions(
  machine: Pick<Machine, 'remote' | 'seal'>,
  limit: number,
): Promise<Pick<Timeline, 'revisions' | 'damaged'>> {
  const names: string[] = [];
  for await (const { key } of machine.remote.list(headsPrefix)) {
    if (parseHeadKey(key) === null) continue;
    names.push(key);
    // Each revision may have two names; more than that need not be remembered.
    if (names.length > 4 * limit) names.splice(0, 2 * limit);
  }
  const heads = new Map<string, Head>();
  const damaged: Finding[] = [];
  for (const key of names.toReversed()) {
    if (heads.size >= limit) break;
    try {
      const head = await readHead(machine, key);
      if (head !== null) heads.set(head.nonce, head);
    } catch (error) {
      // What can still be gone back to is wanted most when something is damaged.
      const finding = damageOf(error, key);
      if (finding === null) throw error;
      damaged.push(finding);
    }
  }
  return { revisions: [...heads.values()], damaged };
}
