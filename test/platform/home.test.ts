import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { openHome, sweepHome } from '../../core/platform/home.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('a home is made with all its parents, for its owner alone', async (t) => {
  const path = join(await scratchFolder(t, 'home'), 'моя тека', 'home');
  const { home, notice } = openHome(path);
  assert.deepEqual(notice, { kind: 'made' });
  assert.equal(home.folder, path);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  assert.deepEqual(openHome(path).notice, { kind: 'as-it-was' });
  assert.deepEqual(await readdir(path), []);
});

test('a home that others could read is closed to them, and the notice says how it was', async (t) => {
  const path = await scratchFolder(t, 'home');
  await chmod(path, 0o775);
  assert.deepEqual(openHome(path).notice, { kind: 'tightened', modeBefore: 0o775 });
  assert.equal((await stat(path)).mode & 0o777, 0o700);
});

test('a home behind a symlink is known by its real path, so that two names of one home meet', async (t) => {
  const folder = await scratchFolder(t, 'home');
  await mkdir(join(folder, 'real'), { mode: 0o700 });
  await symlink(join(folder, 'real'), join(folder, 'name'));
  assert.equal(openHome(join(folder, 'name')).home.lockFile, join(folder, 'real', 'host.lock'));
});

test('a file, a symlink to nowhere and a place that cannot be are no home', async (t) => {
  const folder = await scratchFolder(t, 'home');
  await writeFile(join(folder, 'file'), '');
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
  for (const name of ['file', 'file/below', 'dangling']) {
    assert.throws(
      () => openHome(join(folder, name)),
      (error) => isFault(error, 'home-unusable'),
      name,
    );
  }
});

test("somebody else's home is refused and left as it is", async (t) => {
  const path = await scratchFolder(t, 'home');
  await chmod(path, 0o755);
  const owner = (await stat(path)).uid;
  const { geteuid } = process;
  t.after(() => Object.assign(process, { geteuid }));
  Object.assign(process, { geteuid: () => owner + 1 });
  assert.throws(
    () => openHome(path),
    (error) => isFault(error, 'home-unusable') && error.data.reason.includes(`user ${owner},`),
  );
  assert.equal((await stat(path)).mode & 0o777, 0o755);
});

test('half-written files of a crash are swept, and nothing else', async (t) => {
  const { home } = openHome(await scratchFolder(t, 'home'));
  const kept = ['settings.json', 'secrets.json', 'notes.tmp-1', 'settings.json.mine'];
  const litter = ['settings.json.tmp-1795219200a1b2c3', 'secrets.json.tmp-0123456789abcdef'];
  for (const name of [...kept, ...litter]) await writeFile(join(home.folder, name), '');
  sweepHome(home);
  assert.deepEqual((await readdir(home.folder)).toSorted(), kept.toSorted());
});
