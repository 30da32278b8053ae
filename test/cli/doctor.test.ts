import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
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

/** Records are looked at in merge mode. */
const mirrorChecks = checkNames.filter((name) => name !== 'records');

test('on a healthy machine every check is ok and the probe leaves nothing behind', async (t) => {
  const { laptop, folder } = await machines(t);
  const before = await treeOf(folder);
  const ran = await laptop.run('doctor', '--json');
  assert.equal(ran.code, 0, ran.stdout);
  assert.deepEqual(verdicts(ran), Object.fromEntries(mirrorChecks.map((name) => [name, 'ok'])));
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

test('secrets that others could read are closed and told once; secrets that cannot be read are told in one line', async (t) => {
  const { laptop } = await machines(t);
  const file = join(laptop.home, 'secrets.json');
  chmodSync(file, 0o644);
  const open = await laptop.run('doctor', '--json');
  assert.deepEqual([open.code, verdicts(open)['secrets']], [0, 'warn']);
  assert.match(sayingOf(open, 'secrets'), /mode 644/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(verdicts(await laptop.run('doctor', '--json'))['secrets'], 'ok');
  writeFileSync(file, 'no JSON');
  const broken = await laptop.run('doctor', '--json');
  assert.deepEqual([broken.code, broken.json['error'].code], [2, 'secrets-unreadable']);
  const failing = Object.entries(verdicts(broken)).filter(([, verdict]) => verdict === 'fail');
  assert.deepEqual(failing, [['secrets', 'fail']]);
  assert.equal(verdicts(broken)['source'], 'ok');
});

test('a machine that is not connected hears of its memory all the same, and nothing is made', async (t) => {
  const { root, laptop } = await machines(t);
  const ran = await membridge(root, ['doctor', '--home', 'none', '--json'], { CLAUDE_MEM_DB: laptop.database });
  assert.deepEqual([ran.code, verdicts(ran)['settings'], verdicts(ran)['source']], [2, 'fail', 'ok']);
  assert.match(sayingOf(ran, 'source'), /290 rows.*not read through/);
  assert.throws(() => statSync(join(root, 'none')), /ENOENT/);
});

test('the worker: a bun for another machine, and a port that another program has', async (t) => {
  const { root, laptop } = await machines(t);
  const person = join(root, 'person');
  const scripts = join(person, '.claude', 'plugins', 'cache', 'thedotmack', 'claude-mem', '13.25.3', 'scripts');
  mkdirSync(scripts, { recursive: true });
  writeFileSync(join(scripts, 'worker-service.cjs'), '');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const header = readFileSync(process.execPath).subarray(0, 64);
  const bun = join(root, 'bun');
  const doctor = (environment: Record<string, string>) =>
    membridge(root, ['doctor', '--home', laptop.home, '--json'], { BUN: bun, ...environment });
  writeFileSync(bun, header, { mode: 0o755 });
  const taken = await doctor({ CLAUDE_MEM_WORKER_PORT: String(port) });
  assert.deepEqual([taken.code, verdicts(taken)['worker']], [0, 'warn']);
  assert.match(sayingOf(taken, 'worker'), new RegExp(`Another program listens on port ${port}`));
  const fine = await doctor({ CLAUDE_MEM_WORKER_PORT: '1' });
  assert.equal(verdicts(fine)['worker'], 'ok', sayingOf(fine, 'worker'));
  assert.match(sayingOf(fine, 'worker'), new RegExp(`13\\.25\\.3.*port 1\\b.*bun is made for ${process.arch}`));
  header.writeUInt16LE(process.arch === 'arm64' ? 0x3e : 0xb7, 18);
  writeFileSync(bun, header, { mode: 0o755 });
  const other = await doctor({ CLAUDE_MEM_WORKER_PORT: '1' });
  assert.equal(verdicts(other)['worker'], 'warn');
  assert.match(sayingOf(other, 'worker'), new RegExp(`made for .*, and this machine is ${process.arch}`));
});

test('--fix that cannot mend everything says what it mended, what not and why', async (t) => {
  const { laptop, folder, root } = await machines(t);
  const composed = await compose(laptop.home, 'change', toolsIn(root));
  chmodSync(laptop.home, 0o755);
  const dead = { pid: 2 ** 22 - 3, startedAt: '2026-01-01T00:00:00.000Z', holder: 'membridge', startToken: '1' };
  writeFileSync(join(dirname(laptop.database), 'spawn.lock'), JSON.stringify(dead));
  const { code, stdout } = await laptop.run('doctor', '--fix');
  composed.close();
  assert.equal(code, 3, stdout);
  assert.match(stdout, /^Mended: Home folder\.\nNot everything could be mended: .*home/m);
  assert.ok(statSync(folder).isDirectory());
});

function sayingOf({ json }: Ran, name: string): string {
  return json['checks'].find((check: { name: string }) => check.name === name)?.message ?? '';
}
