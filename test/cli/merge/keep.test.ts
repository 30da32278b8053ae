import assert from 'node:assert/strict';
import test from 'node:test';
import { cell, disputed, succeed } from './pair.ts';

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
