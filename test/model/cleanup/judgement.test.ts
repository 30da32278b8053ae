import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { FactCode, RuleId } from '../../../core/model/cleanup/evidence.ts';
import { ruleIds } from '../../../core/model/cleanup/evidence.ts';
import { isHeld, judge } from '../../../core/model/cleanup/judgement.ts';
import type { ProcessFacts } from '../../../core/model/cleanup/process.ts';
import { chroma, claude, launcher, looks, made, memServer, selfPid, uid, userScope, worker } from './zoo.ts';

const orphanPid = 4711;

/** The numbers of those that could be ended. */
function candidates(processes: readonly ProcessFacts[], before = processes): number[] {
  return judge(looks(processes, before))
    .filter(({ isCandidate }) => isCandidate)
    .map(({ facts }) => facts.pid);
}

/** What speaks against one process. */
function against(pid: number, processes: readonly ProcessFacts[], before = processes): [RuleId, FactCode][] {
  const verdict = judge(looks(processes, before)).find(({ facts }) => facts.pid === pid);
  assert.ok(verdict !== undefined, `nothing is said about ${pid}`);
  assert.deepEqual(
    verdict.evidence.map(({ rule }) => rule),
    ruleIds,
  );
  return verdict.evidence.filter((one) => !isHeld(one)).map(({ rule, fact }) => [rule, fact]);
}

const kinds = { chroma, launcher, memServer };

test('a helper that was left to process 1 or to the systemd of its user is a candidate', () => {
  for (const [name, helper] of Object.entries(kinds)) {
    assert.deepEqual(candidates([made(orphanPid, helper)]), [orphanPid], name);
    const manager = made(600, { label: 'systemd', argv: ['/usr/lib/systemd/systemd', '--user'], program: null });
    assert.deepEqual(candidates([manager, made(orphanPid, { ...helper, parentPid: 600 })]), [orphanPid], name);
  }
});

/** One thing that is different, and the rule that sees it; alone it is enough. */
const differences: readonly (readonly [what: string, Partial<ProcessFacts>, RuleId, FactCode])[] = [
  ['is another user’s', { uids: [1001, 1001, 1001, 1001] }, 'user', 'other-user'],
  ['became another user', { uids: [uid, 0, uid, uid] }, 'user', 'other-user'],
  ['has a user that cannot be read', { uids: null }, 'user', 'unreadable'],
  ['has a parent', { parentPid: 800 }, 'orphan', 'has-parent'],
  ['has a parent outside what we see', { parentPid: 0 }, 'orphan', 'unreadable'],
  ['has a terminal', { terminal: 34816 }, 'terminal', 'has-terminal'],
  ['shares its session with a Claude', { sessionId: 700 }, 'owner', 'owner-in-session'],
  [
    'shares its scope with a Claude',
    { controlGroups: [{ controllers: '', path: '/user.slice/user-1000.slice/session-7.scope' }] },
    'owner',
    'owner-in-unit',
  ],
  ['was started by a Claude', { parentPid: 700 }, 'owner', 'owner-above'],
  [
    'is in Docker',
    { controlGroups: [{ controllers: '', path: '/system.slice/docker-1f2e.scope' }] },
    'container',
    'in-container',
  ],
  [
    'is in Podman',
    { controlGroups: [{ controllers: '', path: '/user.slice/user-1000.slice/libpod-1f2e.scope/container' }] },
    'container',
    'in-container',
  ],
  [
    'is in Kubernetes by an old hierarchy alone',
    {
      controlGroups: [
        { controllers: '', path: userScope },
        { controllers: 'memory', path: '/kubepods/besteffort/pod1' },
      ],
    },
    'container',
    'in-container',
  ],
  ['is in another pid namespace', { pidNamespace: 'pid:[1]' }, 'container', 'other-namespace'],
  ['is in another mount namespace', { mountNamespace: 'mnt:[1]' }, 'container', 'other-namespace'],
  ['has namespaces that cannot be read', { pidNamespace: null }, 'container', 'unreadable'],
  [
    'is a service',
    { controlGroups: [{ controllers: '', path: '/user.slice/user@1000.service/app.slice/chroma.service' }] },
    'service',
    'in-service',
  ],
  ['has control groups that cannot be read', { controlGroups: null }, 'service', 'unreadable'],
  ['is young', { startTicks: 360_000 - 89_999 }, 'age', 'too-young'],
  ['does something', { state: 'R' }, 'idle', 'not-waiting'],
  ['was stopped', { state: 'T' }, 'idle', 'not-waiting'],
  ['waits for a disk', { state: 'D' }, 'idle', 'not-waiting'],
  ['has files that cannot be read', { files: null }, 'input', 'unreadable'],
  [
    'is connected',
    { files: { input: { kind: 'closed' }, connections: 1, lockedDatabases: [] } },
    'connections',
    'connected',
  ],
  [
    'has somebody at its input',
    { files: { input: { kind: 'peers', pids: [800] }, connections: 0, lockedDatabases: [] } },
    'input',
    'input-held',
  ],
  [
    'has an input that nobody can tell about',
    { files: { input: { kind: 'unknown', what: 'socket:[7]' }, connections: 0, lockedDatabases: [] } },
    'input',
    'input-unknown',
  ],
  [
    'writes into a database',
    {
      files: {
        input: { kind: 'closed' },
        connections: 0,
        lockedDatabases: [{ path: '/x/chroma.sqlite3', isWriting: true }],
      },
    },
    'database',
    'holds-database',
  ],
];
for (const [what, difference, rule, fact] of differences) {
  test(`a helper that ${what} is left alone, and the evidence says so`, () => {
    for (const helper of Object.values(kinds)) {
      const processes = [made(orphanPid, { ...helper, ...difference })];
      assert.deepEqual(candidates(processes), []);
      const found = against(orphanPid, processes);
      assert.ok(
        found.some((one) => one[0] === rule && one[1] === fact),
        JSON.stringify(found),
      );
    }
  });
}

test('whatever else is true of a helper, one thing against it is enough', () => {
  const helper = fc.constantFrom(...Object.values(kinds));
  const some = fc.subarray(
    differences.map((_, index) => index),
    { minLength: 1 },
  );
  const property = fc.property(helper, some, fc.integer({ min: 2, max: 600 }), (of, indexes, pid) => {
    const changes = indexes.map((index) => differences[index]?.[1] ?? {});
    const processes = [made(pid, Object.assign({ ...of }, ...changes))];
    assert.deepEqual(candidates(processes), []);
  });
  fc.assert(property, { numRuns: 500 });
});

test('of any crowd, exactly those are candidates that have nothing against them, alone and with their family', () => {
  const one = fc.record({
    helper: fc.constantFrom(chroma, launcher, memServer, claude, {}),
    change: fc.constantFrom({}, {}, {}, ...differences.map(([, change]) => change)),
    child: fc.constantFrom(null, {}, ...differences.map(([, change]) => change)),
    usedTicks: fc.constantFrom(0, 0, 0, 1, 700),
  });
  const property = fc.property(fc.array(one, { maxLength: 6 }), (crowd) => {
    const isClaudeNear = crowd.some(({ helper }) => helper === claude);
    const processes: ProcessFacts[] = [];
    const before: ProcessFacts[] = [];
    const expected: number[] = [];
    for (const [index, { helper, change, child, usedTicks }] of crowd.entries()) {
      const pid = 2_000 + index * 10;
      const isSound = helper !== claude && 'program' in helper && Object.keys(change).length === 0 && usedTicks === 0;
      // A child's parent and session are its own; everything else of a difference counts.
      const { parentPid: _parent, ...rest } = child ?? {};
      const isChildSound = child === null || Object.keys(rest).length === 0;
      const facts = made(pid, { ...helper, ...change });
      const family = child === null ? [facts] : [facts, made(pid + 1, { ...chroma, ...rest, parentPid: pid })];
      processes.push(...family);
      before.push(
        ...family.map((each) => (each.pid === pid ? { ...each, cpuTicks: each.cpuTicks - usedTicks } : each)),
      );
      if (isSound && isChildSound) expected.push(...family.map((each) => each.pid));
    }
    const found = candidates(processes, before);
    const wrong = found.filter((pid) => !expected.includes(pid));
    assert.deepEqual(wrong, []);
    // One whose unit cannot be told speaks for all the others.
    if (!isClaudeNear) assert.deepEqual(found, expected);
  });
  fc.assert(property, { numRuns: 500 });
});

test('only the systemd of the very same user takes orphans in', () => {
  const manager = { label: 'systemd', argv: ['/usr/lib/systemd/systemd', '--user'], program: null };
  const orphan = made(orphanPid, { ...chroma, parentPid: 600 });
  const others: readonly Partial<ProcessFacts>[] = [
    { ...manager, uids: [1001, 1001, 1001, 1001] },
    { ...manager, uids: null },
    { ...manager, parentPid: 800 },
    { ...manager, argv: ['/usr/lib/systemd/systemd', '--system'] },
    { ...manager, argv: ['node', '--user'] },
    { ...manager, label: 'bash' },
  ];
  assert.deepEqual(candidates([made(600, manager), orphan]), [orphanPid]);
  for (const other of others) {
    const processes = [made(600, other), orphan];
    assert.deepEqual(candidates(processes), [], JSON.stringify(other));
    assert.deepEqual(against(orphanPid, processes), [['orphan', 'has-parent']]);
  }
});

test('a Claude of which nobody tells where it runs may run beside every helper', () => {
  const lost = made(650, { ...claude, controlGroups: null });
  assert.deepEqual(against(orphanPid, [lost, made(orphanPid, chroma)]), [['owner', 'owner-in-unit']]);
  assert.deepEqual(candidates([{ ...lost, state: 'Z' }, made(orphanPid, chroma)]), [orphanPid]);
});

test('a helper is idle only if it was there half a minute before and used no time since', () => {
  const now = made(orphanPid, chroma);
  assert.deepEqual(against(orphanPid, [now], [{ ...now, cpuTicks: now.cpuTicks - 1 }]), [['idle', 'busy']]);
  assert.deepEqual(against(orphanPid, [now], [{ ...now, startTicks: now.startTicks - 1 }]), [['idle', 'seen-once']]);
  assert.deepEqual(against(orphanPid, [now], []), [['idle', 'seen-once']]);
  const { second, bounds } = looks([now]);
  const [verdict] = judge({ first: { ...second, uptimeMs: second.uptimeMs - 29_999 }, second, bounds });
  assert.deepEqual(
    verdict?.evidence.filter((one) => !isHeld(one)).map(({ fact }) => fact),
    ['looks-too-close'],
  );
});

test('a family is judged as one: a child in use keeps its parents, a stranger below keeps all', () => {
  const root = made(2_000, launcher);
  const child = made(2_001, { ...chroma, parentPid: 2_000 });
  assert.deepEqual(candidates([root, child]), [2_000, 2_001]);
  const writer = { files: { input: { kind: 'peers' as const, pids: [2_000] }, connections: 0, lockedDatabases: [] } };
  assert.deepEqual(candidates([root, { ...child, ...writer }]), [2_000, 2_001], 'its own parent is no stranger');
  const busy = { ...child, terminal: 5 };
  assert.deepEqual(candidates([root, busy]), []);
  assert.deepEqual(against(2_000, [root, busy]), [['tree', 'tree-differs']]);
  assert.deepEqual(candidates([root, child, made(2_002, { parentPid: 2_001 })]), []);
  assert.deepEqual(candidates([root, child, made(2_002, { parentPid: 2_001, state: 'Z' })]), [2_000, 2_001]);
});

test('what only names a helper is told of and left alone, and so is this program and what it was started from', () => {
  const script = memServer.argv[1] ?? '';
  const editors = [
    made(3_000, { label: 'vim', program: '/usr/bin/vim', argv: ['vim', script] }),
    made(3_001, { label: 'node', program: '/usr/bin/less', argv: ['chroma-mcp', script] }),
    made(3_002, { label: 'chroma-mcp', program: '/usr/bin/node', argv: ['node', '--require', 'x', script] }),
  ];
  assert.deepEqual(candidates(editors), []);
  for (const { pid } of editors) assert.ok(against(pid, editors).some(([rule]) => rule === 'signature'));
  const { first, second, bounds } = looks([made(850, { ...memServer, pid: 850 })]);
  const self = second.processes.get(selfPid);
  assert.ok(self !== undefined);
  const nested = new Map(second.processes).set(selfPid, { ...self, parentPid: 850 });
  const [verdict] = judge({ first, second: { ...second, processes: nested }, bounds });
  assert.deepEqual(verdict?.evidence.find(({ rule }) => rule === 'self')?.fact, 'own-process');
  assert.equal(verdict?.isCandidate, false);
});

test('a worker is a candidate only beside another one that has the database', () => {
  const idle = made(5_000, worker);
  const holder = {
    input: { kind: 'null-device' as const },
    connections: 0,
    lockedDatabases: [{ path: '/m/claude-mem.db-shm', isWriting: false }],
  };
  const inUse = made(5_001, { ...worker, files: holder });
  assert.deepEqual(candidates([made(5_002, { ...chroma, files: holder })]), [5_002], 'it only has one open');
  assert.deepEqual(against(5_000, [idle]), [['daemon', 'only-daemon']]);
  assert.deepEqual(candidates([idle, made(5_001, worker)]), []);
  assert.deepEqual(candidates([idle, inUse]), [5_000]);
  assert.deepEqual(candidates([{ ...idle, files: holder }, inUse]), []);
  assert.deepEqual(candidates([idle, { ...inUse, uids: [7, 7, 7, 7] }]), []);
});
