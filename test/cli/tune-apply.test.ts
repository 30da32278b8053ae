import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, symlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { withHands } from '../../core/host/compose/board-tuning.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools } from '../../core/host/compose/tools.ts';
import { isFault } from '../../core/model/errors.ts';
import { asPerson } from './as-person.ts';
import { emptyPlace, environmentIn, membridge, treeOf } from './machines.ts';

const boards = join(import.meta.dirname, '..', 'fixtures', 'boards');
const sysctl = 'etc/sysctl.d/99-zz-membridge.conf';
const journal = 'var/lib/membridge/tuning/journal.json';

async function copied(t: TestContext, name: string) {
  const { root } = await emptyPlace(t);
  const tree = join(root, 'tree');
  cpSync(join(boards, name), tree, { recursive: true, verbatimSymlinks: true });
  const tune = (...words: string[]) => membridge(root, ['tune', ...words, '--root', tree, '--home', 'none']);
  return { root, tree, tune };
}

/** Without the journal, which stays. */
async function filesOf(tree: string): Promise<Record<string, string>> {
  const { [journal]: _, ...files } = await treeOf(tree);
  return files;
}

test('apply, status, confirm and revert on a copied tree, without root, end where they began', async (t) => {
  const { tree, tune } = await copied(t, 'pi-zero-2');
  const before = await filesOf(tree);
  const dry = await tune('apply', '--dry-run');
  assert.equal(dry.code, 0);
  assert.match(dry.stdout, /^ {2}vm\.swappiness +60 +100/m);
  assert.match(dry.stdout, /nothing was changed\.$/m);
  const asked = await tune('apply', '--json');
  assert.deepEqual([asked.code, asked.json.error.code], [2, 'confirmation-needed']);
  assert.deepEqual(await treeOf(tree), before);

  const applied = await tune('apply', '--yes');
  assert.equal(applied.code, 0, applied.stderr);
  assert.match(applied.stderr, /^ {2}vm\.swappiness +60 +100/m, 'the plan comes first');
  assert.match(applied.stdout, /^ {2}systemctl restart systemd-zram-setup@zram0\.service$/m);
  assert.match(applied.stdout, /^Keep it within 2 minutes: `membridge tune confirm --root /m);
  assert.equal(readFileSync(join(tree, 'proc/sys/vm/swappiness'), 'utf8'), '100\n');
  const waiting = await tune('status', '--json');
  assert.equal(waiting.json.state, 'waiting');
  assert.ok(waiting.json.leftMs > 0 && waiting.json.leftMs <= 120_000);
  const again = await tune('apply', '--yes', '--profile', '1gb', '--json');
  assert.deepEqual([again.code, again.json.error.code], [4, 'tune-unconfirmed']);

  assert.match((await tune('confirm', '--lang', 'uk')).stdout, /^Профіль 0\.5gb збережено/);
  const inForce = await tune('status');
  assert.match(inForce.stdout, /^Profile 0\.5gb is in force, confirmed /);
  assert.match(inForce.stdout, /^ {2}vm\.swappiness +as applied$/m);
  const twice = await tune('confirm', '--json');
  assert.deepEqual([twice.code, twice.json.changed], [0, false]);
  const nothing = await tune('apply', '--yes', '--json');
  assert.deepEqual([nothing.code, nothing.json.reason, nothing.json.changed], [0, 'nothing-to-change', false]);

  writeFileSync(join(tree, 'proc/sys/vm/swappiness'), '7\n');
  const foreseen = await tune('revert', '--dry-run');
  assert.match(foreseen.stdout, /vm\.swappiness was changed by somebody else since: it is left as it is now\.$/m);
  const reverted = await tune('revert');
  assert.equal(reverted.code, 0);
  assert.match(reverted.stdout, /^ {2}vm\.swappiness was changed by somebody else since/m);
  writeFileSync(join(tree, 'proc/sys/vm/swappiness'), '60\n');
  assert.deepEqual(await filesOf(tree), before);
  const none = await tune('revert', '--json');
  assert.deepEqual([none.code, none.json.changed], [0, false]);
});

test('what is past its time is taken back by whatever looks next, and cannot be confirmed any more', async (t) => {
  const { tree, tune } = await copied(t, 'orange-pi-armbian');
  const before = await filesOf(tree);
  assert.equal((await tune('apply', '--yes')).code, 0);
  assert.deepEqual((await tune('recover', '--json')).json.transactions, [], 'it has time');
  const path = join(tree, journal);
  const late = readFileSync(path, 'utf8').replace(/"confirmByMs": \d+/, '"confirmByMs": 5');
  writeFileSync(path, late);
  assert.equal((await tune('status', '--json')).json.state, 'unsettled');
  const { code, json } = await tune('confirm', '--json');
  assert.deepEqual([code, json.error.code], [2, 'tune-nothing-waits']);
  assert.deepEqual([json.transaction.state.kind, json.transaction.state.why], ['reverted', 'not-confirmed']);
  assert.deepEqual(await filesOf(tree), before);

  assert.equal((await tune('apply', '--yes')).code, 0);
  const { id } = JSON.parse(readFileSync(path, 'utf8')).transactions.at(-1);
  const timed = await tune('recover', '--unconfirmed', id);
  assert.match(timed.stdout, /nobody confirmed it in time\.$/m);
  assert.deepEqual(await filesOf(tree), before);
});

test('two owners, a container and a machine without zram are told, and nothing is touched', async (t) => {
  for (const [name, exit] of [
    ['two-owners', 4],
    ['container', 0],
    ['no-zram', 0],
  ] as const) {
    const { tree, tune } = await copied(t, name);
    const { code, json } = await tune('apply', '--yes', '--json');
    assert.deepEqual([code, json.changed, json.reason], [exit, false, name], name);
    assert.ok(!existsSync(join(tree, 'var/lib/membridge')), name);
  }
});

test('a tree whose folder is a link, and a journal that is none, stop everything', async (t) => {
  const { root, tree, tune } = await copied(t, 'dietpi');
  const outside = join(root, 'outside');
  renameSync(join(tree, 'etc/sysctl.d'), outside);
  symlinkSync(outside, join(tree, 'etc/sysctl.d'));
  const linked = await tune('apply', '--yes', '--json');
  assert.notEqual(linked.code, 0);
  assert.ok(!existsSync(join(outside, '99-zz-membridge.conf')) && !existsSync(join(tree, sysctl)));

  const other = await copied(t, 'dietpi');
  assert.equal((await other.tune('apply', '--yes')).code, 0);
  writeFileSync(join(other.tree, journal), '{"format":2}');
  const print = await treeOf(other.tree);
  for (const words of [['status'], ['confirm'], ['revert'], ['apply', '--yes', '--profile', '1gb']]) {
    const { code, json } = await other.tune(...words, '--json');
    assert.deepEqual([code, json.error.code], [2, 'tune-journal-damaged'], words.join(' '));
  }
  assert.deepEqual(await treeOf(other.tree), print);
});

test('who is not root is told so, with the command that asks for it', async (t) => {
  const { root } = await emptyPlace(t);
  const { code, out, err } = await asPerson(root, ['tune', 'confirm']);
  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /needs root, and nothing was changed\.\n.*`sudo \S+ \S+membridge\.mjs tune confirm`/);
});

test('while one program changes settings, another is told so at once', async (t) => {
  const { root, tree } = await copied(t, 'dietpi');
  const tools = systemTools(systemSurroundings(environmentIn(root)));
  const inner = () => withHands(tree, tools, () => Promise.resolve('both'));
  await withHands(tree, tools, () => assert.rejects(inner(), (error) => isFault(error, 'tune-busy')));
  assert.equal(await inner(), 'both');
});
