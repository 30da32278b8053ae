import { dropIns } from './drop-ins.ts';
import { effective, iniSettings, type Setting, valueIn } from './ini.ts';
import type { Look } from './look.ts';

const bases = ['/etc/systemd', '/run/systemd', '/usr/local/lib/systemd', '/usr/lib/systemd'];
/** What rpi-swap writes for the generator at each boot. */
const rpiSwapFile = /\/\d+-rpi-swap-[^/]*\.conf$/;

/** What zram-generator.conf and its drop-ins come to (zram-generator.conf(5)): the last file by name wins for each option. */
export interface GeneratorConfig {
  readonly settings: readonly Setting[];
  /** Devices that become swap, for example `zram0`. */
  readonly swapDevices: readonly string[];
  /** True: every swap device is one that rpi-swap wrote. */
  readonly isOnlyRpiSwap: boolean;
}

export function generatorConfig(look: Look): GeneratorConfig {
  // An empty one, or a link to /dev/null, masks those of the folders that follow.
  const base = bases.find((each) => look.tree.names(each).includes('zram-generator.conf'));
  const main = base === undefined ? undefined : `${base}/zram-generator.conf`;
  const files = [
    ...(main === undefined ? [] : iniSettings(look.text(main) ?? '', main)),
    ...dropIns(
      look,
      bases.map((each) => `${each}/zram-generator.conf.d`),
    ).flatMap(({ text, path }) => iniSettings(text, path)),
  ];
  const heads = files.filter(({ name }) => /^zram\d+\.$/.test(name));
  const settings = effective(files).filter(({ name }) => /^zram\d+\./.test(name));
  const devices = [...new Set(heads.map(({ name }) => name.slice(0, -1)))];
  const swapDevices = devices.filter((device) => isSwap(settings, device));
  return { settings, swapDevices, isOnlyRpiSwap: heads.every(({ path }) => rpiSwapFile.test(path)) };
}

function isSwap(settings: readonly Setting[], device: string): boolean {
  if (valueIn(settings, `${device}.mount-point`) !== null) return false;
  const type = valueIn(settings, `${device}.fs-type`);
  return (type === null || type === 'swap') && valueIn(settings, `${device}.zram-size`) !== '0';
}
