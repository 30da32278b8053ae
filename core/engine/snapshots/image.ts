import { parseSnapshotKey, manifestKey } from '../../model/bucket-keys.ts';
import type { ContentDigest, SourceFacts } from '../../model/content.ts';
import type { Head } from '../../model/head.ts';
import type { PublishEntry } from '../../model/journal.ts';
import type { Manifest } from '../../model/manifest.ts';
import { formatCurrent } from '../../model/stored-json.ts';
import type { HeldLease } from '../lock/lease.ts';
import type { Machine, Watch } from '../machine.ts';
import { storeManifest, uploadParts } from './upload.ts';

/** The part of a head that says what it holds. */
export type HeadLink = Pick<Head, 'manifest' | 'image' | 'content'>;

/** Takes a checked image of the live database and stores it under the entry's snapshot name: parts, then manifest. */
export async function storeImage(
  machine: Machine,
  entry: PublishEntry,
  lease: HeldLease,
  watch: Watch,
): Promise<{ readonly link: HeadLink; readonly sentBytes: number }> {
  const { state, scratch, source } = machine;
  const snapshot = String(entry.snapshot);
  state.setJournal({ ...entry, step: 'taking-image' });
  const file = await scratch.path(`publish-${entry.nonce}`);
  try {
    const taken = await source.takeImage(file, watch);
    await lease.keep();
    const bytes = (await scratch.bytes(file)) ?? 0;
    const sha256 = (await scratch.sha256(file)) as Manifest['image']['sha256'];
    state.setJournal({ ...entry, step: 'storing-parts' });
    watch.progress?.phase('uploading', bytes);
    const { parts, sentBytes } = await uploadParts(
      machine,
      { snapshot, image: file, reuse: entry.why === 'push' ? 'look' : 'read' },
      lease,
      watch,
    );
    await lease.keep();
    state.setJournal({ ...entry, step: 'storing-manifest' });
    const manifest = manifestOf(machine, snapshot, taken, { bytes, pageBytes: taken.pageBytes, sha256 }, [...parts]);
    const stored = await storeManifest(machine, snapshot, manifest);
    state.addStoredParts(parts);
    const content = { digest: taken.digest, rows: { ...taken.rows } };
    const link = {
      manifest: { key: stored.key, storedSha256: stored.storedSha256 },
      image: { bytes, sha256 },
      content,
    };
    return { link, sentBytes: sentBytes + stored.bytes };
  } finally {
    await scratch.remove(file);
  }
}

function manifestOf(
  machine: Machine,
  snapshot: string,
  taken: SourceFacts & ContentDigest,
  image: Manifest['image'],
  parts: Manifest['parts'],
): Manifest {
  const name = parseSnapshotKey(manifestKey(snapshot));
  if (name === null) throw new Error(`no snapshot name: ${snapshot}`);
  return {
    format: formatCurrent,
    kind: 'snapshot',
    device: name.device,
    number: name.number,
    nonce: name.nonce,
    takenAt: machine.clock.now(),
    source: { kind: machine.source.kind, toolVersion: taken.toolVersion, schemaVersions: [...taken.schemaVersions] },
    image,
    content: { digest: taken.digest, tables: { ...taken.tables } },
    encoding: 'full',
    codec: 'zstd',
    parts,
  };
}
