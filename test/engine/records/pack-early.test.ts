import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parseSegmentKey } from '../../../core/model/bucket-keys.ts';
import { capture } from '../../../core/engine/records/capture.ts';
import { packEarly } from '../../../core/engine/records/pack-early.ts';
import { renewDevice } from '../../../core/engine/records/renewal.ts';
import { addObservations } from '../../bench/records/new-observations.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';

const full = { full: true, confirmed: null };
const segmentBytes = 60_000;
/** Lines that one turn of a capture may add before it is asked. */
const turnBytesMax = 1_000_000;

async function captured(t: TestContext) {
  const bucket = memoryStore();
  const laptop = await mergeMachine(t, 'laptop', bucket);
  makeLargeDatabase(laptop.path, 1_200_000);
  const look = () =>
    capture({ ...recordTools(laptop.machine), afterTurn: packEarly(laptop.machine, segmentBytes) }, full);
  await look();
  return { bucket, laptop, look };
}

const rows = ({ change }: TestMergeMachine) =>
  change((db) => db.prepare('SELECT title, narrative FROM observations ORDER BY created_at_epoch').raw().all());

async function onBoard(t: TestContext, { bucket, laptop }: Awaited<ReturnType<typeof captured>>) {
  const board = await mergeMachine(t, 'board', bucket);
  createClaudeMemDatabase(board.path);
  await board.sync();
  assert.deepEqual(rows(board), rows(laptop));
}

test('a capture packs what fills a segment, and all of them are sent in their order', async (t) => {
  const scene = await captured(t);
  const { store } = scene.laptop.machine;
  assert.ok(store.unsentBytes('core') < turnBytesMax);
  const made = store.unverified('core', 100);
  assert.ok(made.length > 1 && made.every(({ state }) => state === 'new'), JSON.stringify(made));
  assert.equal(store.firstNew('core')?.seq, 1);
  const { published } = await scene.laptop.sync();
  assert.ok((published?.segments ?? 0) >= made.length);
  assert.deepEqual([store.firstNew('core'), store.unverified('core', 100)], [null, []]);
  await onBoard(t, scene);
});

test('segments that were packed under a former id are packed again from 1 before anything new is', async (t) => {
  const scene = await captured(t);
  const { machine, path } = scene.laptop;
  const { device } = renewDevice(machine);
  addObservations(path, 40, 'after');
  await scene.look();
  const made = machine.store.unverified('core', 100);
  assert.deepEqual(made[0] && [made[0].seq, parseSegmentKey(made[0].key)?.device], [1, device]);
  await scene.laptop.sync();
  await onBoard(t, scene);
});
