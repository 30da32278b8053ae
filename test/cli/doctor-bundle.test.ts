import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { addPrompt, emptyPlace, machines, membridge, treeOf } from './machines.ts';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('a report holds what helps, and nothing of memory, names, keys or folders', async (t) => {
  const { laptop, root, folder } = await machines(t);
  addPrompt(laptop.database, 'кохана пам’ять of Olena');
  assert.equal((await laptop.run('push')).code, 0);
  const before = await treeOf(folder);
  const ran = await laptop.run('doctor', '--bundle', 'report.json');
  assert.equal(ran.code, 0, ran.stderr);
  const path = join(root, 'report.json');
  assert.equal(
    ran.stdout,
    `The report is in ${path}.\nRead it before you send it: only you know what else is private in it.\n`,
  );
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(await treeOf(folder), before);
  const report = read(path);
  assert.match(report.about, /Read it before you send it/);
  assert.equal(report.versions.node, process.versions.node);
  assert.deepEqual(new Set(report.checks.map(({ verdict }: { verdict: string }) => verdict)), new Set(['ok']));
  assert.deepEqual([report.remote.kind, report.remote.grade, report.remote.encryption], ['folder', 'A', 'age']);
  assert.ok(Math.abs(report.remote.clockDifferenceMs) < 60_000);
  assert.deepEqual([report.status.state, report.status.source.rows.user_prompts], ['in-sync', 41]);
  assert.equal(report.settings.connection.remote.folder, '<folder>');
  assert.equal(report.settings.connection.source.path, '<memory folder>/claude-mem.db');
  const memory = report.checks.find(({ name }: { name: string }) => name === 'source');
  assert.match(memory.message, /^<memory folder>\/claude-mem\.db is sound: 291 rows/);
  assert.deepEqual(report.history.acts.map(({ act }: { act: string }) => act).slice(0, 1), ['push']);
  assert.ok(report.log.some(({ event }: { event: string }) => event === 'store.probed'));
  const text = readFileSync(path, 'utf8');
  const secrets = read(join(laptop.home, 'secrets.json')).secrets;
  const identity: string = secrets.identity.slice(secrets.identity.indexOf(':') + 1);
  for (const secret of [root, folder, identity, 'Olena', 'кохана', 'laptop', 'board']) {
    assert.ok(
      !text.includes(secret),
      `${secret}: ${text.slice(text.indexOf(secret) - 200, text.indexOf(secret) + 50)}`,
    );
  }
  for (const name of [hostname(), userInfo().username])
    assert.doesNotMatch(text, new RegExp(String.raw`(?<![\w<-])${name}(?![\w>-])`, 'i'));
});

test('it never writes over a file unasked, nor among claude-mem’s files or where the memory is kept', async (t) => {
  const { laptop, root, folder } = await machines(t);
  const report = (path: string, ...more: string[]) => laptop.run('doctor', '--bundle', path, '--json', ...more);
  const path = join(root, 'report.json');
  writeFileSync(path, 'mine');
  assert.deepEqual((await report(path)).json['error'].code, 'file-exists');
  assert.equal(readFileSync(path, 'utf8'), 'mine');
  symlinkSync(folder, join(root, 'link'));
  const closed = [dirname(laptop.database), folder, join(folder, 'membridge'), join(root, 'link')];
  for (const place of [...closed, join(root, 'person', '.claude-mem')]) {
    const refused = await report(join(place, 'report.json'));
    assert.deepEqual([refused.code, refused.json['error'].code], [2, 'usage'], place);
    assert.match(refused.json['error'].message, /choose another place/);
  }
  for (const place of [join(root, 'none', 'report.json'), root]) {
    assert.deepEqual((await report(place)).json['error'].code, 'usage');
  }
  const written = await report(path, '--yes');
  assert.deepEqual([written.code, written.json['bundle']], [0, path], written.stdout);
  assert.equal(read(path).format, 1);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.includes('tmp-')),
    [],
  );
});

test('with everything broken it is written all the same, and says so section by section', async (t) => {
  const { root } = await emptyPlace(t);
  const none = await membridge(root, ['doctor', '--bundle', 'none.json', '--home', 'no-home']);
  assert.equal(none.code, 0, none.stderr);
  const absent = read(join(root, 'none.json'));
  assert.deepEqual([absent.status.code, absent.settings.connection], ['not-connected', null]);
  assert.ok('unavailable' in absent.home);
  assert.equal(absent.checks.find(({ name }: { name: string }) => name === 'source').verdict, 'warn');
  assert.throws(() => statSync(join(root, 'no-home')), /ENOENT/);

  const { laptop, root: place, folder } = await machines(t);
  rmSync(folder, { recursive: true });
  writeFileSync(laptop.database, 'no database');
  writeFileSync(join(laptop.home, 'state.db'), 'no state');
  const broken = await laptop.run('doctor', '--bundle', 'broken.json');
  assert.equal(broken.code, 0, broken.stderr);
  const report = read(join(place, 'broken.json'));
  const failed = report.checks.filter(({ verdict }: { verdict: string }) => verdict === 'fail');
  assert.deepEqual(
    failed.map(({ name, code }: { name: string; code: string }) => [name, code]),
    [
      ['source', 'source-not-database'],
      ['remote', 'remote-missing'],
    ],
  );
  assert.equal(report.status.code, 'source-not-database');
  assert.deepEqual([report.remote.clockDifferenceMs.code, report.history.stateMoved], ['remote-missing', true]);

  writeFileSync(join(laptop.home, 'settings.json'), '{');
  rmSync(join(laptop.home, 'state.db'));
  mkdirSync(join(laptop.home, 'state.db'));
  const worse = await laptop.run('doctor', '--bundle', 'worse.json');
  assert.equal(worse.code, 0, worse.stderr);
  const last = read(join(place, 'worse.json'));
  assert.deepEqual([last.settings.code, last.status.code], ['settings-unreadable', 'settings-unreadable']);
});
