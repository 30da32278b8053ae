import { shellSettings, valueIn } from './ini.ts';
import type { Look } from './look.ts';

export interface Distribution {
  /** os-release's ID, for example `debian`. */
  readonly id: string | null;
  readonly version: string | null;
  /** What people read, for example `Debian GNU/Linux 13 (trixie)`. */
  readonly name: string | null;
  /** Who made an image of it, with tuning of their own. */
  readonly flavour: 'armbian' | 'dietpi' | 'raspberry-pi-os' | 'plain';
  readonly flavourVersion: string | null;
}

/** The board's name as its firmware tells it; a PC's product name. */
export function boardModel(look: Look): string | null {
  const paths = ['/proc/device-tree/model', '/sys/firmware/devicetree/base/model', '/sys/class/dmi/id/product_name'];
  return firstLine(look, paths);
}

export function distribution(look: Look): Distribution {
  const path = look.text('/etc/os-release') === null ? '/usr/lib/os-release' : '/etc/os-release';
  const release = shellSettings(look.text(path) ?? '', path);
  return {
    id: valueIn(release, 'ID'),
    version: valueIn(release, 'VERSION_ID'),
    name: valueIn(release, 'PRETTY_NAME'),
    ...flavour(look),
  };
}

/** An image can be two at once (DietPi is made from Raspberry Pi OS): the last maker's tools are the ones that act. */
function flavour(look: Look): Pick<Distribution, 'flavour' | 'flavourVersion'> {
  const dietpi = look.text('/boot/dietpi/.version');
  if (dietpi !== null) {
    const settings = shellSettings(dietpi, '');
    const parts = ['CORE', 'SUB', 'RC'].map((part) => valueIn(settings, `G_DIETPI_VERSION_${part}`));
    return { flavour: 'dietpi', flavourVersion: parts.every((part) => part !== null) ? parts.join('.') : null };
  }
  const armbian = look.text('/etc/armbian-release');
  if (armbian !== null) {
    return { flavour: 'armbian', flavourVersion: valueIn(shellSettings(armbian, ''), 'VERSION') };
  }
  const issue = look.line('/etc/rpi-issue');
  if (issue === null) return { flavour: 'plain', flavourVersion: null };
  return { flavour: 'raspberry-pi-os', flavourVersion: /\d{4}-\d{2}-\d{2}/.exec(issue)?.[0] ?? null };
}

/** The kind of container that the tree is the inside of; null outside of one. A container's kernel is not its own. */
export function containerKind(look: Look): string | null {
  const told = look.line('/run/systemd/container') ?? look.line('/run/host/container-manager');
  if (told !== null) return told;
  if (look.tree.bytesOf('/.dockerenv') !== null) return 'docker';
  if (look.tree.bytesOf('/run/.containerenv') !== null) return 'podman';
  if (/microsoft/i.test(look.line('/proc/sys/kernel/osrelease') ?? '')) return 'wsl';
  const group = /\b(docker|libpod|lxc|kubepods|containerd|cri-o)\b/.exec(look.text('/proc/1/cgroup') ?? '');
  return group?.[1] ?? null;
}

function firstLine(look: Look, paths: readonly string[]): string | null {
  for (const path of paths) {
    const line = look.line(path);
    if (line !== null) return line;
  }
  return null;
}
