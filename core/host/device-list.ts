import type { Machine } from '../engine/machine.ts';

/** Devices that a person took off the list of this machine. */
export function hiddenDevices(state: Pick<Machine['state'], 'note'>): ReadonlySet<string> {
  return new Set((state.note('devices-hidden') ?? '').split(' ').filter((id) => id !== ''));
}

/** Takes a device off the list: it is not told of any more on this machine; what it wrote stays, and so does its log. */
export function hideDevice(state: Pick<Machine['state'], 'note' | 'setNote'>, id: string): void {
  state.setNote('devices-hidden', [...hiddenDevices(state), id].join(' '));
}
