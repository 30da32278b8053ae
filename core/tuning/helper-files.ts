import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canWrite, connectedSockets, lockIn } from '../model/cleanup/proc-text.ts';
import type { InputEnd, LockedDatabase, OpenFiles } from '../model/cleanup/process.ts';
import { linkOf, textOf } from './proc-table-text.ts';

/** Who may be at the other end of a helper's input. */
export interface Peers {
  /** Who has what open: by the link of a pipe or socket, among all processes of the person who looks. */
  readonly holders: ReadonlyMap<string, readonly Holder[]>;
  /** A Claude or an editor of that person does not let us look: it may hold any pipe. */
  readonly isBlind: boolean;
  /** Inode of a UNIX socket -> its peer's, `0` for one that is gone; null where this machine does not tell. */
  readonly socketPeers: ReadonlyMap<string, string> | null;
}

interface Holder {
  readonly pid: number;
  readonly descriptor: string;
}

/** More open files than this has no helper, and hardly a browser. */
const descriptorsMax = 4_096;

/** What one process has open; null where the system does not let us look. */
export function openFilesOf(folder: string, pid: number, peers: Peers): OpenFiles | null {
  const links = descriptorLinks(folder, pid);
  if (links === null) return null;
  return {
    input: inputOf(folder, links.get('0'), peers),
    connections: connectionsOf(folder, pid, links),
    lockedDatabases: lockedDatabases(folder, pid, links),
  };
}

/** Descriptor -> where its link leads; null where that cannot be seen. */
function descriptorLinks(folder: string, pid: number): Map<string, string> | null {
  const names = namesIn(join(folder, String(pid), 'fd'));
  if (names === null || names.length > descriptorsMax) return null;
  const links = new Map<string, string>();
  for (const name of names) {
    const link = linkOf(join(folder, String(pid), 'fd', name));
    // Closed meanwhile or hidden: what it was is not known.
    if (link === null) return null;
    links.set(name, link);
  }
  return links;
}

function inputOf(folder: string, link: string | undefined, { holders, isBlind, socketPeers }: Peers): InputEnd {
  if (link === undefined) return { kind: 'closed' };
  if (link === '/dev/null') return { kind: 'null-device' };
  if (link.startsWith('pipe:')) {
    const writers = (holders.get(link) ?? []).filter((holder) => mayWrite(folder, holder));
    return writers.length === 0 && isBlind ? { kind: 'unknown', what: link } : { kind: 'peers', pids: pidsOf(writers) };
  }
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
  const peer = inode === undefined ? undefined : socketPeers?.get(inode);
  if (peer === undefined) return { kind: 'unknown', what: link };
  if (peer === '0') return { kind: 'peers', pids: [] };
  const found = pidsOf(holders.get(`socket:[${peer}]`) ?? []);
  // Somebody holds it whom we may not look into.
  return found.length > 0 ? { kind: 'peers', pids: found } : { kind: 'unknown', what: link };
}

/** Who has which pipe or socket open, by its link. Processes that we may not look into have none. */
export function holdersIn(folder: string, pids: readonly number[]): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const pid of pids) {
    const at = join(folder, String(pid), 'fd');
    for (const descriptor of (namesIn(at) ?? []).slice(0, descriptorsMax)) {
      const link = linkOf(join(at, descriptor));
      if (link === null || !/^(pipe|socket):/.test(link)) continue;
      const known = holders.get(link);
      if (known === undefined) holders.set(link, [{ pid, descriptor }]);
      else known.push({ pid, descriptor });
    }
  }
  return holders;
}

/** Whether we may see what a process has open. */
export function isOpenToUs(folder: string, pid: number): boolean {
  return namesIn(join(folder, String(pid), 'fd')) !== null;
}

/** What cannot be told counts as one that may write. */
function mayWrite(folder: string, { pid, descriptor }: Holder): boolean {
  return canWrite(textOf(join(folder, String(pid), 'fdinfo', descriptor)) ?? '') !== false;
}

function pidsOf(holders: readonly Holder[]): number[] {
  return [...new Set(holders.map(({ pid }) => pid))];
}

function connectionsOf(folder: string, pid: number, links: ReadonlyMap<string, string>): number | null {
  const net = join(folder, String(pid), 'net');
  const tcp = textOf(join(net, 'tcp'));
  if (tcp === null) return null;
  // Without IPv6 there is no such file.
  const inodes = [...connectedSockets(tcp), ...connectedSockets(textOf(join(net, 'tcp6')) ?? '')];
  const own = new Set(links.values());
  return inodes.filter((inode) => own.has(`socket:[${inode}]`)).length;
}

function lockedDatabases(folder: string, pid: number, links: ReadonlyMap<string, string>): LockedDatabase[] | null {
  const found: LockedDatabase[] = [];
  for (const [name, link] of links) {
    const path = link.replace(/ \(deleted\)$/, '');
    if (!database.test(path)) continue;
    const info = textOf(join(folder, String(pid), 'fdinfo', name));
    if (info === null) return null;
    const lock = lockIn(info);
    if (lock !== null) found.push({ path, isWriting: lock === 'WRITE' });
  }
  return found;
}

/** SQLite's files, claude-mem's and those in which Chroma keeps its vectors. */
const database = /\.(db|sqlite3?)(-shm|-wal|-journal)?$|\/chroma\/[^/]*lock[^/]*$/;

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}
