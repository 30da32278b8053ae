import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { noMountsBecause, runInMountNamespace } from '../../../support/mount-namespace.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const reason = await noMountsBecause();

async function play(t: TestContext, scene: string): Promise<unknown> {
  if (reason !== null) {
    t.skip(reason);
    return null;
  }
  const root = await scratchFolder(t, 'disks');
  return JSON.parse(await runInMountNamespace(join(import.meta.dirname, 'disks-script.ts'), scene, root));
}

test('a disk that fills up in the middle of a write: nothing of it stays, and the next one works', async (t) => {
  const played = await play(t, 'full');
  if (played === null) return;
  assert.deepEqual(played, { write: 'disk-full', unchanged: true, files: ['claude-mem.db'], after: 'written' });
});

test('a read-only disk: rows are read, writing says why it cannot, nothing is left', async (t) => {
  const played = await play(t, 'readOnly');
  if (played === null) return;
  assert.deepEqual(played, { write: 'source-read-only', rows: 1, files: ['claude-mem.db'] });
});
