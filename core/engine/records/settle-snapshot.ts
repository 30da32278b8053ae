import { manifestKey } from '../../model/bucket-keys.ts';
import { manifestBytesMax } from '../../model/limits.ts';
import { parseManifest } from '../../model/manifest.ts';
import type { SnapshotName } from '../../model/device-file.ts';
import { readText } from '../vault.ts';
import { sizeOf } from './covers.ts';
import { deviceReport, knownFile, writeReport } from './device-report.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

/**
 * Ends a snapshot that a killed process had begun: named if all of it was stored and others may know of it, else taken away. To
 * be called before another one begins. Throws what the remote throws.
 */
export async function settleSnapshot(machine: SnapshotMachine): Promise<void> {
  const { state, remote, store, log } = machine;
  const entry = state.publishJournal();
  // With a revision it is one of mirror mode (engine/recover.ts).
  if (entry === null || entry.revision !== null || entry.snapshot === null) return;
  const { snapshot, nonce } = entry;
  if (entry.step === 'storing-head') {
    const key = manifestKey(snapshot);
    const read = await readText(machine, key, manifestBytesMax);
    const manifest = read === null ? null : parseManifest(key, read.text);
    const isNamed = knownFile(store, state.deviceId())?.merge?.snapshot?.nonce === nonce;
    if (read !== null && manifest?.merge !== undefined && manifest.device === state.deviceId() && !isNamed) {
      await nameSnapshot(machine, {
        number: manifest.number,
        nonce,
        hash: read.sha256,
        ...sizeOf(manifest.merge),
      });
    }
  } else {
    const keys: string[] = [];
    for await (const { key } of remote.list(snapshot)) keys.push(key);
    // The manifest first: a name must never outlive its bytes.
    await remote.delete(manifestKey(snapshot));
    for (const key of keys) await remote.delete(key);
  }
  state.clearJournal('publish');
  log.warn('snapshot.settled', { snapshot, step: entry.step });
}

/** Others learn of a snapshot by the device file, which is written after what it names. */
export async function nameSnapshot(machine: SnapshotMachine, snapshot: SnapshotName): Promise<void> {
  const report = { state: 'ready', lastError: null, tool: machine.tool, floor: {}, snapshot };
  await writeReport(machine, deviceReport(machine, report));
}
