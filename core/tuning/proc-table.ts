import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesMax } from '../model/cleanup/bounds.ts';
import { helperOf } from '../model/cleanup/catalogue.ts';
import { isOwner } from '../model/cleanup/owners.ts';
import { parseArgv, parseControlGroups, parseStatus, parseUptime } from '../model/cleanup/proc-text.ts';
import type { ProcessFacts, ProcessTable } from '../model/cleanup/process.ts';
import { fail } from '../model/errors.ts';
import type { ProcessTableReader } from '../ports/process-table.ts';
import { holdersIn, isOpenToUs, openFilesOf, type Peers } from './helper-files.ts';
import { linkOf, statOf, textOf } from './proc-table-text.ts';
import { socketPeersAt } from './socket-peers.ts';

/**
 * The processes below `root`/proc; `root` is `/` for this machine, or the folder of a copied tree. Nothing is written.
 * In a tree, links stand for themselves and lead nowhere.
 */
export function procTable(root: string): ProcessTableReader {
  return {
    async look() {
      const folder = join(root, 'proc');
      const uptimeMs = parseUptime(textOf(join(folder, 'uptime')) ?? '');
      const selfPid = Number(linkOf(join(folder, 'self')) ?? Number.NaN);
      if (uptimeMs === null || !Number.isInteger(selfPid)) {
        throw fail('cleanup-no-processes', { folder });
      }
      const all = pidsIn(folder).flatMap((pid) => factsOf(folder, pid) ?? []);
      const table: ProcessTable = { uptimeMs, selfPid, processes: new Map(all.map((facts) => [facts.pid, facts])) };
      return withFiles(table, folder, () => socketPeersAt(root));
    },
  };
}

function pidsIn(folder: string): number[] {
  const names = readdirSync(folder).filter((name) => /^[1-9]\d{0,9}$/.test(name));
  return names
    .map(Number)
    .toSorted((one, other) => one - other)
    .slice(0, processesMax);
}

/** Null for one that ended meanwhile. */
function factsOf(folder: string, pid: number): ProcessFacts | null {
  const at = join(folder, String(pid));
  const stat = statOf(folder, pid);
  if (stat === null || stat.pid !== pid) return null;
  const status = textOf(join(at, 'status'));
  const argv = textOf(join(at, 'cmdline'));
  const groups = textOf(join(at, 'cgroup'));
  const facts: ProcessFacts = {
    ...stat,
    ...(status === null ? { uids: null, residentBytes: null } : parseStatus(status)),
    argv: argv === null ? null : parseArgv(argv),
    program: linkOf(join(at, 'exe'))?.replace(/ \(deleted\)$/, '') ?? null,
    controlGroups: groups === null ? null : parseControlGroups(groups),
    pidNamespace: linkOf(join(at, 'ns', 'pid')),
    mountNamespace: linkOf(join(at, 'ns', 'mnt')),
    files: null,
  };
  // All of it is of one process only if the number was not given again meanwhile.
  return statOf(folder, pid)?.startTicks === stat.startTicks ? facts : null;
}

/** Adds what helpers of the person who looks have open. */
async function withFiles(
  table: ProcessTable,
  folder: string,
  socketPeers: () => Promise<ReadonlyMap<string, string> | null>,
): Promise<ProcessTable> {
  const uid = table.processes.get(table.selfPid)?.uids?.[0];
  const ours = [...table.processes.values()].filter(({ uids }) => uid !== undefined && uids?.[0] === uid);
  const helpers = ours.filter((facts) => helperOf(facts) !== null);
  if (helpers.length === 0) return table;
  const holders = holdersIn(
    folder,
    ours.map(({ pid }) => pid),
  );
  const isBlind = ours.some((facts) => isOwner(facts) && !isOpenToUs(folder, facts.pid));
  const peers: Peers = { holders, isBlind, socketPeers: await socketPeers() };
  const processes = new Map(table.processes);
  for (const facts of helpers) {
    processes.set(facts.pid, { ...facts, files: openFilesOf(folder, facts.pid, peers) });
  }
  return { ...table, processes };
}
