import assert from 'node:assert/strict';
import test from 'node:test';
import { addObservation, assertSound, cell, change, edit, pair, remove, succeed, titles } from './pair.ts';

test('both machines write, nothing is lost, and a second sync moves nothing', async (t) => {
  const { laptop, board } = await pair(t);
  addObservation(laptop, 'new: on the laptop');
  addObservation(board, 'new: on the board');
  const sent = await succeed(laptop, 'sync');
  assert.deepEqual([sent['published'].records, sent['applied'].records, sent['conflicts']], [1, 0, 0]);
  assert.ok(sent['published'].bytes > 100 && sent['requests'] > 2 && sent['durationMs'] >= 0);
  const both = await succeed(board, 'sync');
  assert.deepEqual([both['published'].records, both['applied'].records, both['from']], [1, 1, ['laptop']]);
  assert.ok(both['applied'].bytes > 100);
  assert.equal((await succeed(laptop, 'pull'))['applied'].records, 1);
  for (const machine of [laptop, board]) {
    assert.deepEqual(titles(machine, 'new:'), ['new: on the board', 'new: on the laptop']);
    assertSound(machine);
    const again = await succeed(machine, 'sync');
    assert.deepEqual([again['published'].records, again['applied'].records], [0, 0]);
    const status = await succeed(machine, 'status');
    assert.deepEqual(
      [status['state'], status['pending'], status['base'].epoch, status['lease']],
      ['in-sync', { records: 0 }, 0, null],
    );
    const devices: { id: string; label: string; behind: number; lastSeen: number }[] = status['devices'];
    assert.deepEqual(devices.map(({ label }) => label).toSorted(), ['board', 'laptop']);
    assert.ok(devices.every(({ lastSeen }) => Math.abs(Date.now() - lastSeen) < 600_000));
    assert.equal(devices.find(({ id }) => id === status['device'].id)?.behind, 0);
    const verified = await succeed(machine, 'verify');
    assert.deepEqual([verified['local'], verified['findings'], verified['records'].same], ['same', [], 292]);
  }
  const said = await board.run('history');
  assert.match(said.stdout, /sync, brought 1 record from laptop, sent 1 record/);
  assert.doesNotMatch(said.stdout, /Revisions/);
});

test('edits of different columns both stand, and nobody is asked', async (t) => {
  const { laptop, board } = await pair(t);
  edit(laptop, 7, 'title', 'title of the laptop');
  edit(board, 7, 'subtitle', 'subtitle of the board');
  for (const machine of [laptop, board, laptop]) await succeed(machine, 'sync');
  for (const machine of [laptop, board]) {
    assert.deepEqual(
      [cell(machine, 7, 'title'), cell(machine, 7, 'subtitle')],
      ['title of the laptop', 'subtitle of the board'],
    );
    assert.deepEqual((await succeed(machine, 'conflicts'))['conflicts'], []);
  }
});

test('a delete reaches the other machine, and beats an edit that did not know of it; the edit is listed and can be kept', async (t) => {
  const { laptop, board } = await pair(t);
  const before = change(board, (db) => db.prepare('SELECT title FROM observations WHERE id = 9').pluck().get());
  remove(laptop, 'id IN (8, 9)');
  edit(board, 9, 'narrative', 'edited while it was deleted');
  await succeed(laptop, 'sync');
  const report = await succeed(board, 'sync');
  assert.equal(report['conflicts'], 1);
  assert.equal(
    change(board, (db) => db.prepare('SELECT count(*) FROM observations WHERE id IN (8, 9)').pluck().get()),
    0,
  );
  const [listed] = (await succeed(board, 'conflicts'))['conflicts'];
  assert.deepEqual([listed.deleted, listed.winner, listed.loser], [true, 'laptop', 'board']);
  await succeed(board, 'conflicts', 'keep', String(listed.id), 'ours');
  for (const machine of [board, laptop, board]) await succeed(machine, 'sync');
  for (const machine of [laptop, board]) {
    const rows = change(machine, (db) =>
      db.prepare("SELECT title FROM observations WHERE narrative = 'edited while it was deleted'").pluck().all(),
    );
    assert.deepEqual(rows, [before]);
    assertSound(machine);
  }
});
