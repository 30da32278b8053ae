import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { link, mkdir, readFile, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { projectIdOf } from '../../../core/model/ids.ts';
import type { Remote } from '../../../core/ports/remote.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { folderRemote } from '../../../core/remotes/folder/folder-remote.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const project = projectIdOf('mem');
const bytes = (text: string) => new TextEncoder().encode(text);
const isDamage = (error: unknown) => isFault(error, 'object-damaged');

async function place(t: TestContext) {
  const base = await scratchFolder(t, 'links');
  const folder = join(base, 'bucket');
  const outside = join(base, 'outside');
  await mkdir(folder);
  await mkdir(outside);
  return {
    folder,
    outside,
    root: join(folder, 'membridge', project),
    remote: folderRemote({ folder, project, random: systemRandom }),
  };
}

/** Every act on an object, and the listing it would be in. */
async function assertAllRefused(remote: Remote, key: string): Promise<void> {
  await assert.rejects(remote.get(key, 1_000), isDamage, 'get');
  await assert.rejects(remote.head(key), isDamage, 'head');
  await assert.rejects(remote.create(key, bytes('x')), isDamage, 'create');
  await assert.rejects(remote.put(key, bytes('x')), isDamage, 'put');
  await assert.rejects(remote.delete(key), isDamage, 'delete');
  await assert.rejects(Array.fromAsync(remote.list(`${dirname(key)}/`)), isDamage, 'list');
}

test('a link in place of a folder of the project leads nobody outside, and what lies there stays', async (t) => {
  for (const level of ['head', 'project', 'membridge'] as const) {
    const { folder, outside, root, remote } = await place(t);
    await remote.create('head/0000000001.json', bytes('head'));
    const replaced = level === 'head' ? join(root, 'head') : level === 'project' ? root : join(folder, 'membridge');
    await rename(replaced, join(outside, 'moved'));
    await symlink(join(outside, 'moved'), replaced);
    const before = await readdir(outside, { recursive: true });
    await assertAllRefused(remote, 'head/0000000001.json');
    await assertAllRefused(remote, 'head/0000000002.json');
    if (level !== 'head') await assert.rejects(remote.storeTime(), isDamage);
    assert.deepEqual(await readdir(outside, { recursive: true }), before, level);
  }
});

test('the folder that a person named may itself be a link', async (t) => {
  const { folder, outside } = await place(t);
  const linked = join(dirname(outside), 'linked');
  await symlink(folder, linked);
  const remote = folderRemote({ folder: linked, project, random: systemRandom });
  assert.equal(await remote.create('lease.json', bytes('x')), 'stored');
  assert.deepEqual((await remote.get('lease.json', 10))?.body, bytes('x'));
});

test('a link, a pipe and a folder in place of an object are damage, at once and without following', async (t) => {
  const { outside, root, remote } = await place(t);
  await remote.create('head/0000000009.json', bytes('x'));
  await writeFile(join(outside, 'secret'), 'secret');
  await symlink(join(outside, 'secret'), join(root, 'head', '0000000001.json'));
  execFileSync('mkfifo', [join(root, 'head', '0000000002.json')]);
  await mkdir(join(root, 'head', '0000000003.json'));
  for (const revision of [1, 2, 3]) {
    const key = `head/000000000${revision}.json`;
    await assert.rejects(remote.get(key, 1_000), isDamage, key);
    await assert.rejects(remote.head(key), isDamage, key);
    assert.equal(await remote.create(key, bytes('mine')), 'refused', key);
  }
  // Written over: the link itself goes, what it pointed to stays.
  assert.equal(await remote.put('head/0000000001.json', bytes('mine')), 'stored');
  await assert.rejects(remote.put('head/0000000003.json', bytes('mine')), isDamage);
  assert.equal(await readFile(join(outside, 'secret'), 'utf8'), 'secret');
  const listed = await Array.fromAsync(remote.list('head/'), ({ key }) => key);
  assert.deepEqual(listed, ['head/0000000001.json', 'head/0000000009.json']);
});

test('a second name of one file is written over without touching the other', async (t) => {
  const { outside, root, remote } = await place(t);
  await remote.put('lease.json', bytes('old'));
  await link(join(root, 'lease.json'), join(outside, 'kept'));
  await remote.put('lease.json', bytes('new'));
  assert.equal(await readFile(join(outside, 'kept'), 'utf8'), 'old');
});

test('a key that climbs out is refused before anything is touched', async (t) => {
  const { remote } = await place(t);
  for (const key of [
    '../x',
    'head/../../x',
    '/etc/passwd',
    'head//x',
    'head/./x',
    'head/..',
    'head\\..\\x',
    'head/\0',
    '',
  ]) {
    await assert.rejects(remote.get(key, 10), isDamage, key);
    await assert.rejects(remote.create(key, bytes('x')), isDamage, key);
    await assert.rejects(remote.delete(key), isDamage, key);
  }
  await assert.rejects(Array.fromAsync(remote.list('../')), isDamage);
});
