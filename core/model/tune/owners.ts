import { dropIns } from './drop-ins.ts';
import { generatorConfig } from './generator-config.ts';
import { effective, iniSettings, type Setting, shellSettings, valueIn } from './ini.ts';
import type { Look } from './look.ts';
import type { OwnerId } from './ids.ts';
import { generatorPath, unitState } from './units.ts';

/** Somebody who is installed here and sets up zram or a swap file. */
export interface Owner {
  readonly id: OwnerId;
  /** What it makes at boot. `nothing`: it is there and switched off. */
  readonly makes: 'zram' | 'swap-file' | 'nothing';
  /** The files that say so. */
  readonly evidence: readonly string[];
  /** What its configuration says, each from the file that wins. */
  readonly settings: readonly Setting[];
}

/** Everybody who could own zram or a swap file, in the order of precedence. */
export function ownersOf(look: Look): Owner[] {
  const rpi = rpiSwap(look);
  return [
    rpi,
    zramGenerator(look, rpi),
    armbian(look),
    dietpi(look),
    ...services(look),
    dphys(look),
    handMade(look),
  ].filter((owner) => owner !== null);
}

/** True when the boot command line forbids the generator (zram-generator.conf(5)). */
export function isZramOffAtBoot(look: Look): boolean {
  return /(^|\s)systemd\.zram=(0|no|off|false|n|f)(\s|$)/.test(look.line('/proc/cmdline') ?? '');
}

/** Raspberry Pi OS from trixie on: `auto` means zram with a file behind it. */
function rpiSwap(look: Look): Owner | null {
  const path = generatorPath(look, 'rpi-swap-generator');
  if (path === null) return null;
  const main = '/etc/rpi/swap.conf';
  const drops = dropIns(
    look,
    ['/etc', '/run', '/usr/local/lib', '/usr/lib'].map((base) => `${base}/rpi/swap.conf.d`),
  );
  const settings = effective([
    ...iniSettings(look.text(main) ?? '', main),
    ...drops.flatMap((each) => iniSettings(each.text, each.path)),
  ]).filter(({ name }) => !name.endsWith('.'));
  const mechanism = valueIn(settings, 'Main.Mechanism') ?? 'auto';
  const makes = mechanism === 'none' ? 'nothing' : mechanism === 'swapfile' ? 'swap-file' : 'zram';
  return { id: 'rpi-swap', makes, evidence: [path, ...settings.map((each) => each.path).slice(0, 1)], settings };
}

/** rpi-swap uses the generator as its tool: then there is one owner, not two. */
function zramGenerator(look: Look, rpi: Owner | null): Owner | null {
  const path = generatorPath(look, 'zram-generator');
  if (path === null) return null;
  const { settings, swapDevices, isOnlyRpiSwap } = generatorConfig(look);
  const isTool = rpi !== null && (rpi.makes === 'zram' || isOnlyRpiSwap);
  const makes = swapDevices.length === 0 || isTool || isZramOffAtBoot(look) ? 'nothing' : 'zram';
  return { id: 'zram-generator', makes, evidence: [path, ...new Set(settings.map((each) => each.path))], settings };
}

function armbian(look: Look): Owner | null {
  const unit = unitState(look, 'armbian-zram-config.service');
  if (unit.kind === 'absent') return null;
  const path = '/etc/default/armbian-zram-config';
  const settings = effective(shellSettings(look.text(path) ?? '', path));
  const isOn =
    valueIn(settings, 'ENABLED') === 'true' && !/^(false|no|disabled)$/.test(valueIn(settings, 'SWAP') ?? '');
  return {
    id: 'armbian',
    makes: unit.kind === 'enabled' && isOn ? 'zram' : 'nothing',
    evidence: [unit.path, ...(settings.length === 0 ? [] : [path])],
    settings,
  };
}

function dietpi(look: Look): Owner | null {
  if (look.text('/boot/dietpi/.version') === null) return null;
  const path = '/boot/dietpi.txt';
  const all = shellSettings(look.text(path) ?? '', path);
  const settings = effective(all.filter(({ name }) => name.startsWith('AUTO_SETUP_SWAPFILE_')));
  const rule = '/etc/udev/rules.d/98-dietpi-zram-swap.rules';
  if (look.text(rule) !== null) return { id: 'dietpi', makes: 'zram', evidence: [rule], settings };
  const hasFile = valueIn(settings, 'AUTO_SETUP_SWAPFILE_SIZE') !== '0';
  return { id: 'dietpi', makes: hasFile ? 'swap-file' : 'nothing', evidence: ['/boot/dietpi/.version'], settings };
}

/** Services that set up zram by a script of their own. */
const zramServices: readonly (readonly [id: OwnerId, unit: string, config: string])[] = [
  ['zram-tools', 'zramswap.service', '/etc/default/zramswap'],
  ['zram-swap', 'zram-swap.service', '/etc/default/zram-swap-service'],
  ['zram-config', 'zram-config.service', '/etc/default/zram-config'],
];

function services(look: Look): Owner[] {
  return zramServices.flatMap(([id, name, config]): Owner[] => {
    const unit = unitState(look, name);
    if (unit.kind === 'absent') return [];
    const text = look.text(config);
    return [
      {
        id,
        makes: unit.kind === 'enabled' ? 'zram' : 'nothing',
        evidence: [unit.path, ...(text === null ? [] : [config])],
        settings: effective(shellSettings(text ?? '', config)),
      },
    ];
  });
}

function dphys(look: Look): Owner | null {
  const unit = unitState(look, 'dphys-swapfile.service');
  if (unit.kind === 'absent') return null;
  const path = '/etc/dphys-swapfile';
  const settings = effective(shellSettings(look.text(path) ?? '', path));
  return {
    id: 'dphys-swapfile',
    makes: unit.kind === 'enabled' ? 'swap-file' : 'nothing',
    evidence: [unit.path],
    settings,
  };
}

const knownUnits = /^(armbian-zram-config|zramswap|zram-swap|zram-config)\.service$/;
const setsUp = /\b(swapon|mkswap|disksize|zramctl)\b/;

/** A person's own script: a unit, a udev rule or rc.local that speaks of zram and of setting it up. */
function handMade(look: Look): Owner | null {
  const units = look.tree
    .names('/etc/systemd/system')
    .filter((name) => name.endsWith('.service') && !knownUnits.test(name));
  const rules = look.tree.names('/etc/udev/rules.d').filter((name) => name !== '98-dietpi-zram-swap.rules');
  const paths = [
    '/etc/rc.local',
    ...units.map((name) => `/etc/systemd/system/${name}`),
    ...rules.map((name) => `/etc/udev/rules.d/${name}`),
  ];
  const evidence = paths.filter((path) => {
    const text = (look.text(path) ?? '').replaceAll(/^\s*#.*$/gm, '');
    return text.includes('zram') && setsUp.test(text);
  });
  return evidence.length === 0 ? null : { id: 'hand-made', makes: 'zram', evidence, settings: [] };
}
