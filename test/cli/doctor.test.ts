import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { takeLease } from '../../core/engine/lock/lease.ts';
import { compose } from '../../core/host/compose.ts';
import { checkNames } from '../../core/text/doctor-words.ts';
import { emptyPlace, machines, membridge, toolsIn, treeOf, type Ran } from './machines.ts';

function verdicts({ json }: Ran): Record<string, string> {
  return Object.fromEntries(
    json['checks'].map(({ name, verdict }: { name: string; verdict: string }) => [name, verdict]),
  );
}

test('on a healthy machine every check is ok and the probe leaves nothing behind', async (t) => {
  const { laptop, folder } = await machines(t);
  const before = await treeOf(folder);
  const ran = await laptop.run('doctor', '--json');
  assert.equal(ran.code, 0, ran.stdout);
  assert.deepEqual(verdicts(ran), Object.fromEntries(checkNames.map((name) => [name, 'ok'])));
  assert.deepEqual(await treeOf(folder), before);
});

test('a grade that was never learned is told as such, and doctor learns it', async (t) => {
  const { root, laptop } = await machines(t);
  const composed = await compose(laptop.home, 'change', toolsIn(root));
  composed.machine.state.setNote('grade', '{"grade":"A","where":"elsewhere","at":1}');
  composed.close();
  const before = await laptop.run('status');
  assert.match(before.stdout, /At once: +not tried out yet: `membridge doctor` does/);
  assert.equal((await laptop.run('status', '--json')).json['remote'].grade, null);
  assert.equal((await laptop.run('doctor')).code, 0);
  const after = await laptop.run('status', '--lang', 'uk');
  assert.match(after.stdout, /Одночасно: +з машин, що публікують водночас, успіх має рівно одна \(клас A\)/);
});

test('doctor --fix closes an open home, clears a dead spawn.lock and releases our own claim', async (t) => {
  const { laptop, root } = await machines(t);
  const composed = await compose(laptop.home, 'change', toolsIn(root));
  await takeLease(composed.machine, 'push');
  composed.close();
  chmodSync(laptop.home, 0o755);
  const lock = join(dirname(laptop.database), 'spawn.lock');
  writeFileSync(
    lock,
    JSON.stringify({ pid: 2 ** 22 - 3, startedAt: '2026-01-01T00:00:00.000Z', holder: 'membridge', startToken: '1' }),
  );
  const found = await laptop.run('doctor', '--json');
  assert.equal(found.code, 0);
  const { home, lease, interlock } = verdicts(found);
  assert.deepEqual([home, lease, interlock], ['warn', 'warn', 'warn']);
  const mended = await laptop.run('doctor', '--fix', '--json');
  assert.deepEqual(mended.json['fixed'], ['home', 'lease', 'interlock']);
  assert.deepEqual([...new Set(Object.values(verdicts(mended)))], ['ok']);
  assert.equal(statSync(laptop.home).mode & 0o777, 0o700);
});

test('each failure says its next action and decides the exit code', async (t) => {
  const { laptop, root, folder } = await machines(t);
  const unconnected = await membridge(root, ['doctor', '--home', 'none', '--json']);
  assert.deepEqual([unconnected.code, unconnected.json['error'].code], [2, 'not-connected']);
  writeFileSync(laptop.database, 'words');
  const broken = await laptop.run('doctor', '--json');
  assert.deepEqual([broken.code, verdicts(broken)['source'], verdicts(broken)['remote']], [6, 'fail', 'ok']);
  for (const { verdict, next } of broken.json['checks']) if (verdict === 'fail') assert.match(next, /membridge/);
  rmSync(laptop.database);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const emptied = await laptop.run('doctor');
  assert.equal(emptied.code, 8);
  assert.match(emptied.stdout, /FAILED +Remote: +The stored memory went back/);
  rmSync(join(laptop.home, 'secrets.json'));
  const locked = await laptop.run('doctor', '--json');
  assert.deepEqual([locked.code, locked.json['error'].code], [2, 'passphrase-needed']);
});

test('a home without anything in it is told apart from a broken one', async (t) => {
  const { root } = await emptyPlace(t);
  mkdirSync(join(root, 'home'), { mode: 0o700 });
  writeFileSync(join(root, 'home', 'settings.json'), '{ "format": 1, "settings": ');
  const broken = await membridge(root, ['doctor', '--home', 'home', '--json']);
  assert.deepEqual([broken.code, broken.json['error'].code], [2, 'settings-unreadable']);
});
