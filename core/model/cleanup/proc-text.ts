import { argvWordsMax } from './bounds.ts';
import type { ControlGroup, ProcessFacts } from './process.ts';

/** What /proc says about processes, as text (man 5 proc). Everything that is not as expected is null. */

export type StatFacts = Pick<
  ProcessFacts,
  'pid' | 'startTicks' | 'parentPid' | 'sessionId' | 'terminal' | 'state' | 'cpuTicks' | 'label'
>;

/** /proc/PID/stat. */
export function parseStat(line: string): StatFacts | null {
  // The name stands in brackets and may itself hold brackets and spaces: the rest is counted from its end.
  const from = line.indexOf(' (');
  const to = line.lastIndexOf(') ');
  if (from < 1 || to < from) return null;
  const rest = line
    .slice(to + 2)
    .trim()
    .split(' ');
  const numberAt = (field: number) => wholeNumber(rest[field - 3]);
  const pid = wholeNumber(line.slice(0, from));
  const [parentPid, sessionId, terminal] = [numberAt(4), numberAt(6), numberAt(7)];
  const [user, system, startTicks] = [numberAt(14), numberAt(15), numberAt(22)];
  const state = rest[0] ?? '';
  if (pid === null || parentPid === null || sessionId === null || terminal === null) return null;
  if (user === null || system === null || startTicks === null || !/^[A-Za-z]$/.test(state)) return null;
  const label = line.slice(from + 2, to);
  return { pid, startTicks, parentPid, sessionId, terminal, state, cpuTicks: user + system, label };
}

/** /proc/PID/status: the user's four ids, and what of it is in memory. Kernel threads have no memory. */
export function parseStatus(text: string): Pick<ProcessFacts, 'uids' | 'residentBytes'> {
  const ids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$/m.exec(text);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return {
    uids: ids === null ? null : ids.slice(1).map(Number),
    residentBytes: resident === undefined ? null : Number(resident) * 1_024,
  };
}

/** /proc/PID/cmdline; a title that a program gave itself is one word with spaces. */
export function parseArgv(text: string): string[] {
  const words = text.replace(/\0+$/, '').split('\0');
  return words.length === 1 && words[0] === '' ? [] : words.slice(0, argvWordsMax);
}

/** /proc/PID/cgroup: `0::/user.slice/…`, or `4:memory:/…` for each hierarchy of old. */
export function parseControlGroups(text: string): ControlGroup[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const groups = found.flatMap((match) =>
    match === null ? [] : [{ controllers: match[1] ?? '', path: match[2] ?? '' }],
  );
  return groups.length === lines.length && lines.length > 0 ? groups : null;
}

/** Inodes of the sockets in /proc/PID/net/tcp or tcp6 that are connected to somebody. */
export function connectedSockets(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === establishedState)
    .map((fields) => fields[9] ?? '');
}

/** TCP_ESTABLISHED, as the kernel writes it. */
const establishedState = '01';

/** Peer of each UNIX socket by inode, as `ss -xanH` lists them; `0` is a peer that is gone. */
export function socketPeers(text: string): Map<string, string> {
  const peers = new Map<string, string>();
  for (const line of text.split('\n')) {
    // Type, state, two queues, then address and number of both ends; a path may hold spaces.
    const match = /^u_\S+\s+\S+\s+\d+\s+\d+\s+.*?\s(\d+)\s+\S.*?\s(\d+)\s*$/.exec(line);
    if (match !== null) peers.set(match[1] ?? '', match[2] ?? '');
  }
  return peers;
}

/** /proc/uptime in milliseconds. */
export function parseUptime(text: string): number | null {
  const seconds = /^(\d+\.\d+) /.exec(text)?.[1];
  return seconds === undefined ? null : Math.round(Number(seconds) * 1_000);
}

/** Whether /proc/PID/fdinfo/FD tells of one that can write. */
export function canWrite(text: string): boolean | null {
  const flags = /^flags:\s+([0-7]+)$/m.exec(text)?.[1];
  return flags === undefined ? null : (Number.parseInt(flags, 8) & 0o3) !== 0;
}

/**
 * Which lock its owner holds on a file, from fdinfo; null for none. The line is
 * `lock:\t1: POSIX  ADVISORY  READ 9456 fe:00:2154625 128 128`; a `->` marks who waits for one.
 */
export function lockIn(text: string): 'READ' | 'WRITE' | null {
  const kinds = [...text.matchAll(/^lock:\s+\d+: (?!->)\S+\s+\S+\s+(\S+) /gm)].map((match) => match[1]);
  if (kinds.length === 0) return null;
  // What is neither (an old kernel's own words) is taken for the stronger one.
  return kinds.every((kind) => kind === 'READ') ? 'READ' : 'WRITE';
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
