import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { cell, edit, ends, pair, succeed, type Pair } from './pair.ts';

/** One title written on both machines, the board's later; both know it. */
async function disputed(t: TestContext): Promise<Pair & { readonly id: string }> {
  const machines = await pair(t);
  const { laptop, board } = machines;
  edit(laptop, 5, 'title', 'what the laptop says');
  await succeed(laptop, 'sync');
  edit(board, 5, 'title', 'what the board says');
  const report = await succeed(board, 'sync');
  assert.equal(report['conflicts'], 1);
  await succeed(laptop, 'sync');
  const { conflicts } = await succeed(board, 'conflicts');
  assert.deepEqual([conflicts[0].kind, conflicts[0].columns, conflicts[0].deleted], ['observation', ['title'], false]);
  assert.deepEqual([conflicts[0].winner, conflicts[0].loser], ['board', 'laptop']);
  return { ...machines, id: String(conflicts[0].id) };
}

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

for (const [side, title] of [
  ['ours', 'what the board says'],
  ['theirs', 'what the laptop says'],
  ['both', 'what the board says / what the laptop says'],
] as const) {
  test(`keep ${side} is a new version that all machines take, and settles it there too`, async (t) => {
    const { laptop, board, id } = await disputed(t);
    await succeed(board, 'conflicts', 'keep', id, side, '--dry-run');
    assert.equal((await succeed(board, 'conflicts'))['conflicts'].length, 1);
    assert.equal((await succeed(board, 'conflicts', 'keep', id, side))['conflicts'], 0);
    assert.equal(cell(board, 5, 'title'), title);
    assert.equal((await succeed(board, 'sync'))['published'].records, 1);
    const report = await succeed(laptop, 'sync');
    assert.equal(report['conflicts'], 0);
    assert.equal(cell(laptop, 5, 'title'), title);
    assert.deepEqual((await succeed(laptop, 'sync'))['published'].records, 0);
  });
}

test('a conflict that is not there, and a word that is no side, are exit 2', async (t) => {
  const { laptop } = await pair(t);
  await ends(laptop, 2, 'conflict-unknown', 'conflicts', 'show', '99');
  await ends(laptop, 2, 'setting-invalid', 'conflicts', 'keep', '1', 'mine');
  const none = await laptop.run('conflicts');
  assert.deepEqual([none.code, none.stdout], [0, 'Nothing waits for you.\n']);
});
