/** Less than this account may do, and other disks than this machine has, for the programs that a test runs. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** Root passes every mode: so it gives up that right first, and stays the owner of its files. */
const override = ['--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-dac_override,-dac_read_search'];

export const noModes = 'this machine cannot: run a program that file modes apply to';
const noMounts = 'needs a private mount namespace: run as root, or allow user namespaces (Linux)';

/** A command line under which file modes count; null where this machine cannot. */
export function asOrdinaryAccount(): readonly string[] | null {
  if (process.platform === 'win32') return null;
  if (process.geteuid?.() !== 0) return [];
  return works(['setpriv', ...override, 'true']) ? ['setpriv', ...override] : null;
}

/** Disks of a test's own: nobody else sees them, and they go with the test. */
export interface Disks {
  /** A command line for programs that see these disks. */
  readonly under: readonly string[];
  /** Runs a line of shell there; $1, $2 … are the arguments. */
  shell(script: string, ...args: readonly string[]): string;
  /** A path as the test, which does not see these disks, gets at it. */
  seen(path: string): string;
}

/** Mounts what `script` ($1, $2 … are the arguments) says, in a namespace of its own. Skips the test where that cannot be. */
export async function disks(t: TestContext, script: string, ...args: readonly string[]): Promise<Disks | null> {
  const isRoot = process.geteuid?.() === 0;
  const namespaces = isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
  if (process.platform !== 'linux' || !works(['unshare', ...namespaces, 'true'])) {
    t.skip(noMounts);
    return null;
  }
  const holder = ['unshare', ...namespaces, '--propagation', 'private', 'sh', '-ec'];
  const [command = '', ...rest] = [...holder, `${script}\necho ready\nexec sleep 600`, 'sh', ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  await once(child.stdout, 'data');
  const own = ['--target', String(child.pid), '--mount', ...(isRoot ? [] : ['--user', '--preserve-credentials'])];
  const under = ['nsenter', ...own];
  return {
    under,
    shell: (line, ...more) => execFileSync('nsenter', [...own, 'sh', '-ec', line, 'sh', ...more], { encoding: 'utf8' }),
    seen: (path) => `/proc/${child.pid}/root${path}`,
  };
}

/** For `disks`: $1 cannot be written any more. */
export const readOnlyDisk = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"';
/** For `disks`: what is in $1 lies on a disk of its own, of size $2. */
export const ownDisk =
  'cp -a "$1" "$1.copy"; mount -t tmpfs -o "size=$2,mode=700" tmpfs "$1"; cp -a "$1.copy/." "$1"; rm -r "$1.copy"';

function works([command = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
