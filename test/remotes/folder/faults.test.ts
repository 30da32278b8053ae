import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { link, lstat, mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { bytes, listed, textOf } from '../../contract/remote-under-test.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { newFolder, openFolder } from './folder-under-test.ts';

const missing = (where: string) => (error: unknown) => isFault(error, 'remote-missing') && error.data.where === where;
const damaged = (key: string) => (error: unknown) => isFault(error, 'object-damaged') && error.data.key === key;

test('a folder that is not there is missing to every call, and no call makes it', async (t) => {
  const scratch = await scratchFolder(t, 'folder');
  const folder = join(scratch, 'stick');
  const remote = openFolder(folder);
  await assert.rejects(remote.get('project.json', 10), missing(folder));
  await assert.rejects(remote.head('project.json'), missing(folder));
  await assert.rejects(listed(remote), missing(folder));
  await assert.rejects(remote.create('project.json', bytes('x')), missing(folder));
  await assert.rejects(remote.put('project.json', bytes('x')), missing(folder));
  await assert.rejects(remote.delete('project.json'), missing(folder));
  await assert.rejects(remote.storeTime(), missing(folder));
  assert.deepEqual(await readdir(scratch), []);
});

test('a folder that goes half way is missing from then on, and there again when it is back', async (t) => {
  const { folder, remote } = await newFolder(t);
  await remote.put('devices/a.json', bytes('one'));
  await rename(folder, `${folder}-gone`);
  t.after(() => rm(`${folder}-gone`, { recursive: true, force: true }));
  await assert.rejects(remote.get('devices/a.json', 10), missing(folder));
  await assert.rejects(remote.put('devices/a.json', bytes('two')), missing(folder));
  await assert.rejects(listed(remote), missing(folder));
  await assert.rejects(lstat(folder), { code: 'ENOENT' });
  await rename(`${folder}-gone`, folder);
  assert.equal(await textOf(remote, 'devices/a.json'), 'one');
});

test('a folder that goes in the middle of a listing is missing, not at its end', async (t) => {
  const { folder, remote } = await newFolder(t);
  for (const key of ['a/1', 'b/1', 'c/1']) await remote.put(key, bytes('x'));
  const seen: string[] = [];
  const look = async () => {
    for await (const { key } of remote.list('')) {
      seen.push(key);
      await rename(folder, `${folder}-gone`);
    }
  };
  t.after(() => rm(`${folder}-gone`, { recursive: true, force: true }));
  await assert.rejects(look(), missing(folder));
  assert.deepEqual(seen, ['a/1']);
});

test('an emptied folder is empty, not missing: what that means is not for the remote to say', async (t) => {
  const { folder, remote } = await newFolder(t);
  await remote.put('project.json', bytes('x'));
  await rm(join(folder, 'membridge'), { recursive: true });
  assert.equal(await remote.get('project.json', 10), null);
  assert.deepEqual(await listed(remote), []);
});

test('a file in the place of the folder is said to be one', async (t) => {
  const scratch = await scratchFolder(t, 'folder');
  const folder = join(scratch, 'file');
  await writeFile(folder, 'mine');
  const remote = openFolder(folder);
  const isFile = (error: unknown) =>
    isFault(error, 'remote-denied') && error.data.reason === 'it is a file, not a folder';
  await assert.rejects(remote.get('project.json', 10), isFile);
  await assert.rejects(remote.create('project.json', bytes('x')), isFile);
  await assert.rejects(listed(remote), isFile);
  assert.equal(await readFile(folder, 'utf8'), 'mine');
});

test('a file where a folder of keys should be is damage to whoever needs the folder', async (t) => {
  const { root, remote } = await newFolder(t);
  await remote.put('project.json', bytes('x'));
  await writeFile(join(root, 'devices'), 'mine');
  await assert.rejects(remote.get('devices/a.json', 10), damaged('devices/a.json'));
  await assert.rejects(remote.head('devices/a.json'), damaged('devices/a.json'));
  await assert.rejects(remote.create('devices/a.json', bytes('x')), damaged('devices/a.json'));
  await assert.rejects(remote.create('devices/b/c.json', bytes('x')), damaged('devices/b/c.json'));
  await assert.rejects(remote.put('devices/a.json', bytes('x')), damaged('devices/a.json'));
  await assert.rejects(listed(remote, 'devices/'), damaged('devices/'));
  assert.equal(await readFile(join(root, 'devices'), 'utf8'), 'mine');
  assert.equal(await textOf(remote, 'project.json'), 'x');
});

test('a folder where an object should be is damage, and never removed or written over', async (t) => {
  const { root, remote } = await newFolder(t);
  await mkdir(join(root, 'lease.json'), { recursive: true });
  await assert.rejects(remote.get('lease.json', 10), damaged('lease.json'));
  await assert.rejects(remote.head('lease.json'), damaged('lease.json'));
  await assert.rejects(remote.put('lease.json', bytes('x')), damaged('lease.json'));
  await assert.rejects(remote.delete('lease.json'), damaged('lease.json'));
  assert.equal(await remote.create('lease.json', bytes('x')), 'refused');
  assert.deepEqual(await readdir(root), ['lease.json']);
  assert.ok((await lstat(join(root, 'lease.json'))).isDirectory());
});

test('a link or a pipe under a key is damage, is not listed, and is never followed or waited for', async (t) => {
  const { folder, root, remote } = await newFolder(t);
  await mkdir(root, { recursive: true });
  await writeFile(join(folder, 'secret'), 'secret');
  await symlink(join(folder, 'secret'), join(root, 'lease.json'));
  execFileSync('mkfifo', [join(root, 'project.json')]);
  for (const key of ['lease.json', 'project.json']) {
    await assert.rejects(remote.get(key, 10), damaged(key));
    await assert.rejects(remote.head(key), damaged(key));
  }
  assert.deepEqual(await listed(remote), []);
  // Writing replaces the link, not what it leads to.
  assert.equal(await remote.put('lease.json', bytes('ours')), 'stored');
  assert.equal(await readFile(join(folder, 'secret'), 'utf8'), 'secret');
  assert.equal(await textOf(remote, 'lease.json'), 'ours');
});

test('what other programs leave in the folder is not listed', async (t) => {
  const { root, remote } = await newFolder(t);
  await remote.put('devices/a.json', bytes('x'));
  const foreign = ['.DS_Store', '.syncthing.a.json.tmp', 'a (conflicted copy).json', 'Thumbs.db', '.nfs0001', 'A.json'];
  for (const name of foreign) await writeFile(join(root, 'devices', name), 'foreign');
  await mkdir(join(root, '.stfolder'));
  await writeFile(join(root, '.stfolder', 'a'), 'foreign');
  assert.deepEqual(
    (await listed(remote)).map(({ key }) => key),
    ['devices/a.json'],
  );
});

test('only the owner may read what is made here', async (t) => {
  const { root, remote } = await newFolder(t);
  const umask = process.umask(0);
  t.after(() => process.umask(umask));
  await remote.create('devices/a.json', bytes('x'));
  await remote.put('devices/b.json', bytes('x'));
  for (const path of [join(root, '..'), root, join(root, 'devices')])
    assert.equal((await lstat(path)).mode & 0o777, 0o700);
  for (const name of ['a.json', 'b.json']) assert.equal((await lstat(join(root, 'devices', name))).mode & 0o777, 0o600);
});

test('a folder without permission to write or enter says so', async (t) => {
  const script = join(import.meta.dirname, 'scene-script.ts');
  const scratch = await scratchFolder(t, 'folder');
  // Root may do everything; without these two rights it is as other people.
  const asOthers = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !canRun([...asOthers, 'true'])) return t.skip('this machine cannot: take permissions from root');
  const [program, ...args] = [...(isRoot ? asOthers : []), process.execPath, script, 'denied', scratch];
  const denied = {
    code: 'remote-denied',
    where: join(scratch, 'mounted'),
    reason: 'permission denied (EACCES)',
  };
  assert.deepEqual(JSON.parse(execFileSync(program, args, { encoding: 'utf8' })), {
    put: denied,
    create: denied,
    'create without links': denied,
    delete: denied,
    'get what may be read': 'one',
    get: denied,
    head: denied,
    list: denied,
    'list what may be read': 1,
  });
});

test('a file that another program changed in place has another etag', async (t) => {
  const { root, remote } = await newFolder(t);
  await remote.put('a', bytes('one'));
  const before = await remote.head('a');
  await writeFile(join(root, 'a'), 'two');
  assert.notEqual((await remote.head('a'))?.etag, before?.etag);
});

test('two names of one file are two objects', async (t) => {
  const { root, remote } = await newFolder(t);
  await remote.put('a', bytes('one'));
  await link(join(root, 'a'), join(root, 'b'));
  await remote.put('a', bytes('two'));
  assert.equal(await textOf(remote, 'b'), 'one');
  await unlink(join(root, 'b'));
  assert.equal(await textOf(remote, 'a'), 'two');
});

test("the store's time comes from the file system and not from this machine's clock", async (t) => {
  const { folder, remote } = await newFolder(t);
  const twoDaysMs = 2 * 24 * 3_600_000;
  const real = Date.now();
  t.mock.timers.enable({ apis: ['Date'], now: real + twoDaysMs });
  assert.ok(Date.now() >= real + twoDaysMs);
  const time = await remote.storeTime();
  t.mock.timers.reset();
  await writeFile(join(folder, 'probe'), 'x');
  assert.ok(Math.abs(time - (await lstat(join(folder, 'probe'))).mtimeMs) < 60_000);
  // No object, no litter, and no project was made by asking.
  assert.deepEqual(await readdir(folder), ['probe']);
});

test('a prefix that leads out of the folder is refused at once', () => {
  for (const prefix of ['../', '/', '/etc/', 'a/../../', 'no-slash', './', 'a\\b/', 'a//b/']) {
    assert.throws(
      () => openFolder('/tmp/x', { prefix }),
      (error) => isFault(error, 'setting-invalid'),
      prefix,
    );
  }
});

test('where it is shows the folder, and the prefix if there is one', () => {
  assert.equal(openFolder('/media/stick').where, '/media/stick');
  assert.equal(openFolder('/media/stick/', { prefix: 'a/b c/' }).where, '/media/stick/a/b c/');
});

function canRun([program = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
