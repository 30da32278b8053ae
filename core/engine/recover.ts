import { deviceHeadKey, headKey, headsPrefix, manifestKey } from '../model/bucket-keys.ts';
import { rowCount } from '../model/content.ts';
import type { Head } from '../model/head.ts';
import { publishSteps, replaceSteps, type PublishEntry, type ReplaceEntry } from '../model/journal.ts';
import { agreeOnPublished, finishReplace } from './agree.ts';
import { registerCopy } from './keep-copy.ts';
import { soundOrNull } from './sound.ts';
import { storeDeviceHead } from './lock/head.ts';
import { readHead } from './lock/heads.ts';
import { releaseOwnLease } from './lock/lease.ts';
import type { Machine } from './machine.ts';

/** What recovery found and did; `null` when there was nothing. */
export type Recovered = {
  readonly act: 'publish' | 'replace';
  /** `kept-both`: nobody can tell, so the copy stays and nothing is agreed on: the next look finds that both sides moved. */
  readonly outcome: 'finished' | 'taken-back' | 'kept-both';
};

/** What is noted of an image that a killed process had placed, before the worker starts: merge mode knows its rows (records/join-image.ts). */
export type Placed = (entry: ReplaceEntry) => Promise<void>;

/**
 * Settles a replace that a killed process left: finished if the image is in the live file, else taken back. Needs no
 * remote. To be called at every start, before anything else looks at the source.
 */
export async function recoverReplace(
  machine: Machine,
  placed: Placed = () => Promise.resolve(),
): Promise<Recovered | null> {
  const { state, source, scratch, restorePoints, log } = machine;
  await source.worker.clearStaleInterlock();
  const entry = state.replaceJournal();
  const outcome = entry === null ? null : await settleReplace(machine, entry, placed);
  if (entry !== null) log.warn('replace.recovered', { step: entry.step, outcome });
  await scratch.sweep([]);
  await restorePoints.sweep(state.restorePoints());
  return outcome === null ? null : { act: 'replace', outcome };
}

async function settleReplace(machine: Machine, entry: ReplaceEntry, notePlaced: Placed): Promise<Recovered['outcome']> {
  const { source } = machine;
  const reached = (step: ReplaceEntry['step']) => replaceSteps.indexOf(entry.step) >= replaceSteps.indexOf(step);
  const found = reached('settling') ? 'placed' : reached('placing') ? await whatIsThere(machine, entry) : 'not-placed';
  const placed = found === 'placed' || (reached('placing') && (await placeAgain(machine, entry)));
  if (placed && !reached('agreeing')) {
    const interlock = await source.worker.interlock();
    try {
      await source.settle();
    } finally {
      await interlock.release();
    }
  }
  if (placed) await notePlaced(entry);
  try {
    if (entry.workerRan && reached('stopping-worker')) await source.worker.start();
  } catch (error) {
    // It is told, but must not hold up every later run: the memory is whole, and claude-mem's hooks start a worker too.
    await conclude(machine, entry, placed ? 'placed' : found);
    throw error;
  }
  return conclude(machine, entry, placed ? 'placed' : found);
}

/** Our own notes: of what is in the live file now, and of the copy. */
async function conclude(machine: Machine, entry: ReplaceEntry, found: Found): Promise<Recovered['outcome']> {
  const { state, source, restorePoints } = machine;
  if (found === 'placed') {
    finishReplace(machine, entry, await registerCopy(machine, entry));
    return 'finished';
  }
  await source.sweep();
  // The copy shows what is still here: nothing was replaced, so nothing needs it. What was moved away has no other copy.
  const isNeeded = found === 'unknown' || (await restorePoints.hasAside(entry.restorePoint));
  if (isNeeded) await registerCopy(machine, entry);
  else await restorePoints.remove(entry.restorePoint);
  state.clearJournal('replace');
  return found === 'unknown' ? 'kept-both' : 'taken-back';
}

type Found = 'placed' | 'not-placed' | 'unknown';

/**
 * Whether the image got into the live file, which is one transaction: all or nothing. The content tells, compared with
 * the copy that was kept; where rows came after the crash, SQLite's schema cookie does: a completed backup adds one.
 * Where the schema is another than the copy's, the memory tool may have changed it too, and that is `unknown`.
 */
async function whatIsThere({ source, restorePoints }: Machine, entry: ReplaceEntry): Promise<Found> {
  const live = await soundOrNull(() => source.inspect());
  if (live === null || live.kind !== 'present') return 'not-placed';
  const digest = (await soundOrNull(() => source.digest()))?.digest ?? null;
  if (digest === entry.digestAfter) return 'placed';
  const copy = await restorePoints.path(entry.restorePoint);
  // Nothing was here before, and what is here now is not the image: a database the memory tool made meanwhile is small.
  if (copy === null) return rowCount(live.facts.rows) >= rowCount(entry.rowsAfter ?? {}) ? 'placed' : 'not-placed';
  const before = await soundOrNull(() => source.checkImage(copy));
  if (digest === before?.digest) return 'not-placed';
  if (before === null || before.schemaVersions.join() !== live.facts.schemaVersions.join()) return 'unknown';
  const cookie = await source.schemaCookie();
  if (cookie === entry.cookieBefore) return 'not-placed';
  return cookie === (entry.cookieBefore ?? 0) + 1 ? 'placed' : 'unknown';
}

/**
 * Killed after a file that cannot be opened was moved away and before the image took its name: there is no memory here
 * now, and only forwards leads to one. True when the image is in place.
 */
async function placeAgain(
  { source, restorePoints, scratch }: Machine,
  { restorePoint, image }: ReplaceEntry,
): Promise<boolean> {
  if (image === null || (await scratch.bytes(image)) === null || !(await restorePoints.hasAside(restorePoint)))
    return false;
  const interlock = await source.worker.interlock();
  try {
    if ((await source.inspect()).kind !== 'absent') return false;
    await source.place(image, await restorePoints.asideFolder(restorePoint));
    return true;
  } finally {
    await interlock.release();
  }
}

/**
 * Settles a publish that a killed process left: finished if its head is in the bucket, else taken back. A lease of ours
 * is released.
 */
export async function recoverPublish(machine: Machine): Promise<Recovered | null> {
  const { state, log } = machine;
  const entry = state.publishJournal();
  if (entry === null) return null;
  await releaseOwnLease(machine);
  const outcome = entry.step === 'releasing-lease' ? 'finished' : await settlePublish(machine, entry);
  state.clearJournal('publish');
  log.warn('publish.recovered', { step: entry.step, outcome });
  return { act: 'publish', outcome };
}

async function settlePublish(machine: Machine, entry: PublishEntry): Promise<Recovered['outcome']> {
  const head = await storedHead(machine, entry);
  if (head === null) {
    await removeUnnamed(machine, entry);
    await clearHalfWritten(machine, entry);
  } else {
    await storeDeviceHead(machine, head);
    agreeOnPublished(machine, entry, head);
  }
  return head === null ? 'taken-back' : 'finished';
}

async function storedHead(machine: Machine, entry: PublishEntry): Promise<Head | null> {
  if (entry.revision === null || !reachedHead(entry)) return null;
  const keys = [deviceHeadKey(entry.revision, machine.state.deviceId()), headKey(entry.revision)];
  for (const key of keys) {
    const head = await readHead(machine, key);
    if (head?.nonce === entry.nonce) return head;
  }
  return null;
}

/** Parts that no head can name are ours to remove. Once the head was sent it might still arrive: those parts stay. */
async function removeUnnamed({ remote }: Machine, entry: PublishEntry): Promise<void> {
  if (entry.snapshot === null || reachedHead(entry)) return;
  const parts: string[] = [];
  for await (const { key } of remote.list(entry.snapshot)) parts.push(key);
  // The manifest first: a name must never outlive its bytes. Listed or not: a folder remote drops an empty folder with it.
  await remote.delete(manifestKey(entry.snapshot));
  for (const key of parts) await remote.delete(key);
}

/** Killed while head or lease was written: a folder clears the half of it away when it was listed and then is written to. */
async function clearHalfWritten({ remote }: Machine, { revision }: PublishEntry): Promise<void> {
  if (revision !== null) await remote.list(headsPrefix, headKey(revision))[Symbol.asyncIterator]().next();
  await remote.storeTime();
}

function reachedHead(entry: PublishEntry): boolean {
  return publishSteps.indexOf(entry.step) >= publishSteps.indexOf('storing-head');
}
