import type { Machine, Watch } from '../../engine/machine.ts';
import type { MergeMachine } from '../../engine/records/sync-records.ts';
import { devicesPrefix } from '../../model/bucket-keys.ts';
import { isFault, type MembridgeError } from '../../model/errors.ts';
import type { Round } from '../../model/loop.ts';
import type { Entry } from '../../ports/remote.ts';
import type { Composed } from '../compose.ts';
import { sourceFacts } from '../compose/source-facts.ts';
import type { Tools } from '../compose/tools.ts';
import { editsHeld } from '../merge-note.ts';
import { mergeStatus } from '../merge-status.ts';
import { runMerge, type MergeDone } from '../run-merge.ts';
import { nothingMoved, type Found } from './found.ts';
import { nobody } from './nobody.ts';
import type { SessionMemory } from './session.ts';

type Merging = Composed & { readonly merge: MergeMachine };

/** The engine itself has something to tell the others from time to time, at most hourly (engine/records/device-report.ts). */
const settledMsMax = 1_800_000;

/**
 * A round of merge mode. A quick one asks first whether anything is otherwise than before the last, which found nothing: the
 * files of the memory by their sizes and times, the other devices by one LIST. Then no database is opened: SQLite makes
 * files beside one that nobody has open, and the watch on its folder would see them.
 */
export async function mergeRound(
  composed: Merging,
  memory: SessionMemory,
  { intent, look }: Round,
  tools: Tools,
  watch: Watch,
): Promise<Found> {
  const { clock, source, remote, state } = composed.machine;
  const found = (fault: MembridgeError | null, done: MergeDone | null): Found => {
    const away = done === null ? (fault?.exit === 5 ? fault : null) : done.away;
    const just = { away, brakes: done?.brakes ?? editsHeld(state) };
    return {
      moved: done === null ? nothingMoved : movedBy(done),
      isMoved: done !== null && done.historyId !== null,
      fault,
      away,
      wholeMs: done?.wholeMs ?? null,
      status: () => mergeStatus(composed, watch, just),
    };
  };
  try {
    const listing = look === 'quick' ? listDevices(remote) : null;
    const seen = listing === null ? null : await seenNow(source.path, listing);
    const { settled } = memory;
    if (settled !== null && settled.seen === seen && clock.monotonicMs() - settled.atMs < settledMsMax)
      return found(settled.fault, null);
    memory.settled = null;
    const merge = listing === null ? composed.merge : { ...composed.merge, remote: listedOnce(remote, listing) };
    const done = await runMerge({ ...composed, merge }, { intent, dryRun: false, look }, tools, nobody, watch);
    if (seen !== null && isSettled(done, intent)) {
      memory.settled = { seen, fault: done.fault, atMs: clock.monotonicMs() };
    }
    return found(done.fault, done);
  } catch (error) {
    if (!isFault(error)) throw error;
    return found(error, null);
  }
}

/** Nothing moved, nothing waits, and what is held waits for a person: the same look would come to the same. */
function isSettled({ historyId, pending, waiting, fault }: MergeDone, intent: Round['intent']): boolean {
  return (
    intent === 'sync' && historyId === null && pending === 0 && waiting === 0 && (fault === null || fault.exit === 7)
  );
}

function movedBy({ published, applied, from, historyId }: MergeDone): Found['moved'] {
  return { published: published.records, applied: applied.records, labels: from, historyId };
}

async function listDevices(remote: Machine['remote']): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of remote.list(devicesPrefix)) entries.push(entry);
  return entries;
}

/** Null where the remote is away. */
async function seenNow(path: string, listing: Promise<readonly Entry[]>): Promise<string | null> {
  try {
    const devices = (await listing).map(({ key, etag }) => `${key} ${etag}`);
    return [await sourceFacts(path), ...devices].join('\n');
  } catch (error) {
    if (isFault(error) && error.exit === 5) return null;
    throw error;
  }
}

/** The same remote, whose first look at the devices is the one that was made already. */
function listedOnce(remote: Machine['remote'], listing: Promise<readonly Entry[]>): Machine['remote'] {
  let isTold = false;
  return {
    ...remote,
    list(prefix, startAfter) {
      if (prefix !== devicesPrefix || isTold) return remote.list(prefix, startAfter);
      isTold = true;
      return replay(listing);
    },
  };
}

async function* replay(listing: Promise<readonly Entry[]>): AsyncGenerator<Entry> {
  yield* await listing;
}
