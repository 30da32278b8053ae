import { streamOf, type KnownKind } from '../../model/records/kinds.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import { fetchedParts, openPart } from '../snapshots/download.ts';
import { withNewestSnapshot, type FoundSnapshot } from './find-snapshot.ts';
import { setCovered } from './merge-snapshot.ts';
import { indexEntries } from './read-index.ts';
import type { MergeMachine } from './sync-records.ts';

/** What a machine without rows will be given at once, as the newest snapshot's manifest says it. */
export interface ForeseenJoin {
  readonly found: FoundSnapshot;
  /** Rows of its image, of streams that are on here. */
  readonly rows: number;
}

/**
 * Looks at what a join will place, for one request more than a look at the devices, and takes its logs as read up to there in the
 * store, which must be a private one: who fetches then reads only what the image lacks. Null where there is no snapshot.
 * `tableOf`: where the memory tool keeps a kind. Throws what Remote throws.
 */
export async function foreseeJoin(
  copy: MergeMachine,
  tableOf: Readonly<Record<KnownKind, string>>,
  watch: Watch,
): Promise<ForeseenJoin | null> {
  return withNewestSnapshot(copy, watch, (found) => {
    const { content, merge } = found.manifest;
    setCovered(copy, merge.covers);
    const wanted = (Object.keys(tableOf) as KnownKind[]).filter((kind) => copy.streams.has(streamOf(kind)));
    const rows = wanted.reduce((sum, kind) => sum + (content.tables[tableOf[kind]]?.rows ?? 0), 0);
    return Promise.resolve({ found, rows });
  });
}

/**
 * Of the records that came into the store, those that the snapshot has too: they change a row of its image and bring none. Reads
 * its index, a fiftieth of a snapshot, and keeps nothing of it. Throws what Remote throws, `object-damaged`, `interrupted`.
 */
export async function alsoInSnapshot(
  copy: MergeMachine,
  { key, manifest }: FoundSnapshot,
  watch: Watch,
): Promise<number> {
  let both = 0;
  for await (const entry of indexEntries(indexBlocks(copy, manifest, watch), key)) {
    if (copy.store.pending(entry.key) !== null || copy.store.known(entry.key) !== null) both += 1;
  }
  return both;
}

async function* indexBlocks(
  copy: MergeMachine,
  { merge }: FoundSnapshot['manifest'],
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  for await (const [part, fetched] of fetchedParts(copy, merge.index)) {
    throwIfInterrupted(watch.signal, 'the look ahead');
    yield await openPart(copy, part, await fetched);
  }
}
