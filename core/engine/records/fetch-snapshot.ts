import type { Watch } from '../machine.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { downloadImage, fetchedParts, openPart, type Downloaded } from '../snapshots/download.ts';
import type { FoundSnapshot } from './find-snapshot.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

/** Image and index as scratch files, every piece of both checked. */
export interface FetchedSnapshot extends FoundSnapshot, Pick<Downloaded, 'image' | 'content'> {
  readonly index: string;
  readonly receivedBytes: number;
}

/** Fetches a whole snapshot, gives it to `use`, and removes the files. Throws `object-damaged`, `object-missing` before anything of it is used. */
export async function withSnapshot<T>(
  machine: SnapshotMachine,
  found: FoundSnapshot,
  watch: Watch,
  use: (fetched: FetchedSnapshot) => Promise<T>,
): Promise<T> {
  const { scratch } = machine;
  const { merge, nonce } = found.manifest;
  const file = await scratch.write(`index-${nonce}`);
  try {
    let receivedBytes = 0;
    for await (const [part, fetched] of fetchedParts(machine, merge.index)) {
      throwIfInterrupted(watch.signal, 'the download');
      await file.append(await openPart(machine, part, await fetched));
      receivedBytes += part.storedBytes;
    }
    await file.finish();
    const downloaded = await downloadImage(machine, found, watch);
    try {
      const { image, content } = downloaded;
      return await use({
        ...found,
        image,
        content,
        index: file.path,
        receivedBytes: receivedBytes + downloaded.receivedBytes,
      });
    } finally {
      await scratch.remove(downloaded.image);
    }
  } finally {
    await file.abandon();
  }
}
