import type { BoardFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import type { Setting } from './ini.ts';
import type { Owner } from './owners.ts';
import { ownPaths, type OwnPath } from './own-files.ts';
import { fileStep, type Step } from './plan-steps.ts';
import type { ZramTarget } from './targets.ts';

/** How the owner of zram is told what we want. */
export type ZramPlan =
  | { readonly kind: 'steps'; readonly steps: readonly Step[]; readonly isOnlyAtBoot: boolean }
  /** We may not, or somebody's file comes after ours. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Steps in the owner's own way of being configured; never in its own files. */
export function zramPlan(facts: BoardFacts, owner: Owner, target: ZramTarget, ramMib: number): ZramPlan {
  const swaps = facts.zram.filter(({ use }) => use === 'swap').map(({ name }) => name);
  // With devices beside the first one the limits would not hold.
  if (swaps.length > 1 || (swaps[0] !== undefined && swaps[0] !== 'zram0')) return { kind: 'refused', findings: [] };
  switch (owner.id) {
    case 'zram-generator':
      return generator(facts, owner, target);
    case 'zram-tools':
      return zramTools(facts, owner, target);
    case 'armbian':
      return armbian(facts, owner, target, ramMib);
    case 'rpi-swap':
    case 'dietpi':
    case 'zram-swap':
    case 'zram-config':
    case 'hand-made':
    case 'dphys-swapfile':
    case 'fstab':
    case 'swap-unit':
    case 'unknown':
      return { kind: 'refused', findings: [{ code: 'owner-by-hand', owner: owner.id, how: byHand(owner, target) }] };
  }
}

/** What a person could do at an owner that we do not configure: a command, or lines and the file they belong to. */
function byHand({ id }: Owner, { sizeMib, algorithm }: ZramTarget): string {
  switch (id) {
    case 'rpi-swap':
      return `/etc/rpi/swap.conf.d/60-membridge.conf: [Main] Mechanism=zram [Zram] FixedSizeMiB=${sizeMib}`;
    case 'dietpi':
      return `/boot/dietpi/func/dietpi-set_swapfile ${sizeMib} zram`;
    case 'zram-swap':
      return `/etc/default/zram-swap-service: _zram_fixedsize="${sizeMib}M" _zram_algorithm="${algorithm}"`;
    case 'zram-config':
    case 'hand-made':
    case 'dphys-swapfile':
    case 'fstab':
    case 'swap-unit':
    case 'unknown':
    case 'zram-generator':
    case 'zram-tools':
    case 'armbian':
      return '';
  }
}

function generator(facts: BoardFacts, owner: Owner, { sizeMib, limitMib, algorithm, priority }: ZramTarget): ZramPlan {
  const path = ownPaths['zram-generator'];
  const wanted = [
    ['zram-size', String(sizeMib)],
    ['compression-algorithm', algorithm],
    ['swap-priority', String(priority)],
  ] as const;
  const options = wanted.map(([name, value]) => ({ name: `zram0.${name}`, value }));
  const limit = ownPaths['zram-generator limit'];
  const unit = 'systemd-zram-setup@zram0.service';
  const later = ({ path: at }: Setting) => isDropIn(at) && at !== path && nameOf(at) >= nameOf(path);
  return told(facts, [path, limit], against(owner, options, later), {
    steps: [
      ...fileStep(facts, path, ['[zram0]', ...wanted.map(([name, value]) => `${name} = ${value}`)], 'live'),
      // Release 1.1 has no option for it.
      ...fileStep(facts, limit, ['[Service]', limitLine(limitMib)], 'live'),
    ],
    restart: unit,
  });
}

function zramTools(facts: BoardFacts, owner: Owner, { sizeMib, limitMib, algorithm, priority }: ZramTarget): ZramPlan {
  const path = ownPaths['zram-tools'];
  const options = [
    { name: 'SIZE', value: String(sizeMib) },
    { name: 'PERCENT', value: '' },
    { name: 'ALGO', value: algorithm },
    { name: 'PRIORITY', value: String(priority) },
  ];
  // Its stop unloads the module, which fails while another device is in use.
  const isAlone = facts.zram.length <= 1;
  return told(
    facts,
    [path],
    against(owner, options, () => true),
    {
      steps: fileStep(
        facts,
        path,
        ['[Service]', ...environment(options), limitLine(limitMib)],
        isAlone ? 'live' : 'reboot',
      ),
      restart: isAlone ? 'zramswap.service' : null,
    },
  );
}

/** A restart would set up a second lot of devices: only at boot. */
function armbian(
  facts: BoardFacts,
  owner: Owner,
  { sizeMib, limitMib, algorithm, priority }: ZramTarget,
  ramMib: number,
): ZramPlan {
  const path = ownPaths.armbian;
  const options = [
    { name: 'ZRAM_PERCENTAGE', value: percent(sizeMib, ramMib) },
    { name: 'MEM_LIMIT_PERCENTAGE', value: percent(limitMib, ramMib) },
    { name: 'SWAP_ALGORITHM', value: algorithm },
    { name: 'SWAP_PRIORITY', value: String(priority) },
  ];
  return told(
    facts,
    [path],
    against(owner, options, () => true),
    {
      steps: fileStep(facts, path, ['[Service]', ...environment(options)], 'reboot'),
      restart: null,
    },
  );
}

function told(
  facts: BoardFacts,
  paths: readonly OwnPath[],
  later: readonly Finding[],
  { steps, restart }: { readonly steps: readonly Step[]; readonly restart: string | null },
): ZramPlan {
  const foreign = facts.own.filter(({ kind, path }) => kind === 'foreign' && paths.includes(path));
  if (later.length > 0 || foreign.length > 0) {
    return {
      kind: 'refused',
      findings: [...later, ...foreign.map(({ path }) => ({ code: 'foreign-file', path }) as const)],
    };
  }
  if (steps.length === 0 || restart === null) return { kind: 'steps', steps, isOnlyAtBoot: steps.length > 0 };
  return {
    kind: 'steps',
    steps: [
      ...steps,
      { kind: 'unit', act: 'daemon-reload', needs: 'live' },
      { kind: 'unit', act: 'restart', unit: restart, onlyIf: 'swap-fits-in-memory', needs: 'live' },
    ],
    isOnlyAtBoot: false,
  };
}

/** Settings of the owner that come after ours and say something else. */
function against(
  { settings }: Owner,
  options: readonly { readonly name: string; readonly value: string }[],
  isLater: (setting: Setting) => boolean,
): Finding[] {
  return options.flatMap(({ name, value }): Finding[] => {
    const found = settings.find((setting) => setting.name === name);
    if (found === undefined || found.value === value || !isLater(found)) return [];
    return [{ code: 'later-file', key: name, path: found.path, value: found.value }];
  });
}

function limitLine(limitMib: number): string {
  return `ExecStartPost=/bin/sh -c 'echo ${limitMib}M > /sys/block/zram0/mem_limit'`;
}

function environment(options: readonly { readonly name: string; readonly value: string }[]): string[] {
  return options.map(({ name, value }) => `Environment=${name}=${value}`);
}

function percent(partMib: number, ramMib: number): string {
  return String(Math.round((partMib * 100) / ramMib));
}

function isDropIn(path: string): boolean {
  return path.includes('.conf.d/');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
