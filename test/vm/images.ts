import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type Arch, computers } from './needs.ts';
import { runProgram } from './run-program.ts';

/** Who sets up zram in an image. */
export type Variant = 'generator' | 'zram-tools' | 'none';
const variants: readonly Variant[] = ['generator', 'zram-tools', 'none'];

const packageOf = { generator: 'systemd-zram-generator', 'zram-tools': 'zram-tools', none: null } as const;

/** A system that boots, and what is outside of it. */
export interface SystemImages {
  readonly kernel: string;
  readonly disks: Readonly<Record<Variant, string>>;
}

const suite = 'bookworm';
const systemPackages = ['systemd', 'systemd-sysv', 'dbus', 'udev', 'procps', 'kmod', 'util-linux', 'libatomic1'];
/** The kernel's package does not install without something that makes a first root; ours boots without it. */
const kernelPackages = ['initramfs-tools', 'zstd'];
/** Two to twenty minutes, the latter where each program of a foreign processor is interpreted. */
const makeMsMax = 40 * 60_000;
/** 400 MB are in it; the file is sparse. */
const diskBytes = '1200M';
const productBytes = '400M';

/** What the guest starts at the end of every boot. Its output goes to the console, which a failure shows. */
const unit = `[Unit]
Description=Drives the tests of settings in a virtual machine
[Service]
Type=exec
ExecStart=/opt/membridge/node /opt/membridge/guest/guest-script.ts
StandardOutput=journal+console
StandardError=journal+console
[Install]
WantedBy=multi-user.target
`;

/** In every image; a machine's id, since a system without one would set itself up anew at its first boot. */
const files: readonly (readonly [path: string, text: string])[] = [
  ['etc/fstab', '/dev/nvme0n2 /opt/membridge ext4 ro 0 0\n'],
  ['etc/hostname', 'board\n'],
  ['etc/machine-id', '0123456789abcdef0123456789abcdef\n'],
  ['etc/systemd/system/membridge-vm.service', unit],
];

/** Debian with its cloud kernel, once per owner of zram: made when `cache` has none by this recipe. */
export async function systemImages(cache: string, arch: Arch, say: (line: string) => void): Promise<SystemImages> {
  const recipe = JSON.stringify([suite, systemPackages, kernelPackages, packageOf, files, diskBytes]);
  const folder = join(cache, `${arch}-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`);
  const disks = Object.fromEntries(variants.map((variant) => [variant, join(folder, `${variant}.img`)]));
  const images: SystemImages = { kernel: join(folder, 'vmlinuz'), disks: disks as SystemImages['disks'] };
  if (existsSync(folder)) {
    say(`images: those in ${folder}`);
    return images;
  }
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  try {
    say(`images: Debian ${suite} for ${arch}, by mmdebstrap`);
    const base = join(making, 'base.tar');
    await makeBase(base, arch);
    for (const variant of variants) {
      say(`images: the disk with ${packageOf[variant] ?? 'no zram'}`);
      await makeDisk(making, base, variant);
    }
    rmSync(base);
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return images;
}

/** With the packages of the variants in /opt/debs, not installed. */
async function makeBase(base: string, arch: Arch): Promise<void> {
  const owners = Object.values(packageOf).filter((name) => name !== null);
  const hooks = [
    'chroot "$1" apt-get clean',
    `chroot "$1" apt-get install --yes --download-only --no-install-recommends ${owners.join(' ')}`,
    'mkdir "$1/opt/debs" && mv "$1"/var/cache/apt/archives/*.deb "$1/opt/debs/"',
  ];
  const include = [...systemPackages, computers[arch].kernelPackage, ...kernelPackages].join(',');
  const unread = ['doc', 'locale', 'man'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  await runProgram(
    'mmdebstrap',
    [
      '--variant=minbase',
      `--architectures=${arch}`,
      `--include=${include}`,
      ...unread,
      ...hooks.map((hook) => `--customize-hook=${hook}`),
      suite,
      base,
    ],
    makeMsMax,
  );
}

async function makeDisk(folder: string, base: string, variant: Variant): Promise<void> {
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  chmodSync(tree, 0o755);
  await runProgram('tar', ['--extract', '--numeric-owner', '--file', base, '--directory', tree], makeMsMax);
  const name = packageOf[variant];
  if (name !== null) {
    // With what it depends on: zram-tools has a calculator.
    const others = Object.values(packageOf).filter((each) => each !== null && each !== name);
    const command = `rm -f ${others.map((each) => `/opt/debs/${each}_*`).join(' ')}; dpkg --install /opt/debs/*.deb`;
    await runProgram('chroot', [tree, 'sh', '-c', command], makeMsMax);
  }
  rmSync(join(tree, 'opt/debs'), { recursive: true });
  mkdirSync(join(tree, 'opt/membridge'));
  for (const [path, text] of files) writeFileSync(join(tree, path), text, { mode: 0o644 });
  const units = 'etc/systemd/system';
  symlinkSync(`/${units}/membridge-vm.service`, join(tree, units, 'multi-user.target.wants/membridge-vm.service'));
  await runProgram(
    'sh',
    ['-c', `cp ${tree}/boot/vmlinuz-* ${join(folder, 'vmlinuz')} && rm -rf ${tree}/boot/*`],
    makeMsMax,
  );
  await diskOf(tree, join(folder, `${variant}.img`), diskBytes);
  rmSync(tree, { recursive: true });
}

const root = resolve(import.meta.dirname, '../..');

/** The release as it is built now, a Node and the driver, on a disk of its own that the guest cannot change. */
export async function productDisk(folder: string, node: string): Promise<string> {
  const tree = join(folder, 'product');
  mkdirSync(tree);
  await runProgram(process.execPath, [join(root, 'build/bundle.ts'), join(tree, 'dist')], makeMsMax);
  const sqlite = join('node_modules', 'better-sqlite3');
  for (const part of ['package.json', 'lib', 'prebuilds']) {
    cpSync(join(root, sqlite, part), join(tree, sqlite, part), { recursive: true, dereference: true });
  }
  cpSync(node, join(tree, 'node'));
  chmodSync(join(tree, 'node'), 0o755);
  cpSync(join(import.meta.dirname, 'guest'), join(tree, 'guest'), { recursive: true });
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}\n');
  const disk = join(folder, 'product.img');
  await diskOf(tree, disk, productBytes);
  rmSync(tree, { recursive: true });
  return disk;
}

async function diskOf(tree: string, disk: string, bytes: string): Promise<void> {
  const options = ['-q', '-F', '-E', 'root_owner=0:0', '-d', tree];
  await runProgram('mkfs.ext4', [...options, disk, bytes], makeMsMax);
}
