import assert from 'node:assert/strict';
import test from 'node:test';
import { cell, disputed, ends, pair, succeed } from './pair.ts';

test('one title written twice: the later one counts on both, the other one is listed, and who has looked is not told again', async (t) => {
  const { laptop, board, id } = await disputed(t);
  for (const machine of [laptop, board]) {
    assert.equal(cell(machine, 5, 'title'), 'what the board says');
    assert.equal((await succeed(machine, 'status'))['state'], 'conflict');
  }
  const shown = await succeed(board, 'conflicts', 'show', id);
  assert.deepEqual(
    [shown['sides'][0].now, shown['sides'][0].nowBy, shown['sides'][0].lost, shown['sides'][0].lostBy],
    ['what the board says', 'board', 'what the laptop says', 'laptop'],
  );
  assert.deepEqual((await succeed(board, 'conflicts'))['conflicts'], []);
  assert.equal((await succeed(board, 'conflicts', '--all'))['conflicts'].length, 1);
  assert.equal((await succeed(board, 'status'))['state'], 'in-sync');
  assert.equal((await succeed(laptop, 'status'))['state'], 'conflict');
  const said = await laptop.run('sync');
  assert.match(said.stdout, /1 record was written on two machines at once[^]*membridge conflicts/);
});

test('a conflict that is not there, and a word that is no side, are exit 2', async (t) => {
  const { laptop } = await pair(t);
  await ends(laptop, 2, 'conflict-unknown', 'conflicts', 'show', '99');
  await ends(laptop, 2, 'setting-invalid', 'conflicts', 'keep', '1', 'mine');
  const none = await laptop.run('conflicts');
  assert.deepEqual([none.code, none.stdout], [0, 'Nothing waits for you.\n']);
});
