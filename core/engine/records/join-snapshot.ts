import type { Watch } from '../machine.ts';
import { replace, type Expected } from '../snapshots/replace.ts';
import { withSnapshot, type FetchedSnapshot } from './fetch-snapshot.ts';
import { withNewestSnapshot, type FoundSnapshot } from './find-snapshot.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { mergeSnapshot } from './merge-snapshot.ts';
import { pruneImage } from './prune-image.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

export type SnapshotJoined =
  /** This machine has looked at its memory before, or nobody asked for an image: it reads logs. */
  | { readonly kind: 'not-needed' }
  /** No snapshot, or none that can be used: the logs have it all. */
  | { readonly kind: 'none' }
  /** The image is in place; what the logs have beyond it follows. */
  | { readonly kind: 'placed'; readonly records: number; readonly receivedBytes: number }
  /** There are rows here: the fleet's records wait to be applied beside them. */
  | { readonly kind: 'merged'; readonly records: number; readonly receivedBytes: number }
  /** The memory tool that is installed here cannot open the image. */
  | { readonly kind: 'waits'; readonly missing: readonly number[]; readonly installed: string };

/**
 * The first run of a machine (protocol.md section 7). Without rows the newest image takes the place of the database, at a
 * person's wish only, and what is known of its rows comes with it; with rows nothing is replaced. Killed at any point, the next
 * run finishes or begins again. Throws what `replace`, Remote and Scratch throw.
 */
export async function joinFromSnapshot(
  machine: SnapshotMachine,
  watch: Watch,
  wish: { readonly place: boolean } = { place: true },
): Promise<SnapshotJoined> {
  forgetUnfinishedJoin(machine);
  if (machine.store.generation() !== null) return { kind: 'not-needed' };
  const changes = await machine.source.watchChanges();
  try {
    if (await hasRows(machine)) {
      const merged = await mergeSnapshot(machine, watch);
      return merged === null ? { kind: 'none' } : { kind: 'merged', ...merged };
    }
    if (!wish.place) return { kind: 'not-needed' };
    const live = await machine.source.inspect();
    const digest = live.kind === 'present' ? (await machine.source.digest()).digest : null;
    const joined = await withNewestSnapshot(machine, watch, (found) =>
      place(machine, found, { digest, changes }, watch),
    );
    return joined ?? { kind: 'none' };
  } finally {
    changes.close();
  }
}

/** No table of the memory tool's holds a row. */
async function hasRows({ source, records }: SnapshotMachine): Promise<boolean> {
  if ((await source.inspect()).kind !== 'present') return false;
  const reading = await records.open();
  try {
    return reading.kinds.some((kind) => reading.rowsAfter(kind, 0).length > 0);
  } finally {
    reading.close();
  }
}

async function place(
  machine: SnapshotMachine,
  found: FoundSnapshot,
  expected: Expected,
  watch: Watch,
): Promise<SnapshotJoined> {
  const verdict = await machine.source.accepts(found.manifest.source.schemaVersions);
  if (verdict.kind === 'no') return { kind: 'waits', missing: verdict.missing, installed: verdict.installed };
  return withSnapshot(machine, found, watch, (snapshot) => loadAndPlace(machine, snapshot, expected, watch));
}

/** First everything is known of rows that are not there yet; then they are put there; only then does it count. */
async function loadAndPlace(
  machine: SnapshotMachine,
  snapshot: FetchedSnapshot,
  expected: Expected,
  watch: Watch,
): Promise<SnapshotJoined> {
  const { source, store, state } = machine;
  const { image, manifest, receivedBytes } = snapshot;
  // Of streams that are off here nothing is wanted, and nothing of it would be known.
  const pruned = await pruneImage(machine, image, () => true);
  // It was checked when it had come, and is still that file.
  const content = pruned === 0 ? snapshot.content : await source.checkImage(image, watch);
  try {
    store.transaction(() => {
      store.forgetRecords();
      store.setGeneration({ fileId: joining(content.digest), sequences: unreachable, schemaVersions: [] });
    });
    await loadSnapshot(machine, snapshot, watch);
    await replace(
      machine,
      {
        why: 'pull',
        image,
        content,
        head: null,
        baseAfter: null,
        keepAs: 'safety',
        undoes: null,
        expected,
        placed: () => finishJoin(machine, content.digest),
      },
      watch,
    );
  } catch (error) {
    // With a journal the replace is not over: the next start knows.
    if (state.replaceJournal() === null) forgetUnfinishedJoin(machine);
    throw error;
  }
  machine.log.info('snapshot.placed', { key: snapshot.key, records: manifest.merge.records });
  return { kind: 'placed', records: manifest.merge.records, receivedBytes };
}

/** Stands where the source's generation will stand: whoever captures meanwhile finds another source, and deletes nothing. */
function joining(digest: string): string {
  return `joining ${digest}`;
}

const unreachable: Readonly<Record<string, number>> = { joining: Number.MAX_SAFE_INTEGER };

/**
 * The image of this digest is in place and nobody has written to it: what was loaded is true from now on. Does nothing for
 * another image. `recoverReplace` needs it too, for a join that was killed.
 */
export async function finishJoin(machine: Pick<SnapshotMachine, 'store' | 'records'>, digest: string): Promise<void> {
  const { store, records } = machine;
  if (store.generation()?.fileId !== joining(digest)) return;
  const reading = await records.open();
  try {
    store.setGeneration(reading.generation);
  } finally {
    reading.close();
  }
}

/** What was loaded for an image that was never placed is worth nothing. */
export function forgetUnfinishedJoin({ store }: Pick<SnapshotMachine, 'store'>): void {
  if (store.generation()?.fileId.startsWith(joining('')) === true) store.forgetRecords();
}
