import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { ProcessFacts } from '../../core/model/cleanup/process.ts';
import { chroma, claude, launcher, made, memServer, table, uptimeMs, worker } from '../model/cleanup/zoo.ts';
import { writeProcTree } from '../support/proc-tree.ts';
import { emptyPlace, membridge, treeOf } from './machines.ts';

const script = memServer.argv[1] ?? '';
const docker = [{ controllers: '', path: '/system.slice/docker-1f2e.scope' }];
const secret = ['--api-key', 'sk-very-secret'];

/** A live session, orphans, a container, a daemon, an editor on a helper's file, a young one, another user's. */
const zoo: readonly ProcessFacts[] = [
  made(1_000, { ...claude, terminal: 34_818 }),
  made(1_001, { ...memServer, parentPid: 1_000, sessionId: 1_000, terminal: 34_818 }),
  made(2_000, { ...launcher, argv: [...launcher.argv, ...secret] }),
  made(2_001, { ...chroma, parentPid: 2_000 }),
  made(2_100, memServer),
  made(3_000, { ...memServer, controlGroups: docker }),
  made(4_000, worker),
  made(5_000, { label: 'vim', program: '/usr/bin/vim', argv: ['vim', script] }),
  made(6_000, { ...memServer, startTicks: 350_000 }),
  made(7_000, { ...memServer, uids: [1001, 1001, 1001, 1001] }),
  made(8_000, memServer),
];

/** Two copied trees, half a minute apart; 8000 works meanwhile. */
async function copiedTrees(t: TestContext): Promise<{ root: string; args: string[] }> {
  const { root } = await emptyPlace(t);
  const earlier = zoo.map((facts) => (facts.pid === 8_000 ? { ...facts, cpuTicks: 1 } : facts));
  writeProcTree(join(root, 'now'), { table: table(earlier, uptimeMs - 30_000) });
  writeProcTree(join(root, 'later'), { table: table(zoo) });
  return { root, args: ['cleanup', '--root', 'now', '--later', 'later'] };
}

test('of a zoo exactly the orphans are offered, each with what every rule saw; nothing is touched', async (t) => {
  const { root, args } = await copiedTrees(t);
  const before = await treeOf(root);
  const { code, json, stdout } = await membridge(root, [...args, '--json']);
  assert.equal(code, 0);
  const found = json.processes as {
    pid: number;
    isCandidate: boolean;
    evidence: { outcome: string; fact: string }[];
  }[];
  const facts = Object.fromEntries(
    found.map((one) => [one.pid, one.evidence.filter(({ outcome }) => outcome !== 'holds').map(({ fact }) => fact)]),
  );
  assert.deepEqual(facts, {
    1001: ['has-parent', 'has-terminal', 'owner-above'],
    2000: [],
    2001: [],
    2100: [],
    3000: ['in-container'],
    4000: ['only-daemon'],
    5000: ['only-named', 'unreadable', 'unreadable', 'unreadable'],
    6000: ['too-young'],
    7000: ['other-user', 'unreadable', 'unreadable', 'unreadable'],
    8000: ['busy'],
  });
  assert.ok(found.every(({ evidence }) => evidence.length === 15));
  assert.deepEqual([json.candidates, json.dryRun, json.overMs], [3, true, 30_000]);
  assert.equal(json.endCommand, 'membridge cleanup --kill 2000@2100 2001@2101 2100@2200');
  assert.doesNotMatch(stdout, /very-secret/);
  assert.deepEqual(await treeOf(root), before);
});

test('people read it as a list with the evidence, in either language', async (t) => {
  const { root, args } = await copiedTrees(t);
  const english = await membridge(root, args);
  assert.match(english.stdout, /^Left behind by Claude and used by nobody: 3 processes$/m);
  assert.match(english.stdout, /^ {2}2000@2100 {2}starter of Chroma: uv chroma-mcp \(60 minutes, 45 MB\)$/m);
  assert.match(english.stdout, /^ {4}yes {2}parent has ended +was left to process 1$/m);
  assert.match(english.stdout, /^ {4}yes {2}parent has ended +belongs to the helper 2000, whose parent has ended$/m);
  assert.match(english.stdout, /^Looked at and left alone: 7 processes$/m);
  assert.match(
    english.stdout,
    /^ {4}NO +old enough +\d+ minutes?, less than 15 minutes\n {4}the other 14 rules say yes$/m,
  );
  assert.match(english.stdout, /^ {4}NO +idle +0\.5 seconds of processor time in 30 seconds$/m);
  assert.match(english.stdout, /To end exactly these:\n {2}membridge cleanup --kill 2000@2100 2001@2101 2100@2200\n$/);
  assert.equal(english.stderr, '');
  const ukrainian = await membridge(root, [...args, '--lang', 'uk']);
  assert.match(ukrainian.stdout, /^Покинуто Claude, і ніхто не користується: 3 процеси$/m);
  assert.match(ukrainian.stdout, /^ {4}так {2}батько завершився +залишено процесу 1$/m);
  assert.doesNotMatch(ukrainian.stdout + english.stdout, /undefined|NaN|\[object|very-secret/);
});

test('one look at a copied tree offers nobody: who is idle is not known', async (t) => {
  const { root } = await copiedTrees(t);
  const { code, json } = await membridge(root, ['cleanup', '--root', 'later', '--json']);
  assert.deepEqual([code, json.candidates, json.endCommand], [0, 0, null]);
});

test('wrong wishes are refused before anything is looked at', async (t) => {
  const { root, args } = await copiedTrees(t);
  cpSync(join(root, 'later'), join(root, 'other'), { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(root, 'file'), '');
  const cases: readonly [string[], number, string][] = [
    [[...args, '--kill', '2100@2200', '--yes'], 2, 'usage'],
    [['cleanup', '--kill', 'chroma-mcp', '--yes'], 2, 'setting-invalid'],
    [['cleanup', '--kill', '-1', '--yes'], 2, 'setting-invalid'],
    [['cleanup', '--kill', ',', '--yes'], 2, 'setting-invalid'],
    [
      ['cleanup', '--kill', ...Array.from({ length: 51 }, (_, index) => String(index + 1)), '--yes'],
      2,
      'setting-invalid',
    ],
    [['cleanup', '--later', 'later'], 2, 'usage'],
    [['cleanup', '--root', 'file'], 2, 'cleanup-no-processes'],
    [['cleanup', '--kill', '99999999'], 2, 'confirmation-needed'],
  ];
  for (const [line, code, fault] of cases) {
    const ran = await membridge(root, [...line, '--json']);
    assert.deepEqual([ran.code, ran.json.error?.code], [code, fault], line.join(' '));
  }
});
