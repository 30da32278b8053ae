import { manifestKey, parseSnapshotKey, snapshotPrefix } from '../../model/bucket-keys.ts';
import type { ContentDigest, SourceFacts } from '../../model/content.ts';
import type { SnapshotName } from '../../model/device-file.ts';
import type { Nonce, Sha256 } from '../../model/ids.ts';
import type { PublishEntry } from '../../model/journal.ts';
import type { Manifest, ManifestMerge } from '../../model/manifest.ts';
import { formatCurrent } from '../../model/stored-json.ts';
import type { Watch } from '../machine.ts';
import { storeManifest, uploadParts } from '../snapshots/upload.ts';
import { capture } from './capture.ts';
import { coversOf, sizeOf } from './covers.ts';
import { pruneImage } from './prune-image.ts';
import { settleInFlight } from './settle.ts';
import { recordToolsOf, type SnapshotMachine } from './snapshot-machine.ts';
import { nameSnapshot, settleSnapshot } from './settle-snapshot.ts';
import { uploadIndex } from './upload-index.ts';
import { writeIndex, type IndexWritten } from './write-index.ts';

export type SnapshotPublished =
  | { readonly kind: 'published'; readonly snapshot: SnapshotName; readonly sentBytes: number }
  /** What became of so many records is not decided here: a brake holds them, or the database was replaced. Later. */
  | { readonly kind: 'waits'; readonly records: number };

/** No lock in merge mode: a snapshot has a name of its own, and takes nobody's place. */
const noLease = { keep: () => Promise.resolve(), release: () => Promise.resolve(true) };

/**
 * Publishes a snapshot of this device (protocol.md section 7): image, then everything that changed meanwhile is captured, so
 * that the index can say of each record where its value stands; parts, index, manifest; last the device file that names it.
 * Nothing may be applied meanwhile. Throws what Source, Remote and Scratch throw, `interrupted`.
 */
export async function publishSnapshot(machine: SnapshotMachine, watch: Watch): Promise<SnapshotPublished> {
  await settleSnapshot(machine);
  const entry = newEntry(machine);
  const { state, scratch } = machine;
  const image = await scratch.path(`snapshot-${entry.nonce}`);
  try {
    const taken = await takeSnapshot(machine, entry, image, watch);
    if (taken.kind === 'waits') {
      state.clearJournal('publish');
      return taken;
    }
    return await storeSnapshot(machine, entry, { ...taken, image }, watch);
  } finally {
    await scratch.remove(image);
    await scratch.remove(`${image}-index`);
  }
}

type Taken = {
  readonly kind: 'taken';
  readonly facts: SourceFacts & ContentDigest;
  readonly merge: Omit<ManifestMerge, 'index'>;
  readonly index: string;
};

/** One moment, in image and index. */
async function takeSnapshot(
  machine: SnapshotMachine,
  entry: PublishEntry,
  image: string,
  watch: Watch,
): Promise<Taken | Extract<SnapshotPublished, { kind: 'waits' }>> {
  const { source, store, state } = machine;
  const tools = recordToolsOf(machine);
  await settleInFlight(tools);
  state.setJournal({ ...entry, step: 'taking-image' });
  const whole = await source.takeImage(image, watch);
  const { generation } = await capture(tools, { full: true, confirmed: null });
  if (generation === 'replaced') return { kind: 'waits', records: 0 };
  const covers = coversOf(machine);
  const pruned = await pruneImage(machine, image, (kind, rowid) => store.mappedRow(kind, rowid) !== null);
  const { missing, index, ...written } = await indexOf(machine, image, `snapshot-${entry.nonce}-index`);
  if (missing > 0) return { kind: 'waits', records: missing };
  const facts = pruned === 0 ? whole : await source.checkImage(image, watch);
  return { kind: 'taken', facts, merge: { covers, ...written }, index };
}

async function indexOf(
  machine: SnapshotMachine,
  image: string,
  name: string,
): Promise<IndexWritten & { readonly index: string }> {
  const file = await machine.scratch.write(name);
  try {
    const live = await machine.records.open();
    try {
      const reading = await machine.images.open(image);
      try {
        const written = await writeIndex(recordToolsOf(machine), { image: reading, live }, file);
        await file.finish();
        return { ...written, index: file.path };
      } finally {
        reading.close();
      }
    } finally {
      live.close();
    }
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function storeSnapshot(
  machine: SnapshotMachine,
  entry: PublishEntry,
  { facts, merge, index: indexFile, image }: Taken & { readonly image: string },
  watch: Watch,
): Promise<SnapshotPublished> {
  const { state, scratch } = machine;
  const snapshot = String(entry.snapshot);
  const bytes = (await scratch.bytes(image)) ?? 0;
  const sha256 = (await scratch.sha256(image)) as Sha256;
  state.setJournal({ ...entry, step: 'storing-parts' });
  watch.progress?.phase('uploading', bytes);
  const { parts, sentBytes } = await uploadParts(machine, { snapshot, image, reuse: 'look' }, noLease, watch);
  const index = await uploadIndex(machine, { snapshot, file: indexFile }, watch);
  state.setJournal({ ...entry, step: 'storing-manifest' });
  const about = { bytes, pageBytes: facts.pageBytes, sha256 };
  const manifest = { ...manifestOf(machine, snapshot, facts, about), parts: [...parts], merge: { ...merge, index } };
  const stored = await storeManifest(machine, snapshot, manifest);
  state.addStoredParts(parts);
  // From here on others may know its name: a crash lets it stand.
  state.setJournal({ ...entry, step: 'storing-head' });
  const name = { number: manifest.number, nonce: manifest.nonce, hash: stored.storedSha256, ...sizeOf(merge) };
  await nameSnapshot(machine, name);
  state.clearJournal('publish');
  machine.log.info('snapshot.published', { snapshot, records: merge.records });
  const indexBytes = index.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  return { kind: 'published', snapshot: name, sentBytes: sentBytes + indexBytes + stored.bytes };
}

function manifestOf(
  machine: SnapshotMachine,
  snapshot: string,
  facts: SourceFacts & ContentDigest,
  image: Manifest['image'],
): Omit<Manifest, 'parts'> {
  const name = parseSnapshotKey(manifestKey(snapshot));
  if (name === null) throw new Error(`no snapshot name: ${snapshot}`);
  return {
    format: formatCurrent,
    kind: 'snapshot',
    device: name.device,
    number: name.number,
    nonce: name.nonce,
    takenAt: machine.clock.now(),
    source: { kind: machine.source.kind, toolVersion: facts.toolVersion, schemaVersions: [...facts.schemaVersions] },
    image,
    content: { digest: facts.digest, tables: { ...facts.tables } },
    encoding: 'full',
    codec: 'zstd',
  };
}

/** The name is drawn and noted before anything is stored under it; a number is never used twice. */
function newEntry({ state, random }: SnapshotMachine): PublishEntry {
  const nonce = random.hex(8) as Nonce;
  const number = state.lastSnapshotNumber() + 1;
  state.setLastSnapshotNumber(number);
  const snapshot = snapshotPrefix(state.deviceId(), number, nonce);
  const entry = { act: 'publish', why: 'push', step: 'taking-lease', nonce, snapshot } as const;
  return { ...entry, revision: null, losers: [], baseBefore: null, undoes: null };
}
