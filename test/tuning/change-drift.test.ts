import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { guardPaths } from '../../core/model/tune/guard.ts';
import { ownPaths } from '../../core/model/tune/own-files.ts';
import { applyPlan, confirmChange, recover, revertChanges } from '../../core/tuning/change.ts';
import { journalIn } from '../../core/tuning/journal.ts';
import { type BoardScene, boardScene, Died, sceneAt } from '../support/board-scene.ts';

const id = 'a'.repeat(16);

/** What somebody else may have done since: each has a target, and the paths that it then has the last word on. */
const deeds: Readonly<Record<string, { paths: readonly string[]; target: string; does(scene: BoardScene): void }>> = {
  'writes our sysctl file anew': {
    target: ownPaths.sysctl,
    paths: [ownPaths.sysctl],
    does: (scene) => scene.write(ownPaths.sysctl, 'vm.swappiness = 1\n'),
  },
  'changes the mode of our limit': {
    target: ownPaths['zram-generator limit'],
    paths: [ownPaths['zram-generator limit']],
    does: ({ root }) => chmodSync(join(root, ownPaths['zram-generator limit']), 0o600),
  },
  'puts a link in the place of our generator file': {
    target: ownPaths['zram-generator'],
    paths: [ownPaths['zram-generator']],
    does({ root }) {
      rmSync(join(root, ownPaths['zram-generator']));
      symlinkSync('/dev/null', join(root, ownPaths['zram-generator']));
    },
  },
  'sets swappiness': {
    target: 'vm.swappiness',
    paths: ['/proc/sys/vm/swappiness'],
    does: (scene) => scene.write('/proc/sys/vm/swappiness', '7\n'),
  },
  'sets the other half of a pair': {
    target: 'vm.dirty_bytes',
    paths: ['/proc/sys/vm/dirty_bytes', '/proc/sys/vm/dirty_ratio'],
    does(scene) {
      scene.write('/proc/sys/vm/dirty_ratio', '33\n');
      scene.write('/proc/sys/vm/dirty_bytes', '0\n');
    },
  },
};

test('a revert leaves what somebody else changed since, tells it, and sets back all the rest, through any crash', async (t) => {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'membridge-drift-'))), 'tree');
  t.after(() => rmSync(join(root, '..'), { recursive: true, force: true }));
  const wish = fc.record({ names: fc.subarray(Object.keys(deeds)), dieAt: fc.integer({ min: 1, max: 90 }) });
  const property = fc.asyncProperty(wish, async ({ names, dieAt }) => {
    const scene = sceneAt(root, 'pi-zero-2');
    const baseline = scene.print();
    await applyPlan(scene.hands(), scene.plan(), id);
    await confirmChange(scene.hands());
    const chosen = names.flatMap((name) => deeds[name] ?? []);
    for (const deed of chosen) deed.does(scene);
    const theirs = chosen.flatMap(({ paths }) => paths);
    const after = scene.print();
    try {
      await revertChanges(scene.hands(dieAt), { onlyLast: false });
    } catch (error) {
      assert.ok(error instanceof Died, String(error));
    }
    await recover(scene.hands());
    await revertChanges(scene.hands(), { onlyLast: false });
    const state = journalIn(scene.hands().tree).transactions[0]?.state;
    assert.ok(state?.kind === 'reverted');
    const told = state.drift.map(({ target, why }) => `${target} ${why}`);
    assert.deepEqual(told.toSorted(), chosen.map(({ target }) => `${target} changed`).toSorted());
    const end = scene.print();
    for (const path of theirs) assert.equal(end[path], after[path], path);
    const folders = theirs.map((path) => `${path.slice(0, path.lastIndexOf('/'))}/`);
    // What a restart makes of the device follows from files of theirs, too.
    const isDevice = (path: string) =>
      theirs.some((each) => each.startsWith('/etc/systemd')) && /zram0|swaps/.test(path);
    for (const path of new Set([...Object.keys(end), ...Object.keys(baseline)])) {
      if (theirs.includes(path) || folders.includes(path) || isDevice(path)) continue;
      assert.equal(end[path], baseline[path], path);
    }
  });
  await fc.assert(property, { numRuns: 40 });
});

test('a device that somebody set up otherwise is left as it is, and so is a folder with a file of theirs', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  await applyPlan(scene.hands(), scene.plan(), id);
  await confirmChange(scene.hands());
  scene.write('/sys/block/zram0/disksize', `${64 * 2 ** 20}\n`);
  const folder = ownPaths['zram-generator'].slice(0, ownPaths['zram-generator'].lastIndexOf('/'));
  scene.write(`${folder}/70-mine.conf`, '[zram0]\n');
  scene.unitActs.length = 0;
  const [reverted] = await revertChanges(scene.hands(), { onlyLast: false });
  assert.ok(reverted?.transaction.state.kind === 'reverted');
  assert.deepEqual(reverted.transaction.state.drift, [{ target: 'zram0', why: 'changed' }]);
  assert.ok(!scene.unitActs.some((act) => act.startsWith('restart')), scene.unitActs.join());
  assert.equal(scene.read(`${folder}/70-mine.conf`), '[zram0]\n');
});

test('one change over another: the last one alone, or all of them, in the order in which they came', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  const baseline = scene.print();
  await applyPlan(scene.hands(), scene.plan(), id);
  await confirmChange(scene.hands());
  const first = scene.print();
  const second = async (name: string) => {
    const applied = await applyPlan(scene.hands(), scene.plan({ profile: '1gb', overlays: [] }), name.repeat(16));
    assert.equal(applied.kind, 'applied');
    assert.notDeepEqual(scene.print(), first);
  };
  await second('b');
  const blocked = await applyPlan(scene.hands(), scene.plan(), 'c'.repeat(16));
  assert.equal(blocked.kind, 'unconfirmed');
  const last = await revertChanges(scene.hands(), { onlyLast: true });
  assert.deepEqual([last.length, scene.print()], [1, first]);
  await second('d');
  await confirmChange(scene.hands());
  const all = await revertChanges(scene.hands(), { onlyLast: false });
  assert.deepEqual(
    all.map(({ transaction }) => transaction.id[0]),
    ['d', 'a'],
  );
  assert.deepEqual(scene.print(), baseline);
});

/** Applies with hands of which one act fails, but does not die. */
async function failing(
  t: TestContext,
  act: 'arm' | 'setKey' | 'restart' | 'writeFile' | 'writeJournal',
  nth: number,
): Promise<{ scene: BoardScene; baseline: Record<string, string>; end: string; faults: readonly string[] }> {
  const scene = boardScene(t, 'pi-zero-2');
  const baseline = scene.print();
  const hands = scene.hands();
  let calls = 0;
  const broken = {
    ...hands,
    [act](...args: unknown[]) {
      calls += 1;
      if (calls === nth) throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
      return (hands[act] as (...all: unknown[]) => unknown)(...args);
    },
  };
  const applied = await applyPlan(broken, scene.plan(), id);
  assert.ok('rested' in applied, applied.kind);
  return { scene, baseline, end: applied.rested.transaction.state.kind, faults: applied.rested.faults };
}

test('a step that fails is taken back with all before it, and nothing begins without a guard', async (t) => {
  for (const [act, nth] of [
    ['arm', 1],
    ['arm', 2],
    ['setKey', 1],
    ['setKey', 5],
    ['writeFile', 2],
    ['restart', 1],
    ['writeJournal', 4],
  ] as const) {
    const { scene, baseline, end, faults } = await failing(t, act, nth);
    assert.deepEqual([end, scene.print()], ['reverted', baseline], `${act} ${nth}`);
    assert.match(faults.join(), /: EROFS: read-only file system$/);
  }
});

test('what the kernel makes of a value, and not what was written, is what counts', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  const baseline = scene.print();
  const hands = scene.hands();
  const clamping = {
    ...hands,
    setKey: (key: string, value: number, zeroes: string | null) =>
      hands.setKey(key, key === 'vm.watermark_scale_factor' && value === 125 ? 99 : value, zeroes),
  };
  const applied = await applyPlan(clamping, scene.plan(), id);
  assert.ok(applied.kind === 'taken-back', applied.kind);
  assert.deepEqual(applied.rested.faults, ['vm.watermark_scale_factor: 99 ≠ 125']);
  assert.deepEqual(scene.print(), baseline);
});

test('a device that its owner sets up with another compression than it was told is taken back, and both are named', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  const baseline = scene.print();
  const hands = scene.hands();
  let restarts = 0;
  const deaf = {
    ...hands,
    async restart(unit: string, algorithm: string | null) {
      await hands.restart(unit, algorithm);
      const path = '/sys/block/zram0/comp_algorithm';
      // The kernel offers what it then cannot load, and the generator only warns.
      if ((restarts += 1) === 1) scene.write(path, scene.read(path).replace('[lz4]', 'lz4').replace('lzo ', '[lzo] '));
    },
  };
  const applied = await applyPlan(deaf, scene.plan(), id);
  assert.ok(applied.kind === 'taken-back', applied.kind);
  assert.deepEqual(applied.rested.faults, ['zram0: algorithm lzo ≠ algorithm lz4']);
  assert.deepEqual([restarts, scene.print()], [2, baseline]);
});

test('zram that holds more than fits into memory is left for the next boot, and for the one after a revert', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  scene.write('/proc/meminfo', 'MemTotal: 437248 kB\nMemAvailable: 100000 kB\n');
  const swaps = scene
    .read('/proc/swaps')
    .replace(/^(\/dev\/zram0\s+partition\s+\d+\s+)\d+/m, (_, before: string) => `${before}90000`);
  scene.write('/proc/swaps', swaps);
  const baseline = scene.print();
  const applied = await applyPlan(scene.hands(), scene.plan(), id);
  assert.ok(applied.kind === 'applied' && applied.rested.transaction.state.kind === 'applied');
  assert.ok(applied.rested.transaction.state.isDeferred);
  assert.ok(!scene.unitActs.some((act) => act.startsWith('restart')));
  await recover(scene.hands(), id);
  assert.deepEqual(scene.print(), baseline);
});

test('a stranger in the way is seen before anything is done', async (t) => {
  const places: readonly [string, string][] = [
    [guardPaths.unit, guardPaths.unit],
    [ownPaths.sysctl, ownPaths.sysctl],
  ];
  for (const [path, target] of places) {
    const scene = boardScene(t, 'pi-zero-2');
    const plan = scene.plan();
    writeFileSync(join(scene.root, path), 'mine\n');
    const print = scene.print();
    const applied = await applyPlan(scene.hands(), plan, id);
    assert.ok('target' in applied && applied.target === target, applied.kind);
    assert.deepEqual(scene.print(), print);
  }
});
