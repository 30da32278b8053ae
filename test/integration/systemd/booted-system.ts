/**
 * A real systemd that boots over an overlay of this machine's own root: nothing of the machine is changed, and what it
 * wrote stays for the next boot until the test ends. Needs root, systemd-nspawn, and a kernel with overlays.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { scratchFolder } from '../../support/scratch-folder.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
/** Where a booted system sees the repository, whatever its path is here. */
export const membridgeThere = '/membridge';

export interface BootedSystem {
  /** Node's path over there. */
  readonly node: string;
  /** Boots, runs lines of bash as root once everything is up, powers off. Returns what they printed. */
  boot(lines: string): string;
  /** Writes a file before a boot. */
  write(path: string, content: string | Uint8Array): void;
}

/** Boot, script and power-off; the boot itself takes 4 s. */
const bootSecondsMax = 330;

/**
 * An account `person`, and only what belongs to systemd itself is started. `replaced`: files of the repository that are
 * to read otherwise over there, by path. Skips the test where that cannot be.
 */
export async function bootableSystem(
  t: TestContext,
  replaced: Readonly<Record<string, string>> = {},
): Promise<BootedSystem | null> {
  const missing = missingHere();
  if (missing !== null) {
    t.skip(missing);
    return null;
  }
  const folder = await scratchFolder(t, 'booted-system');
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'bash', '-ec', mounts, 'bash', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const group = `membridge-test-${process.pid}-${basename(folder)}`;
  t.after(async () => {
    holder.kill('SIGKILL');
    await ended;
    spawnSync('bash', ['-c', leaveGroup, 'bash', group]);
  });
  const [first] = (await Promise.race([once(holder.stdout, 'data'), ended])) as [unknown];
  if (!String(first).startsWith('ready')) {
    t.skip('this machine cannot: lay an overlay over its own root');
    return null;
  }
  const inside = (...command: string[]) =>
    execFileSync('nsenter', ['--target', String(holder.pid), '--mount', ...command], { encoding: 'utf8' });
  const root = join(folder, 'disk', 'root');
  const binds = [`--bind-ro=${repository}:${membridgeThere}`];
  for (const [index, [path, text]] of Object.entries(replaced).entries()) {
    const file = join(folder, `replaced-${index}`);
    writeFileSync(file, text);
    binds.push(`--bind-ro=${file}:${membridgeThere}/${path}`);
  }
  return {
    node: nodeThere(),
    boot(lines) {
      writeFileSync(join(folder, 'lines'), lines);
      inside('cp', join(folder, 'lines'), join(root, 'lines'));
      const nspawn = `systemd-nspawn -q --register=no --keep-unit -D ${root} ${binds.join(' ')} -b --private-network --machine=membridge-test`;
      const log = join(folder, 'console');
      rmSync(log, { force: true });
      inside('bash', '-c', enterGroup, 'bash', group, String(bootSecondsMax), nspawn, log);
      const printed = inside(
        'bash',
        '-c',
        `cat ${join(root, 'printed')} 2>/dev/null || true; rm -f ${join(root, 'printed')}`,
      );
      if (!printed.endsWith('\nend of lines\n')) {
        const console = stripVTControlCharacters(readFileSync(log, 'utf8')).replaceAll('\r', '').slice(-1_000);
        throw new Error(`the lines did not come to their end; the console said:\n${console}\nthe lines:\n${printed}`);
      }
      return printed;
    },
    write(path, content) {
      writeFileSync(join(folder, 'written'), content);
      inside(
        'bash',
        '-ec',
        'mkdir -p "$(dirname "$2")"; cp "$1" "$2"',
        'bash',
        join(folder, 'written'),
        join(root, path),
      );
    },
  };
}

/**
 * $1: a control group of this system's own, without which two that boot at once would share one tree and each would
 * end, or wait for, the other's processes. Only systemd's own hierarchies: of version 2, or 1 beside it.
 */
const groups = `
for each in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
  [ -e "$each/cgroup.procs" ] || continue
`;
const enterGroup = `${groups} mkdir -p "$each/$1" && echo $$ > "$each/$1/cgroup.procs"; done
exec timeout -k 5 "$2" script -qec "$3" "$4"`;
const leaveGroup = `${groups} find "$each/$1" -depth -type d -exec rmdir {} + 2>/dev/null; done`;

/** $1: an empty folder. Nobody outside this mount namespace sees any of it. */
const mounts = `
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mkdir "$1/disk"
mount -t tmpfs -o mode=755 tmpfs "$1/disk"
cd "$1/disk"
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir="$PWD/upper",workdir="$PWD/work" root || { echo no overlay; exit 0; }
chroot root useradd --create-home --uid 17771 --shell /bin/bash person
find root/etc/systemd/system root/etc/systemd/user -mindepth 1 -name '*.wants' -prune -exec rm -r {} +
mkdir -p root/etc/systemd/system-generators root/etc/systemd/system/multi-user.target.wants root/membridge
ln -sf /dev/null root/etc/systemd/system-generators/systemd-sysv-generator
cat > root/etc/systemd/system/lines.service <<'UNIT'
[Unit]
After=multi-user.target systemd-user-sessions.service
[Service]
Type=oneshot
ExecStart=/bin/bash -c 'bash /lines; echo; echo end of lines'
ExecStopPost=/bin/systemctl poweroff --no-block
StandardOutput=file:/printed
StandardError=inherit
TimeoutStartSec=300
UNIT
ln -s ../lines.service root/etc/systemd/system/multi-user.target.wants/lines.service
echo ready
exec sleep 900
`;

/** In the words of a skip; null when nothing is. */
function missingHere(): string | null {
  if (process.platform !== 'linux') return 'this machine cannot: boot systemd (Linux only)';
  if (process.getuid?.() !== 0) return 'needs root: run the tests as root, to boot a systemd';
  if (spawnSync('systemd-nspawn', ['--version']).status !== 0) {
    return 'needs systemd-nspawn: apt-get install systemd-container dbus libpam-systemd';
  }
  return null;
}

/** Node lies in the repository (npm brought it) or somewhere that the overlay shows too. */
function nodeThere(): string {
  const inRepository = relative(repository, process.execPath);
  return inRepository.startsWith('..') ? process.execPath : join(membridgeThere, inRepository);
}
