import { streamOf, type KnownKind } from '../../model/records/kinds.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

type Tools = Pick<SnapshotMachine, 'images' | 'store' | 'clock' | 'streams'>;

/** Rows looked up between two looks at the event loop. */
const rowsPerLook = 2_000;

/**
 * Deletes from an image the rows that `isWanted` does not name, and all of streams that this machine takes no part in; children
 * before their sessions. How many there were.
 */
export async function pruneImage(
  { images, clock, streams }: Tools,
  image: string,
  isWanted: (kind: KnownKind, rowid: number) => boolean,
): Promise<number> {
  const unwanted = new Map<KnownKind, number[]>();
  const reading = await images.open(image);
  try {
    for (const kind of reading.kinds.toReversed()) {
      const rows: number[] = [];
      let looked = 0;
      for (const rowid of reading.rowids(kind)) {
        if (!streams.has(streamOf(kind)) || !isWanted(kind, rowid)) rows.push(rowid);
        if (++looked % rowsPerLook === 0) await clock.sleep(0);
      }
      unwanted.set(kind, rows);
    }
  } finally {
    reading.close();
  }
  let removed = 0;
  for (const [kind, rows] of unwanted) {
    if (rows.length === 0) continue;
    await images.remove(image, kind, rows);
    removed += rows.length;
  }
  return removed;
}
