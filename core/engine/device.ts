import { deviceFileKey, devicesPrefix } from '../model/bucket-keys.ts';
import { encodeDeviceFile, parseDeviceFile, type DeviceFile } from '../model/device-file.ts';
import type { DeviceId } from '../model/ids.ts';
import { devicesReadMax } from '../model/limits.ts';
import { formatCurrent } from '../model/stored-json.ts';
import { damageOf } from './damage.ts';
import type { Machine } from './machine.ts';
import { readText, storeOver } from './vault.ts';

type DeviceTools = Pick<Machine, 'remote' | 'seal' | 'state' | 'self' | 'clock' | 'log'>;

/** Notes, together with a new base, that the others must hear of it: whoever is killed now tells them at the next start. */
export function deviceFileIsDue(state: Pick<Machine['state'], 'setNote'>): void {
  state.setNote('device-file', 'due');
}

/** Writes the device file where that is still due. */
export async function writeDueDeviceFile(machine: DeviceTools): Promise<void> {
  if (machine.state.note('device-file') === 'due') await writeDeviceFile(machine);
}

/** Tells the others where this device stands; written after what it names. A failure is logged: the act itself is done. */
export async function writeDeviceFile(machine: DeviceTools): Promise<void> {
  const { state, self, clock, log } = machine;
  const base = state.base();
  const device = state.deviceId();
  const file: DeviceFile = {
    format: formatCurrent,
    kind: 'device',
    device,
    label: self.label,
    platform: self.platform,
    versions: { membridge: self.version, tool: null },
    mirror: base === null ? null : { revision: base.revision, epoch: base.epoch, nonce: base.nonce },
    at: clock.now(),
    lastError: null,
  };
  try {
    await storeOver(machine, deviceFileKey(device), new TextEncoder().encode(encodeDeviceFile(file)));
    state.setNote('device-file', 'written');
  } catch (error) {
    log.warn('device-file.not-written', { error: String(error) });
  }
}

export interface DeviceSeen {
  readonly file: DeviceFile | null;
  readonly id: string;
  /** Why it cannot be read; null when it can. */
  readonly finding: string | null;
}

/** Every device of the project; an unreadable file is listed with its reason, never left out. */
export async function readDevices(vault: Pick<Machine, 'remote' | 'seal'>): Promise<DeviceSeen[]> {
  const devices: DeviceSeen[] = [];
  for await (const { key } of vault.remote.list(devicesPrefix)) {
    const id = /^devices\/([0-9a-f]{32})\.json$/.exec(key)?.[1];
    if (id === undefined) continue;
    if (devices.length === devicesReadMax) break;
    try {
      const read = await readText(vault, key);
      if (read !== null) devices.push({ id, file: parseDeviceFile(key, read.text), finding: null });
    } catch (error) {
      const damage = damageOf(error, key);
      if (damage === null) throw error;
      devices.push({ id, file: null, finding: damage.finding });
    }
  }
  return devices;
}

/** What people call a device, as its file says; null where that cannot be read. Faults: those of the remote. */
export async function deviceLabel(vault: Pick<Machine, 'remote' | 'seal'>, device: DeviceId): Promise<string | null> {
  const key = deviceFileKey(device);
  try {
    const read = await readText(vault, key);
    return read === null ? null : parseDeviceFile(key, read.text).label;
  } catch (error) {
    if (damageOf(error, key) === null) throw error;
    return null;
  }
}
