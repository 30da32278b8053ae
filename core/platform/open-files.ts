import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Holder, Holders } from '../ports/processes.ts';
import { codeOf } from './file-fault.ts';

const run = promisify(execFile);

/** lsof may wait for a dead network mount; then nobody knows who has the file. */
const lsofMsMax = 10_000;

/** Who has any of these files open (ports/processes.ts). */
export async function holdersOf(paths: readonly string[], platform: NodeJS.Platform): Promise<Holders> {
  const files = await identities(paths);
  if (files.size === 0) return { kind: 'known', holders: [] };
  if (platform === 'linux') return fromProc(new Set(files.values()));
  return platform === 'win32' ? { kind: 'unknown' } : fromLsof([...files.keys()]);
}

/** Path -> device and inode, for those that exist: a file keeps them under every name and mount. */
async function identities(paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const identity = await identityOf(path);
    if (identity !== null) found.set(path, identity);
  }
  return found;
}

async function identityOf(path: string): Promise<string | null> {
  const file = await stat(path, { bigint: true }).catch(() => null);
  return file === null ? null : `${file.dev}:${file.ino}`;
}

async function fromProc(wanted: ReadonlySet<string>): Promise<Holders> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const holders: Holder[] = [];
  for (const pid of pids) {
    if (pid === process.pid) continue;
    const looked = await hasOpen(pid, wanted);
    // A service in a user namespace of its own sees that the person's programs have files open, and not which.
    if (looked === 'hidden' && (await inOwnUserNamespace())) return { kind: 'unknown' };
    if (looked === true) holders.push({ pid, name: await nameOf(pid) });
  }
  return { kind: 'known', holders };
}

async function hasOpen(pid: number, wanted: ReadonlySet<string>): Promise<boolean | 'hidden'> {
  // Ended meanwhile, or another user's: its owner would have to ask.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const paths = descriptors.map((descriptor) => `/proc/${pid}/fd/${descriptor}`);
  const open = await Promise.all(paths.map((path) => identityOf(path)));
  if (open.some((identity) => identity !== null && wanted.has(identity))) return true;
  // The first that told nothing speaks for all of them.
  const silent = paths[open.indexOf(null)];
  return silent !== undefined && (await isForbidden(silent)) ? 'hidden' : false;
}

/** We may not follow the link. A file that is gone, or lies on a disk that lets nobody look, still has its link. */
async function isForbidden(link: string): Promise<boolean> {
  const code = await readlink(link).then(() => null, codeOf);
  return code === 'EACCES' || code === 'EPERM';
}

/** The first user namespace maps every id to itself; outside one of these, what is hidden is another account's. */
async function inOwnUserNamespace(): Promise<boolean> {
  const map = await readFile('/proc/self/uid_map', 'utf8').catch(() => null);
  return map !== null && !/^\s*0\s+0\s+4294967295\s*$/.test(map);
}

async function nameOf(pid: number): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown');
  return name.trim();
}

async function fromLsof(paths: readonly string[]): Promise<Holders> {
  try {
    return {
      kind: 'known',
      holders: parseLsof((await run('lsof', ['-Fpc', '--', ...paths], { timeout: lsofMsMax })).stdout),
    };
  } catch (error) {
    // lsof exits 1 when nobody has the files, and also with an answer when only some of them are open.
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    return code === 1 ? { kind: 'known', holders: parseLsof(stdout ?? '') } : { kind: 'unknown' };
  }
}

/** lsof -Fpc prints lines `p<pid>` and `c<command>`, with lines of other letters between. */
export function parseLsof(output: string): Holder[] {
  const holders: Holder[] = [];
  let pid = 0;
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('c') && pid > 0 && pid !== process.pid) holders.push({ pid, name: line.slice(1) });
  }
  return holders;
}
