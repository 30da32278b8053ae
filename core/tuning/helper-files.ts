import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canWrite, connectedSockets, lockIn } from '../model/cleanup/proc-text.ts';
import type { InputEnd, LockedDatabase, OpenFiles } from '../model/cleanup/process.ts';
import { linkOf, textOf } from './proc-table-text.ts';

/** Who may be at the other end of a helper's input. */
export interface Peers {
  /** All processes of the person who looks. */
  readonly pids: readonly number[];
  /** Inode of a UNIX socket -> its peer's, `0` for one that is gone; null where this machine does not tell. */
  readonly socketPeers: ReadonlyMap<string, string> | null;
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

function inputOf(folder: string, link: string | undefined, { pids, socketPeers }: Peers): InputEnd {
  if (link === undefined) return { kind: 'closed' };
  if (link === '/dev/null') return { kind: 'null-device' };
  if (link.startsWith('pipe:')) {
    return {
      kind: 'peers',
      pids: holders(folder, pids, link)
        .filter(({ writes }) => writes)
        .map(({ pid }) => pid),
    };
  }
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
  const peer = inode === undefined ? undefined : socketPeers?.get(inode);
  if (peer === undefined) return { kind: 'unknown', what: link };
  if (peer === '0') return { kind: 'peers', pids: [] };
  const found = holders(folder, pids, `socket:[${peer}]`).map(({ pid }) => pid);
  // Somebody holds it whom we may not look into.
  return found.length > 0 ? { kind: 'peers', pids: found } : { kind: 'unknown', what: link };
}

/** Who has the file open that a link names. */
function holders(folder: string, pids: readonly number[], link: string): { pid: number; writes: boolean }[] {
  return pids.flatMap((pid) => {
    const at = join(folder, String(pid));
    const descriptors = (namesIn(join(at, 'fd')) ?? []).filter((name) => linkOf(join(at, 'fd', name)) === link);
    if (descriptors.length === 0) return [];
    // What cannot be told counts as one that may write.
    const writes = descriptors.some((name) => canWrite(textOf(join(at, 'fdinfo', name)) ?? '') !== false);
    return [{ pid, writes }];
  });
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
