import assert from 'node:assert/strict';
import fs from 'node:fs';
import { link, lstat, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { claimNew, linkNew } from '../../../core/remotes/folder/naming.ts';
import { bytes, textOf } from '../../contract/remote-under-test.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { newFolder } from './folder-under-test.ts';

/** What a file system answers that is not at hand here. `act`: whether it does what it says it did not. */
function filesystemAnswers(t: TestContext, call: 'link' | 'rename' | 'open', code: string, act = false): () => number {
  const original = fs.promises[call] as (...args: unknown[]) => Promise<unknown>;
  const mocked = t.mock.method(fs.promises, call, async (...args: unknown[]) => {
    if (act) await original(...args);
    throw Object.assign(new Error(`${code}: made up`), { code, errno: -1, syscall: call });
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return () => mocked.mock.callCount();
}

for (const code of ['EPERM', 'ENOTSUP', 'EMLINK', 'EACCES']) {
  test(`on a file system whose answer to a hard link is ${code}, create works by a claim and leaves no litter`, async (t) => {
    const { root, remote } = await newFolder(t);
    const links = filesystemAnswers(t, 'link', code);
    assert.equal(await remote.create('head/1', bytes('one')), 'stored');
    assert.equal(await remote.create('head/1', bytes('two')), 'refused');
    assert.equal(await textOf(remote, 'head/1'), 'one');
    assert.deepEqual(await readdir(join(root, 'head')), ['1']);
    // Asked once, then known.
    assert.equal(links(), 1);
  });
}

test('a link that a network folder reports as failed, though it made it, is stored', async (t) => {
  for (const code of ['EEXIST', 'EIO']) {
    await t.test(code, async (t) => {
      const { root, remote } = await newFolder(t);
      filesystemAnswers(t, 'link', code, true);
      assert.equal(await remote.create('head/1', bytes('one')), 'stored');
      assert.equal(await textOf(remote, 'head/1'), 'one');
      assert.deepEqual(await readdir(join(root, 'head')), ['1']);
    });
  }
});

test('a write whose naming ends in an error of the device is unknown, whether it happened or not', async (t) => {
  for (const happened of [true, false]) {
    await t.test(happened ? 'happened' : 'did not', async (t) => {
      const { remote } = await newFolder(t);
      await remote.put('lease.json', bytes('one'));
      filesystemAnswers(t, 'rename', 'ETIMEDOUT', happened);
      assert.equal(await remote.put('lease.json', bytes('two')), 'unknown');
      assert.equal(await textOf(remote, 'lease.json'), happened ? 'two' : 'one');
    });
  }
});

test('an error of the device before anything has a name is unreachable, with its number', async (t) => {
  const { remote } = await newFolder(t);
  for (const [code, words] of [
    ['EIO', 'the device reports an error (EIO)'],
    ['ESTALE', 'the network folder has changed on its server (ESTALE)'],
    ['EWHATEVER', 'it does not work (EWHATEVER)'],
  ] as const) {
    await t.test(code, async (t) => {
      filesystemAnswers(t, 'open', code);
      const unreachable = (error: unknown) => isFault(error, 'remote-unreachable') && error.data.reason === words;
      await assert.rejects(remote.put('lease.json', bytes('x')), unreachable);
      await assert.rejects(remote.get('lease.json', 10), unreachable);
    });
  }
});

async function written(t: TestContext) {
  const folder = await scratchFolder(t, 'naming');
  const temporary = join(folder, '.tmp-a');
  await writeFile(temporary, 'new');
  return {
    folder,
    temporary,
    target: join(folder, 'target'),
    nowNs: (await lstat(temporary, { bigint: true })).mtimeNs,
  };
}

test('a claim whose holder died a minute ago is broken, a fresh one is waited for and then unknown', async (t) => {
  const { folder, temporary, target, nowNs } = await written(t);
  const claim = join(folder, '.tmp-claim-target');
  await writeFile(claim, '');
  assert.equal(await claimNew(temporary, target, nowNs), 'unknown');
  assert.deepEqual((await readdir(folder)).sort(), ['.tmp-a', '.tmp-claim-target']);
  const seconds = Number(nowNs / 1_000_000n) / 1000 - 61;
  await utimes(claim, seconds, seconds);
  assert.equal(await claimNew(temporary, target, nowNs), 'stored');
  assert.deepEqual(await readdir(folder), ['target']);
  assert.equal(await readFile(target, 'utf8'), 'new');
});

test('while a claim is held the name that appears is a refusal', async (t) => {
  const { folder, temporary, target, nowNs } = await written(t);
  await writeFile(join(folder, '.tmp-claim-target'), '');
  const waiting = claimNew(temporary, target, nowNs);
  await writeFile(target, 'theirs');
  assert.equal(await waiting, 'refused');
  assert.equal(await readFile(target, 'utf8'), 'theirs');
});

test('a link refuses a taken name and leaves it alone', async (t) => {
  const { temporary, target } = await written(t);
  await writeFile(target, 'theirs');
  assert.equal(await linkNew(temporary, target), 'refused');
  assert.equal(await readFile(target, 'utf8'), 'theirs');
  await link(temporary, `${target}-2`);
  assert.equal(await readFile(`${target}-2`, 'utf8'), 'new');
});
