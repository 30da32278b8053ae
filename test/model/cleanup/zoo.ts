/** A made machine: processes by their numbers, as two looks half a minute apart see them. */
import { cleanupBounds } from '../../../core/model/cleanup/bounds.ts';
import type { ProcessFacts, ProcessTable } from '../../../core/model/cleanup/process.ts';
import type { Looks } from '../../../core/model/cleanup/rules.ts';

export const uid = 1000;
export const selfPid = 900;
/** An hour after the start; what started at 100 ticks is old enough. */
export const uptimeMs = 3_600_000;

export const userScope = '/user.slice/user-1000.slice/user@1000.service/app.slice/app-terminal-1.scope';
const otherScope = '/user.slice/user-1000.slice/session-7.scope';

/** A process that no rule but the signature's has anything against. */
export function made(pid: number, more: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    pid,
    startTicks: 100 + pid,
    parentPid: 1,
    sessionId: pid,
    terminal: 0,
    state: 'S',
    cpuTicks: 50,
    label: 'sleep',
    uids: [uid, uid, uid, uid],
    residentBytes: 45_000_000,
    argv: ['sleep', '1d'],
    program: '/usr/bin/sleep',
    controlGroups: [{ controllers: '', path: userScope }],
    pidNamespace: 'pid:[4026531836]',
    mountNamespace: 'mnt:[4026531841]',
    files: { input: { kind: 'null-device' }, connections: 0, lockedDatabases: [] },
    ...more,
  };
}

const plugin = '/home/ann/.claude/plugins/cache/thedotmack/claude-mem/13.25.3/scripts';

export const chroma = {
  label: 'chroma-mcp',
  program: '/home/ann/.local/share/uv/python/cpython-3.13/bin/python3.13',
  argv: ['/home/ann/.cache/uv/archive/bin/python', '/home/ann/.cache/uv/archive/bin/chroma-mcp', '--client-type', 'x'],
};
export const launcher = {
  label: 'uv',
  program: '/home/ann/.local/bin/uv',
  argv: ['uv', 'tool', 'uvx', '--python', '3.13', '--from', 'chroma-mcp==0.2.6', 'chroma-mcp', '--client-type', 'x'],
};
export const memServer = {
  label: 'node',
  program: '/usr/bin/node',
  argv: ['node', `${plugin}/mcp-server.cjs`],
};
export const worker = {
  label: 'bun',
  program: '/home/ann/.bun/bin/bun',
  argv: ['bun', `${plugin}/worker-service.cjs`, '--daemon'],
};
export const claude = {
  label: 'claude',
  program: '/home/ann/.local/share/claude/versions/2.1.72',
  argv: ['claude'],
  controlGroups: [{ controllers: '', path: otherScope }],
};

/** Process 1, the person's shell, the program that looks, and a Claude in a scope of its own. */
export const around: readonly ProcessFacts[] = [
  made(1, { parentPid: 0, uids: [0, 0, 0, 0], label: 'systemd', argv: ['/sbin/init'], program: null, startTicks: 0 }),
  made(800, { label: 'bash', argv: ['-bash'], program: '/usr/bin/bash', terminal: 34816 }),
  made(selfPid, { parentPid: 800, label: 'node', argv: ['node', 'membridge'], program: '/usr/bin/node' }),
  made(700, { ...claude, terminal: 34817 }),
];

export function table(processes: readonly ProcessFacts[], atMs = uptimeMs): ProcessTable {
  const all = [...around, ...processes];
  return { uptimeMs: atMs, selfPid, processes: new Map(all.map((facts) => [facts.pid, facts])) };
}

/** Two looks; nothing happened between them unless `before` says how it was. */
export function looks(processes: readonly ProcessFacts[], before: readonly ProcessFacts[] = processes): Looks {
  const { ageMinMs, idleMinMs } = cleanupBounds;
  const second = table(processes);
  return { first: table(before, uptimeMs - idleMinMs), second, bounds: { ageMinMs, idleMinMs } };
}
