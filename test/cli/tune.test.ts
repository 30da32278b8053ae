import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { emptyPlace, membridge, treeOf } from './machines.ts';

const boards = join(import.meta.dirname, '..', 'fixtures', 'boards');

test('tune plan tells now, new and why, changes nothing, and needs neither a home nor root', async (t) => {
  const { root } = await emptyPlace(t);
  const tree = join(boards, 'pi-zero-2');
  const before = await treeOf(tree);
  const { code, stdout } = await membridge(root, ['tune', 'plan', '--root', tree, '--home', 'none']);
  assert.equal(code, 0);
  assert.match(stdout, /^Profile 0\.5gb, for sd; zram is set up by zram-generator\.$/m);
  assert.match(stdout, /^ {2}setting +now +new +why$/m);
  assert.match(stdout, /^ {2}vm\.swappiness +60 +100 +compressing/m);
  assert.match(stdout, /^ {2}vm\.dirty_bytes +20 % +33\.6.MB +no more/m);
  assert.match(stdout, /1\. write \/etc\/sysctl\.d\/99-zz-membridge\.conf$/m);
  assert.match(stdout, /\/var\/swap, of dphys-swapfile\..* It is left alone\.$/m);
  assert.match(stdout, /This is a plan: nothing was changed\.$/m);
  assert.ok(
    stdout
      .split('\n')
      .filter((line) => /^ {2}(zram|vm\.)/.test(line))
      .every((line) => line.length <= 110),
  );
  assert.deepEqual(await treeOf(tree), before);
  assert.deepEqual(await treeOf(join(root, 'none')), {});
});

test('tune plan --json has steps, a reason and a hash that the same wish has again', async (t) => {
  const { root } = await emptyPlace(t);
  const plan = async (name: string, ...more: string[]) => {
    const { code, json } = await membridge(root, ['tune', 'plan', '--root', join(boards, name), '--json', ...more]);
    assert.deepEqual([code, json.ok, json.command], [0, true, 'tune plan'], name);
    return json;
  };
  const none = await plan('no-zram');
  assert.deepEqual([none.steps, none.reason, none.needsReboot], [[], 'no-zram', false]);
  const two = await plan('two-owners');
  assert.deepEqual([two.steps, two.reason], [[], 'two-owners']);
  assert.match(two.says, /^Nothing is planned: more than one/);
  const own = await plan('ubuntu');
  const said = await plan('ubuntu', '--profile', '8 GB', '--overlay', 'nvme');
  const heavy = await plan('ubuntu', '--overlay', 'worker-heavy,emmc');
  assert.deepEqual([own.reason, own.says], [null, null]);
  const row = own.rows.find(({ key }: { key: string }) => key === 'vm.page-cluster');
  assert.deepEqual([row.now, row.new, row.state], [3, 0, 'change']);
  assert.match(row.why, /^one page at a time/);
  assert.deepEqual(said.steps, own.steps);
  assert.deepEqual(heavy.overlays, ['emmc', 'worker-heavy']);
  assert.notEqual(heavy.hash, own.hash);
  assert.deepEqual(
    heavy.findings.filter((each: { code: string }) => each.code === 'overlay-for-others'),
    [{ code: 'overlay-for-others', overlay: 'emmc', found: 'nvme' }],
  );
});

test('tune facts says who owns what and which file wins, in both languages', async (t) => {
  const { root } = await emptyPlace(t);
  const at = ['--root', join(boards, 'dietpi')];
  const english = await membridge(root, ['tune', 'facts', ...at]);
  assert.equal(english.code, 0);
  assert.match(english.stdout, /^Board +Raspberry Pi 4 Model B Rev 1\.5$/m);
  assert.match(english.stdout, /^Set up by +DietPi \(\/etc\/udev\/rules\.d\/98-dietpi-zram-swap\.rules\)$/m);
  assert.match(english.stdout, /^vm\.swappiness +50 +\/etc\/sysctl\.d\/98-dietpi-zram-swap\.conf$/m);
  assert.match(english.stdout, /^Suits it +--profile 4gb --overlay sd$/m);
  const ukrainian = await membridge(root, ['tune', 'facts', ...at, '--lang', 'uk']);
  assert.match(ukrainian.stdout, /^Плата +Raspberry Pi 4/m);
  assert.match(ukrainian.stdout, /^Помічено:\n {2}zram0 не має межі/m);
  const { json } = await membridge(root, ['tune', 'facts', ...at, '--json']);
  assert.deepEqual(
    [json.model, json.memory.totalBytes, json.rootDisk.kind],
    ['Raspberry Pi 4 Model B Rev 1.5', 3_977_216_000, 'sd'],
  );
});

test('a profile, an overlay or a folder that there is not is exit 2 and named', async (t) => {
  const { root } = await emptyPlace(t);
  for (const [more, names] of [
    [['--profile', '3gb'], '0.5gb, 1gb'],
    [['--overlay', 'floppy'], 'worker-heavy'],
    [['--overlay', 'sd,nvme'], 'sd | emmc | nvme'],
    [['--root', 'nowhere'], join(root, 'nowhere')],
  ] as const) {
    const { code, json } = await membridge(root, ['tune', 'plan', '--json', ...more]);
    assert.deepEqual([code, json.ok], [2, false], more.join(' '));
    assert.ok(`${json.error.message} ${json.error.hint}`.includes(names), JSON.stringify(json.error));
  }
});
