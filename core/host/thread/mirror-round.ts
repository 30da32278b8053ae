import type { Watch } from '../../engine/machine.ts';
import { headsPrefix } from '../../model/bucket-keys.ts';
import { isFault, type MembridgeError } from '../../model/errors.ts';
import type { Round } from '../../model/loop.ts';
import type { SyncReport } from '../../model/report.ts';
import type { Composed } from '../compose.ts';
import { sourceFacts } from '../compose/source-facts.ts';
import { observedStatus } from '../observed-status.ts';
import { runSync } from '../run-sync.ts';
import { nothingMoved, type Found } from './found.ts';
import { nobody } from './nobody.ts';
import type { SessionMemory } from './session.ts';

/**
 * A round of mirror mode. A quick one asks first whether anything is otherwise than before the last: the files of the memory
 * by their sizes and times, the heads by one LIST. Reading a whole memory at each poll would be felt.
 */
export async function mirrorRound(
  composed: Composed,
  memory: SessionMemory,
  { intent, look }: Round,
  watch: Watch,
): Promise<Found> {
  const { clock } = composed.machine;
  const ended = (fault: MembridgeError | null): Found => ({
    moved: nothingMoved,
    isMoved: false,
    fault,
    away: fault?.exit === 5 ? fault : null,
    wholeMs: null,
    status: () => observedStatus(composed, watch),
  });
  let seen: string | null = null;
  try {
    seen = await seenNow(composed);
    if (look === 'quick' && seen === memory.settled?.seen) return ended(memory.settled.fault);
    memory.settled = null;
    const startedMs = clock.monotonicMs();
    const report = await runSync(composed, { intent, dryRun: false }, nobody, watch);
    // What a run for one half left to do is not settled.
    if (report.decision.kind === 'nothing' && report.decision.why === 'agreed')
      memory.settled = { seen, fault: null, atMs: clock.monotonicMs() };
    return { ...ended(null), ...movedBy(report), wholeMs: clock.monotonicMs() - startedMs };
  } catch (error) {
    if (!isFault(error)) throw error;
    // A person must decide, and only then, or when something moved, is it worth another reading.
    if (seen !== null && (error.exit === 4 || error.exit === 7))
      memory.settled = { seen, fault: error, atMs: clock.monotonicMs() };
    return ended(error);
  }
}

async function seenNow({ machine: { source, remote } }: Composed): Promise<string> {
  const heads: string[] = [];
  for await (const { key, etag } of remote.list(headsPrefix)) heads.push(`${key} ${etag}`);
  return [await sourceFacts(source.path), ...heads].join('\n');
}

function movedBy({ decision, published, applied, entry }: SyncReport): Pick<Found, 'moved' | 'isMoved'> {
  const isTaken = decision.kind === 'pull' || decision.kind === 'choose';
  return {
    moved: {
      published: published.records,
      applied: applied.records,
      labels: isTaken ? [decision.head.label] : [],
      historyId: entry?.id ?? null,
    },
    isMoved: isTaken || decision.kind === 'push',
  };
}
