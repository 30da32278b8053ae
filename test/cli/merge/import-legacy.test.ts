import assert from 'node:assert/strict';
import test from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { emptyPlace } from '../machines.ts';
import { withOld } from '../old-place.ts';
import { addObservation, assertSound, change, initArgs, succeed, titles } from './pair.ts';

test('an old memory is united with the one here, and nothing is deleted', async (t) => {
  const { laptop, board, folder, old } = await withOld(t, emptyPlace);
  await fixtureDatabase('laptop', laptop.database);
  await fixtureDatabase('base', board.database);
  for (const [label, machine] of Object.entries({ laptop, board })) {
    await succeed(machine, ...initArgs(folder, label, machine.database));
    await succeed(machine, 'sync');
  }
  addObservation(laptop, 'new: not sent before the import');
  const imported = await succeed(laptop, 'import-legacy', '--folder', old, '--yes');
  assert.match(imported['restorePoint'], /^r\d+$/);
  for (const machine of [laptop, board, laptop]) await succeed(machine, 'sync');
  for (const machine of [laptop, board]) {
    // The union of the fixtures `laptop` and `board` (their README), with what each of them had deleted, and the new one.
    const count = (table: string) =>
      change(machine, (db) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()));
    assert.deepEqual(['sdk_sessions', 'session_summaries', 'user_prompts'].map(count), [16, 60, 60]);
    assert.ok(count('observations') >= 302, String(count('observations')));
    assert.deepEqual(titles(machine, 'new:'), ['new: not sent before the import']);
    assertSound(machine);
  }
  const again = await succeed(laptop, 'sync');
  assert.deepEqual([again['published'].records, again['applied'].records], [0, 0]);
});
