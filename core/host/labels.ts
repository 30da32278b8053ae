import { knownFile } from '../engine/records/device-report.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import type { DeviceId } from '../model/ids.ts';

/** What people call these machines; the start of the id where no file told. */
export function labelsOf({ store }: Pick<MergeMachine, 'store'>, devices: Iterable<DeviceId>): string[] {
  const labels = [...devices].map((device) => knownFile(store, device)?.label ?? device.slice(0, idCharsShown));
  return [...new Set(labels)].toSorted();
}

const idCharsShown = 8;
