import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Power {
  /** Runs from its battery now. False where that cannot be seen. */
  readonly onBattery: boolean;
  /** A laptop: it may sleep. False where that cannot be seen. */
  readonly hasBattery: boolean;
}

/** Linux tells here; on other systems only the shell knows, and it tells the loop. */
const linuxFolder = '/sys/class/power_supply';

/**
 * What feeds this machine. A supply of a mouse or a phone (`scope` is `Device`) is not this machine's. It runs from the
 * battery when one discharges and no mains or USB supply is on (the kernel's sysfs-class-power).
 */
export async function readPower(folder: string = linuxFolder): Promise<Power> {
  const names = await readdir(folder).catch(() => []);
  const supplies = await Promise.all(names.map((name) => supplyIn(join(folder, name))));
  const ours = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = ours.filter(({ type }) => type === 'Battery');
  const isFed = ours.some(({ type, online }) => type !== 'Battery' && online !== '' && online !== '0');
  const isDrained = batteries.some(({ status }) => status === 'Discharging');
  return { onBattery: isDrained && !isFed, hasBattery: batteries.length > 0 };
}

async function supplyIn(folder: string) {
  const read = (name: string) => readFile(join(folder, name), 'utf8').then(trimmed, () => '');
  const [type, scope, online, status] = await Promise.all(['type', 'scope', 'online', 'status'].map(read));
  return { type, scope, online: online ?? '', status };
}

function trimmed(text: string): string {
  return text.trim();
}
