import type { DeviceStatus, Status } from './status.ts';

type Devices = Pick<Status, 'devices' | 'device'>;

export function nameOf({ id, label }: Pick<DeviceStatus, 'id' | 'label'>): string {
  return label ?? id.slice(0, 8);
}

export function othersOf({ devices, device }: Devices): DeviceStatus[] {
  return devices.filter(({ id }) => id !== device.id);
}

/** How far it is true that every machine has everything. */
export type Spread = 'alone' | 'others-behind' | 'unsure' | 'both' | 'everywhere';

/** `now`: wall clock, ms. */
export function spreadOf(status: Devices, now: number): Spread {
  const others = othersOf(status);
  if (others.length === 0) return 'alone';
  if (others.some((each) => isBehind(each, now))) return 'others-behind';
  if (others.some(({ behind, finding }) => behind !== 0 || finding !== null)) return 'unsure';
  return others.length === 1 ? 'both' : 'everywhere';
}

/** How far it has read a machine tells hourly at most, and its clock may be a little off. */
const tellsWithinMs = 75 * 60_000;

/** It lacks something that it would have told of having by now. */
export function isBehind({ behind, lastSeen }: DeviceStatus, now: number): boolean {
  return (behind ?? 0) > 0 && (lastSeen === null || now - lastSeen >= tellsWithinMs);
}
