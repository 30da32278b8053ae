import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { noMountsBecause, runInMountNamespace } from '../../support/mount-namespace.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const reason = await noMountsBecause();

async function play(t: TestContext, scene: string): Promise<{ ends: Record<string, unknown>; where: string } | null> {
  if (reason !== null) {
    t.skip(reason);
    return null;
  }
  const scratch = await scratchFolder(t, 'mount');
  const printed = await runInMountNamespace(join(import.meta.dirname, 'scene-script.ts'), scene, scratch);
  return { ends: JSON.parse(printed), where: join(scratch, 'mounted') };
}

test('a read-only folder can be read, says that it is read-only to every write, and stays as it is', async (t) => {
  const played = await play(t, 'readOnly');
  if (played === null) return;
  const denied = { code: 'remote-denied', where: played.where, reason: 'it is read-only (EROFS)' };
  assert.deepEqual(played.ends, {
    get: 'one',
    list: 1,
    create: denied,
    'create in a new folder': denied,
    put: denied,
    delete: denied,
    storeTime: denied,
    unchanged: true,
  });
});

test('a full folder says so, keeps what it had, and has no litter of what did not fit', async (t) => {
  const played = await play(t, 'full');
  if (played === null) return;
  const isFull = { code: 'remote-full', where: played.where };
  assert.deepEqual(played.ends, {
    small: 'stored',
    create: isFull,
    put: isFull,
    'create without links': isFull,
    list: ['log/1 400000'],
    files: ['1'],
    'fits again': 'stored',
  });
});

test('a folder that cannot hold one more file is full, not broken', async (t) => {
  const played = await play(t, 'noInodes');
  if (played === null) return;
  assert.deepEqual(played.ends, { first: 'stored', last: { code: 'remote-full', where: played.where } });
});

test('a disk that was unmounted is missing, though its mount point is there: nothing is written below it', async (t) => {
  const played = await play(t, 'unmounted');
  if (played === null) return;
  const missing = { code: 'remote-missing', where: played.where };
  assert.deepEqual(played.ends, {
    get: missing,
    list: missing,
    put: missing,
    create: missing,
    storeTime: missing,
    'left there': [],
    'mounted again': 'mounted again',
  });
});
