import assert from 'node:assert/strict';
import test from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import type { TestMachine } from '../machines.ts';
import { addObservation, assertSound, ends, initArgs, pair, succeed, third, titles } from './pair.ts';

test('a third machine joins with rows of its own: the plan says so, all rows are everywhere, nothing is deleted', async (t) => {
  const { laptop, folder, root } = await pair(t);
  const late = await third(root);
  await fixtureDatabase('base', late.database);
  addObservation(late, 'own: of the third');
  addObservation(laptop, 'new: of the laptop');
  await succeed(laptop, 'sync');
  const planned = await succeed(late, ...initArgs(folder, 'third', late.database), '--dry-run');
  assert.deepEqual([planned['plan'].upload, planned['plan'].bring, planned['plan'].delete], [1, 1, 0]);
  assert.equal(planned['mode'], 'merge');
  const joined = await succeed(late, ...initArgs(folder, 'third', late.database));
  assert.deepEqual([joined['plan'].upload, joined['plan'].bring, joined['created']], [1, 1, false]);
  const first = await succeed(late, 'sync');
  assert.deepEqual([first['published'].records, first['applied'].records, first['conflicts']], [1, 1, 0]);
  await succeed(laptop, 'sync');
  for (const machine of [laptop, late]) {
    assert.deepEqual(
      [...titles(machine, 'new:'), ...titles(machine, 'own:')],
      ['new: of the laptop', 'own: of the third'],
    );
    assertSound(machine);
  }
  assert.equal((await succeed(late, 'devices'))['devices'].length, 3);
  await succeed(late, 'devices', 'rename', 'third', 'the third one');
  await succeed(late, 'sync');
  const labels = async (machine: TestMachine) =>
    (await succeed(machine, 'devices'))['devices'].map(({ label }: { label: string }) => label).toSorted();
  assert.deepEqual(await labels(laptop), ['board', 'laptop', 'the third one']);
  await ends(laptop, 2, 'device-not-ours', 'devices', 'rename', 'board', 'mine');
  await ends(laptop, 2, 'device-unknown', 'devices', 'remove', 'nobody');
  await succeed(laptop, 'devices', 'remove', 'the third one');
  assert.deepEqual(await labels(laptop), ['board', 'laptop']);
});
