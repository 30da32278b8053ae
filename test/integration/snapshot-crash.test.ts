import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { finishJoin, joinFromSnapshot } from '../../core/engine/records/join-snapshot.ts';
import { publishSnapshot } from '../../core/engine/records/publish-snapshot.ts';
import type { SnapshotMachine } from '../../core/engine/records/snapshot-machine.ts';
import { recoverReplace } from '../../core/engine/recover.ts';
import { fixtureDatabase } from '../support/fixtures.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';
import { Died, mortalMachine } from '../support/mortal-machine.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { snapshotMachine, type TestSnapshotMachine } from '../support/snapshot-machine.ts';

/**
 * Points after which something is different: to die before a write is to die after the one before it. In the middle of a copy
 * SQLite holds locks that only the end of a process gives back: mirror mode's crash tests die there.
 */
const changes = (point: string): boolean =>
  !/^(before|in) |images\.open|remote\.(get|head|list)|scratch\.(path|blocks)|transaction/.test(point);

test('a join that dies at any call of a port is finished or begun again: nothing lost, nothing deleted', async (t) => {
  const bucket = memoryStore();
  const laptop = await publisher(t, bucket);
  const memory = titles(laptop);
  const points = await pointsOf(t, bucket, joins);
  assert.ok(points.length > 20, points.join('\n'));
  for (const point of points) {
    const folder = await scratchFolder(t, 'join-crash');
    await die(t, bucket, folder, point, joins);
    const board = await snapshotMachine(t, 'board', bucket, { folder });
    await recoverReplace(board.machine, (entry) => finishJoin(board.machine, entry.digestAfter));
    await joinFromSnapshot(board.machine, {});
    const { published } = await board.sync();
    assert.deepEqual(titles(board), memory, point);
    assert.equal(published?.records, 0, point);
    const again = await board.sync();
    assert.deepEqual([again.published?.records, again.fetched.records, again.applied], [0, 0, 0], point);
    board.close();
    await rm(folder, { recursive: true });
  }
  const after = await laptop.sync();
  assert.equal(after.applied, 0);
  assert.deepEqual(titles(laptop), memory);
});

test('a join that died after placing, where nobody finishes it, is a union with the same rows', async (t) => {
  const bucket = memoryStore();
  const laptop = await publisher(t, bucket);
  const folder = await scratchFolder(t, 'join-crash');
  await die(t, bucket, folder, 'before source.settle', joins);
  const board = await snapshotMachine(t, 'board', bucket, { folder });
  await recoverReplace(board.machine);
  board.change((db) => db.exec("UPDATE sdk_sessions SET custom_title = 'Meanwhile' WHERE id = 5"));
  assert.equal((await joinFromSnapshot(board.machine, {})).kind, 'merged');
  await board.sync();
  await laptop.sync();
  await board.sync();
  assert.equal(titles(board).length, titles(laptop).length);
  assert.deepEqual(titles(board), titles(laptop));
});

test('a snapshot that dies at any call of a port leaves nothing that a joiner would stumble over', async (t) => {
  const folder = await scratchFolder(t, 'publish-crash');
  const synced = memoryStore();
  const first = await snapshotMachine(t, 'laptop', synced, { folder });
  await fixtureDatabase('base', first.path);
  await first.sync();
  first.close();
  const points = await pointsOfPublish(t, folder, synced);
  assert.ok(points.length > 12, points.join('\n'));
  for (const point of points) {
    const copy = await scratchFolder(t, 'publish-copy');
    const { laptop: dying, bucket } = await copyOf(t, folder, synced, copy);
    await assert.rejects(publishSnapshot(mortalMachine(dying.machine, point).machine, {}), Died, point);
    dying.close();
    const laptop = await snapshotMachine(t, 'laptop', bucket, { folder: copy });
    await recoverReplace(laptop.machine);
    assert.equal((await publishSnapshot(laptop.machine, {})).kind, 'published', point);
    assert.equal(laptop.machine.state.publishJournal(), null);
    const board = await snapshotMachine(t, 'board', bucket);
    assert.equal((await joinFromSnapshot(board.machine, {})).kind, 'placed', point);
    assert.deepEqual(titles(board), titles(laptop), point);
    board.close();
    laptop.close();
    await rm(copy, { recursive: true });
  }
});

type Act = (machine: SnapshotMachine) => Promise<unknown>;
const joins: Act = (machine) => joinFromSnapshot(machine, {});

async function publisher(t: TestContext, bucket: MemoryStore): Promise<TestSnapshotMachine> {
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  await fixtureDatabase('base', laptop.path);
  await laptop.sync();
  await publishSnapshot(laptop.machine, {});
  return laptop;
}

async function pointsOf(t: TestContext, bucket: MemoryStore, act: Act): Promise<string[]> {
  const board = await snapshotMachine(t, 'learns', bucket);
  const mortal = mortalMachine(board.machine, null);
  await act(mortal.machine);
  board.close();
  return mortal.points.filter(changes);
}

async function pointsOfPublish(t: TestContext, folder: string, synced: MemoryStore): Promise<string[]> {
  const { laptop } = await copyOf(t, folder, synced, await scratchFolder(t, 'publish-learns'));
  const mortal = mortalMachine(laptop.machine, null);
  await publishSnapshot(mortal.machine, {});
  laptop.close();
  return mortal.points.filter(changes);
}

async function copyOf(
  t: TestContext,
  folder: string,
  synced: MemoryStore,
  copy: string,
): Promise<{ laptop: TestSnapshotMachine; bucket: MemoryStore }> {
  const bucket = memoryStore();
  bucket.rollBack(synced.snapshot());
  await cp(folder, copy, { recursive: true });
  return { laptop: await snapshotMachine(t, 'laptop', bucket, { folder: copy }), bucket };
}

async function die(t: TestContext, bucket: MemoryStore, folder: string, point: string, act: Act): Promise<void> {
  const board = await snapshotMachine(t, 'board', bucket, { folder });
  await assert.rejects(act(mortalMachine(board.machine, point).machine), Died, point);
  board.close();
}

function titles(machine: TestSnapshotMachine): unknown[] {
  return machine.change((db) => db.prepare('SELECT title FROM observations ORDER BY title, id').pluck().all());
}
