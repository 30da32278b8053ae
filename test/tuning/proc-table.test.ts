import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import type { OpenFiles, ProcessFacts } from '../../core/model/cleanup/process.ts';
import { procTable } from '../../core/tuning/proc-table.ts';
import { around, chroma, made, memServer, table, uid, worker } from '../model/cleanup/zoo.ts';
import { type Descriptor, writeProcTree } from '../support/proc-tree.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const helper = made(4_711, memServer);

/** What a tree tells of one helper's files. */
async function filesOf(
  root: string,
  descriptors: Readonly<Record<number, Readonly<Record<string, Descriptor>>>>,
  more: { sockets?: string; tcp?: readonly string[]; facts?: ProcessFacts } = {},
): Promise<OpenFiles | null | undefined> {
  const { facts = helper, ...rest } = more;
  writeProcTree(root, { table: table([facts, made(4_712)]), descriptors, ...rest });
  return (await procTable(root).look()).processes.get(facts.pid)?.files;
}

test('a copied tree is read as the table that it was', async (t) => {
  const root = await scratchFolder(t, 'proc');
  const kernel = made(2, { uids: [0, 0, 0, 0], argv: [], program: null, residentBytes: null, parentPid: 0 });
  const hidden = made(50, { controlGroups: null, pidNamespace: null, mountNamespace: null, program: null, argv: null });
  const gone = { ...made(60, { state: 'Z', argv: [] }), uids: null };
  const written = table([kernel, hidden, gone, made(4_711, chroma), made(4_712, { ...worker, label: 'a) (b' })]);
  writeProcTree(root, { table: written });
  const read = await procTable(root).look();
  assert.deepEqual([read.uptimeMs, read.selfPid], [written.uptimeMs, written.selfPid]);
  assert.deepEqual(
    [...read.processes.keys()],
    [...written.processes.keys()].toSorted((one, other) => one - other),
  );
  for (const [pid, facts] of written.processes) {
    const found = read.processes.get(pid);
    const isHelper = pid >= 4_711;
    const kib = facts.residentBytes === null ? null : Math.round(facts.residentBytes / 1_024) * 1_024;
    assert.deepEqual(found, { ...facts, residentBytes: kib, files: isHelper ? facts.files : null }, String(pid));
  }
});

test('files are looked into only for helpers of the person who looks', async (t) => {
  const root = await scratchFolder(t, 'proc');
  const others = made(4_712, { ...memServer, uids: [7, 7, 7, 7] });
  writeProcTree(root, { table: table([helper, others]) });
  const { processes } = await procTable(root).look();
  assert.deepEqual(
    [...processes.values()].filter(({ files }) => files !== null).map(({ pid }) => pid),
    [4_711],
  );
});

test('the other end of an input is told: nobody, somebody, or not to be told', async (t) => {
  const pipe = { link: 'pipe:[500]' };
  const writer = { ...pipe, info: 'pos:\t0\nflags:\t01\n' };
  const peer = 'u_str ESTAB 0 0 * 600 * 601';
  const lonely = 'u_str ESTAB 0 0 * 600 * 0';
  const socket = { link: 'socket:[600]' };
  const cases: readonly [string, Parameters<typeof filesOf>[1], string, OpenFiles['input']][] = [
    ['closed', { 4711: {} }, '', { kind: 'closed' }],
    ['the null device', { 4711: { 0: { link: '/dev/null' } } }, '', { kind: 'null-device' }],
    ['a terminal', { 4711: { 0: { link: '/dev/pts/3' } } }, '', { kind: 'unknown', what: '/dev/pts/3' }],
    ['a file', { 4711: { 0: { link: '/home/ann/x' } } }, '', { kind: 'unknown', what: '/home/ann/x' }],
    ['a pipe that others only read', { 4711: { 0: pipe }, 4712: { 5: pipe } }, '', { kind: 'peers', pids: [] }],
    ['a pipe with a writer', { 4711: { 0: pipe }, 4712: { 5: writer } }, '', { kind: 'peers', pids: [4_712] }],
    ['a socket without a peer', { 4711: { 0: socket } }, lonely, { kind: 'peers', pids: [] }],
    [
      'a socket with a peer that we see',
      { 4711: { 0: socket }, 4712: { 9: { link: 'socket:[601]' } } },
      peer,
      { kind: 'peers', pids: [4_712] },
    ],
    ['a socket with a hidden peer', { 4711: { 0: socket } }, peer, { kind: 'unknown', what: 'socket:[600]' }],
    ['a socket that nobody tells of', { 4711: { 0: socket } }, '', { kind: 'unknown', what: 'socket:[600]' }],
  ];
  for (const [what, descriptors, sockets, expected] of cases) {
    const root = await scratchFolder(t, 'proc');
    assert.deepEqual((await filesOf(root, descriptors, { sockets }))?.input, expected, what);
  }
});

test('a pipe has nobody at its other end only if every Claude of the person lets us look', async (t) => {
  for (const [isHidden, kind] of [
    [false, 'peers'],
    [true, 'unknown'],
  ] as const) {
    const root = await scratchFolder(t, 'proc');
    writeProcTree(root, { table: table([helper]), descriptors: { 4711: { 0: { link: 'pipe:[500]' } } } });
    // The Claude that is around.
    if (isHidden) rmSync(join(root, 'proc', '700', 'fd'), { recursive: true });
    const { processes } = await procTable(root).look();
    assert.equal(processes.get(4_711)?.files?.input.kind, kind);
  }
});

test('connections are counted by the process’s own sockets, locks by its own databases', async (t) => {
  const line = (state: string, inode: number) =>
    `   0: 0100007F:93AC 0100007F:E1F2 ${state} 00000000:00000000 00:00000000 00000000 ${uid} 0 ${inode} 1 0 20 4`;
  const lock = 'pos:\t0\nflags:\t0100002\nlock:\t1: POSIX  ADVISORY  READ 4711 fe:00:215 128 128\n';
  const descriptors = {
    4711: {
      0: { link: '/dev/null' },
      3: { link: 'socket:[701]' },
      4: { link: 'socket:[702]' },
      5: { link: '/home/ann/.claude-mem/claude-mem.db-shm', info: lock },
      6: { link: '/home/ann/.claude-mem/chroma/chroma.sqlite3' },
      7: { link: '/home/ann/.cache/uv/.lock', info: lock },
    },
  };
  const root = await scratchFolder(t, 'proc');
  const files = await filesOf(root, descriptors, { tcp: [line('01', 701), line('0A', 702), line('01', 999)] });
  assert.deepEqual(
    [files?.connections, files?.lockedDatabases],
    [1, [{ path: '/home/ann/.claude-mem/claude-mem.db-shm', isWriting: false }]],
  );
});

test('a folder without processes is a fault that names it, and a broken entry is passed over', async (t) => {
  const root = await scratchFolder(t, 'proc');
  await assert.rejects(procTable(root).look(), (error) => isFault(error, 'cleanup-no-processes'));
  writeProcTree(root, { table: table([helper]) });
  mkdirSync(join(root, 'proc', '4713'));
  mkdirSync(join(root, 'proc', '4714'));
  writeFileSync(join(root, 'proc', '4714', 'stat'), '4711 (not itself) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0\n');
  const { processes } = await procTable(root).look();
  assert.equal(processes.size, around.length + 1);
});

test(
  'this machine is read too, and this very process is in it',
  { skip: process.platform !== 'linux' && 'needs Linux: it reads /proc' },
  async () => {
    const { processes, selfPid, uptimeMs } = await procTable('/').look();
    const self = processes.get(selfPid);
    assert.equal(selfPid, process.pid);
    assert.equal(self?.uids?.[0], process.getuid?.());
    assert.equal(self?.program, process.execPath);
    assert.equal(self?.parentPid, process.ppid);
    assert.match(self?.pidNamespace ?? '', /^pid:\[\d+\]$/);
    assert.ok(uptimeMs > 0 && (self?.residentBytes ?? 0) > 0 && (self?.controlGroups?.length ?? 0) > 0);
  },
);
