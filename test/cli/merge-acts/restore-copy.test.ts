import assert from 'node:assert/strict';
import { stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { isRemoteCommand } from '../../../core/host/api/remote-commands.ts';
import { treeOf } from '../machines.ts';
import { addObservation, ends, pair, succeed } from '../merge/pair.ts';

test('a copy of a restore point lies in the home under a name that was free, for its owner alone, and nothing else changes', async (t) => {
  const { board, root, folder } = await pair(t);
  addObservation(board, 'old: given up');
  const point = String((await succeed(board, 'pull', '--replace', '--yes'))['restorePoint']);
  const before = [await treeOf(folder), await treeOf(`${root}/board/memory`)];
  const restored = join(board.home, 'restored');
  const planned = await succeed(board, 'restore', point, '--copy', '--dry-run');
  assert.equal(planned['to'], join(restored, `memory-${point}.db`));
  await assert.rejects(stat(restored));
  const copies = [];
  for (let number = 0; number < 3; number += 1) copies.push((await succeed(board, 'restore', point, '--copy'))['to']);
  assert.deepEqual(
    copies,
    ['', '-2', '-3'].map((end) => join(restored, `memory-${point}${end}.db`)),
  );
  const db = new Database(String(copies[0]), { readonly: true });
  assert.deepEqual(db.prepare("SELECT title FROM observations WHERE title LIKE 'old:%'").pluck().all(), [
    'old: given up',
  ]);
  db.close();
  if (process.platform !== 'win32') {
    assert.equal((await stat(String(copies[0]))).mode & 0o777, 0o600);
    assert.equal((await stat(restored)).mode & 0o777, 0o700);
    // A link that leads out is a name that is taken.
    await symlink(join(root, 'elsewhere.db'), join(restored, `memory-${point}-4.db`));
    assert.equal((await succeed(board, 'restore', point, '--copy'))['to'], join(restored, `memory-${point}-5.db`));
    await assert.rejects(stat(join(root, 'elsewhere.db')));
  }
  assert.deepEqual([await treeOf(folder), await treeOf(`${root}/board/memory`)], before);
  await ends(board, 2, 'usage', 'restore', point, '--copy', '--to', join(root, 'two.db'));
});

test('a caller from afar gets a copy at our place and chooses none', () => {
  assert.ok(isRemoteCommand(['restore', 'r1', '--copy']));
  for (const argv of [
    ['restore', 'r1', '--to', '/tmp/x'],
    ['restore', '--to=/tmp/x', 'r1'],
    ['doctor', '--bundle', '/tmp/x'],
  ])
    assert.ok(!isRemoteCommand(argv), argv.join(' '));
});
