import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { noMountsBecause, runInMountNamespace } from '../../support/mount-namespace.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const reason = await noMountsBecause();

async function play(t: TestContext, scene: string): Promise<Record<string, unknown> | null> {
  if (reason !== null) {
    t.skip(reason);
    return null;
  }
  const root = await scratchFolder(t, 'mounts');
  return JSON.parse(await runInMountNamespace(join(import.meta.dirname, 'mounts-script.ts'), scene, root));
}

test('a database on a read-only disk is read and copied, not replaced, and nothing changes', async (t) => {
  const played = await play(t, 'readOnly');
  if (played === null) return;
  assert.deepEqual(played, { rows: 100, taken: 100, place: 'source-read-only', unchanged: true });
});

test('no room for an image: a fault that names the image, and neither it nor anything else is left', async (t) => {
  const played = await play(t, 'fullForImage');
  if (played === null) return;
  const { ends, image, left, unchanged } = played;
  assert.deepEqual(left, []);
  assert.equal(unchanged, true);
  for (const end of ends as { path: string; needBytes: number; freeBytes: number }[]) {
    assert.equal(end.path, image);
    assert.ok(end.needBytes > 8_000_000 && end.freeBytes > 2_000_000 && end.freeBytes < 4_000_000, JSON.stringify(end));
  }
});

test('no room for a replace: the old content stays, no file is left behind', async (t) => {
  const played = await play(t, 'fullForPlace');
  if (played === null) return;
  assert.deepEqual(played, {
    through: 'disk-full',
    kept: true,
    left: ['notes.db'],
    renamed: 'disk-full',
    leftAfterRename: ['away.db'],
  });
});
