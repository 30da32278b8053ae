import { manifestKey, snapshotPrefix } from '../../model/bucket-keys.ts';
import type { DeviceFile, SnapshotName } from '../../model/device-file.ts';
import { damageOf, type Finding } from '../damage.ts';
import { readDevices } from '../device.ts';
import type { Machine } from '../machine.ts';
import { readNamedManifest, type FoundSnapshot } from './find-snapshot.ts';

/** A snapshot of merge mode that one can go back to. */
export interface StoredSnapshot extends FoundSnapshot {
  /** As people name it: `v3-1f2e3d4c`, its number and the first digits of the device that took it. */
  readonly id: string;
  readonly label: string;
}

/** Of a device's id in a snapshot's: of two devices with one beginning both are found, and the person is asked. */
const idCharsShown = 8;

type Vault = Pick<Machine, 'remote' | 'seal'>;

/** The newest snapshot of each device, newest first: older ones nobody names any more. Throws what the remote throws. */
export async function storedSnapshots(
  vault: Vault,
  limit: number,
): Promise<{ readonly snapshots: readonly StoredSnapshot[]; readonly damaged: readonly Finding[] }> {
  const snapshots: StoredSnapshot[] = [];
  const damaged: Finding[] = [];
  for (const each of (await named(vault)).slice(0, limit)) {
    try {
      snapshots.push(await readStored(vault, each));
    } catch (error) {
      const finding = damageOf(error, each.key);
      if (finding === null) throw error;
      damaged.push(finding);
    }
  }
  return { snapshots: snapshots.toSorted((a, b) => b.manifest.takenAt - a.manifest.takenAt), damaged };
}

/** Those of a number whose device begins so; more than one only where two devices begin alike. */
export async function snapshotsNamed(vault: Vault, number: number, device: string): Promise<StoredSnapshot[]> {
  const matching = (await named(vault)).filter(
    ({ file, name }) => name.number === number && file.device.startsWith(device),
  );
  return Promise.all(matching.map((each) => readStored(vault, each)));
}

interface Named {
  readonly file: DeviceFile;
  readonly name: SnapshotName;
  /** Of its manifest. */
  readonly key: string;
}

async function named(vault: Vault): Promise<Named[]> {
  const devices = await readDevices(vault);
  return devices.flatMap(({ file }) => {
    const name = file?.merge?.snapshot;
    if (file === null || name === undefined) return [];
    return [{ file, name, key: manifestKey(snapshotPrefix(file.device, name.number, name.nonce)) }];
  });
}

async function readStored(vault: Vault, { file: { device, label }, name, key }: Named): Promise<StoredSnapshot> {
  const found = await readNamedManifest(vault, key, device, name);
  return { ...found, id: `v${name.number}-${device.slice(0, idCharsShown)}`, label };
}
