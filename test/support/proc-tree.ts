/** Made processes written down as /proc shows them, for readers of a copied tree. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessFacts, ProcessTable } from '../../core/model/cleanup/process.ts';

/** A descriptor: where its link leads, and what fdinfo says of it. */
export interface Descriptor {
  readonly link: string;
  readonly info?: string;
}

export interface ProcTree {
  readonly table: ProcessTable;
  /** Descriptors by process; without: /dev/null alone. */
  readonly descriptors?: Readonly<Record<number, Readonly<Record<string, Descriptor>>>>;
  /** What `ss -xanH` would print. */
  readonly sockets?: string;
  /** Lines of /proc/PID/net/tcp without the head. */
  readonly tcp?: readonly string[];
}

export function writeProcTree(root: string, { table, descriptors = {}, sockets = '', tcp = [] }: ProcTree): void {
  const proc = join(root, 'proc');
  mkdirSync(proc, { recursive: true });
  writeFileSync(join(proc, 'uptime'), `${(table.uptimeMs / 1_000).toFixed(2)} 1.00\n`);
  symlinkSync(String(table.selfPid), join(proc, 'self'));
  writeFileSync(join(root, 'ss-xanH'), sockets);
  for (const facts of table.processes.values()) {
    const at = join(proc, String(facts.pid));
    for (const name of ['fd', 'fdinfo', 'net', 'ns']) mkdirSync(join(at, name), { recursive: true });
    writeProcess(at, facts);
    writeFileSync(join(at, 'net', 'tcp'), ['  sl  local_address …', ...tcp, ''].join('\n'));
    for (const [name, { link, info }] of Object.entries(descriptors[facts.pid] ?? { 0: { link: '/dev/null' } })) {
      symlinkSync(link, join(at, 'fd', name));
      writeFileSync(join(at, 'fdinfo', name), info ?? 'pos:\t0\nflags:\t0100000\nmnt_id:\t1\n');
    }
  }
}

function writeProcess(at: string, facts: ProcessFacts): void {
  const { pid, label, state, parentPid, sessionId, terminal, cpuTicks, startTicks } = facts;
  const upToTimes = `${pid} (${label}) ${state} ${parentPid} ${pid} ${sessionId} ${terminal} -1 4194560 9 0 1 0`;
  writeFileSync(join(at, 'stat'), `${upToTimes} ${cpuTicks} 0 0 0 20 0 1 0 ${startTicks} 9 9\n`);
  const ids = facts.uids === null ? '' : `Uid:\t${facts.uids.join('\t')}\n`;
  const size = facts.residentBytes === null ? '' : `VmRSS:\t  ${Math.round(facts.residentBytes / 1_024)} kB\n`;
  writeFileSync(join(at, 'status'), `Name:\t${label}\n${ids}${size}`);
  if (facts.argv !== null) writeFileSync(join(at, 'cmdline'), facts.argv.map((word) => `${word}\0`).join(''));
  if (facts.program !== null) symlinkSync(facts.program, join(at, 'exe'));
  const groups = (facts.controlGroups ?? []).map(({ controllers, path }, index) => `${index}:${controllers}:${path}\n`);
  if (facts.controlGroups !== null) writeFileSync(join(at, 'cgroup'), groups.join(''));
  if (facts.pidNamespace !== null) symlinkSync(facts.pidNamespace, join(at, 'ns', 'pid'));
  if (facts.mountNamespace !== null) symlinkSync(facts.mountNamespace, join(at, 'ns', 'mnt'));
}
