import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { deviceReport, writeReport } from '../../../core/engine/records/device-report.ts';
import { fetchLogs } from '../../../core/engine/records/fetch.ts';
import { joinFromSnapshot } from '../../../core/engine/records/join-snapshot.ts';
import { publishSnapshot } from '../../../core/engine/records/publish-snapshot.ts';
import { publishSnapshotIfDue } from '../../../core/engine/records/snapshot-if-due.ts';
import { recordStateOf } from '../../../core/engine/records/known-state.ts';
import { stateHash } from '../../../core/model/records/state.ts';
import { isKnownKind } from '../../../core/model/records/kinds.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { memoryRemote } from '../../support/memory-remote.ts';
import { memoryStore } from '../../support/memory-store.ts';
import {
  snapshotMachine,
  type SnapshotMachineOptions,
  type TestSnapshotMachine,
} from '../../support/snapshot-machine.ts';

const tables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts'] as const;
const searched = ['observations', 'session_summaries', 'user_prompts'] as const;

test('a machine without a memory joins by the image, and everything after that is still', async (t) => {
  const { board, laptop } = await pair(t);
  const joined = await joinFromSnapshot(board.machine, {});
  assert.equal(joined.kind, 'placed');
  assert.deepEqual(contents(board), contents(laptop));
  assertSound(board);
  await assertStill(board, laptop);
  assert.deepEqual(await hashes(board), await hashes(laptop));
});

test('what is written after the snapshot comes by the log, in both directions', async (t) => {
  const { board, laptop } = await pair(t);
  await joinFromSnapshot(board.machine, {});
  laptop.change((db) => {
    db.exec("UPDATE observations SET title = 'Edited' WHERE id = 5");
    db.exec('DELETE FROM observations WHERE id = 6');
  });
  await laptop.sync();
  board.change((db) => db.exec("UPDATE observations SET title = 'Of the board' WHERE id = 7"));
  await board.sync();
  await laptop.sync();
  assert.deepEqual(contents(board), contents(laptop));
  assert.equal(titles(board).filter((title) => title === 'Edited' || title === 'Of the board').length, 2);
  await assertStill(board, laptop);
  assert.deepEqual(await hashes(board), await hashes(laptop));
});

test('a machine with rows of its own is united with the snapshot: nothing is replaced, nothing deleted', async (t) => {
  const { board, laptop } = await pair(t, 'laptop');
  await fixtureDatabase('board', board.path);
  const own = titles(board);
  const joined = await joinFromSnapshot(board.machine, {});
  assert.equal(joined.kind, 'merged');
  await board.sync();
  await laptop.sync();
  await board.sync();
  for (const title of own) assert.ok(titles(board).includes(title));
  const counts = (machine: TestSnapshotMachine) => contents(machine).map((rows) => rows.length);
  assert.deepEqual(counts(board), [16, 302, 60, 60]);
  assert.deepEqual(counts(laptop), counts(board));
  assertSound(board);
  await assertStill(board, laptop);
});

test('rows that wait or that an undo holds travel as what they should be', async (t) => {
  const bucket = memoryStore();
  const [laptop, phone] = [await snapshotMachine(t, 'laptop', bucket), await snapshotMachine(t, 'phone', bucket)];
  for (const { path } of [laptop, phone]) await fixtureDatabase('base', path);
  await laptop.sync();
  await phone.sync();
  await laptop.sync();
  phone.change((db) => {
    db.exec("UPDATE observations SET title = 'Newer' WHERE id = 5");
    db.exec("UPDATE observations SET title = 'Held' WHERE id = 8");
    db.exec('DELETE FROM observations WHERE id = 6');
  });
  await phone.sync();
  const held = laptop.machine.store.mappedRow('observation', 8);
  assert.ok(held !== null);
  laptop.machine.store.setHeld({ kind: 'observation', key: held.key, shown: null });
  await laptop.sync();
  assert.ok(!titles(laptop).includes('Held'));
  // Read, but not applied: it waits.
  phone.change((db) => db.exec("UPDATE observations SET title = 'Waits' WHERE id = 9"));
  await phone.sync();
  await fetchLogs(laptop.machine, {});
  assert.equal((await publishSnapshot(laptop.machine, {})).kind, 'published');
  const board = await snapshotMachine(t, 'board', bucket);
  assert.equal((await joinFromSnapshot(board.machine, {})).kind, 'placed');
  await board.sync();
  assert.deepEqual(contents(board), contents(phone));
  for (const title of ['Newer', 'Held', 'Waits']) assert.ok(titles(board).includes(title), title);
  await assertStill(board);
  assertSound(board);
});

test('a snapshot of which one byte is wrong is found out before anything of it is used', async (t) => {
  const { laptop, bucket } = await pair(t);
  const [index, part, manifest] = ['index-0000', 'part-0000', 'manifest.json'].map((name) =>
    bucket.keys().find((key) => key.endsWith(name)),
  );
  for (const key of [index, part, manifest]) {
    assert.ok(key !== undefined);
    const good = bucket.read(key)?.body ?? new Uint8Array();
    bucket.corrupt(key, (body) => body.map((byte, at) => (at === body.length - 40 ? byte ^ 1 : byte)));
    const board = await snapshotMachine(t, 'board', bucket);
    assert.equal((await joinFromSnapshot(board.machine, {})).kind, 'none', key);
    assert.equal((await board.machine.source.inspect()).kind, 'absent');
    assert.deepEqual(board.machine.store.knownCount(), { live: 0, dead: 0 });
    assert.equal(board.machine.store.pendingCount().waiting, 0);
    assert.equal(board.machine.store.generation(), null);
    bucket.set(key, good);
  }
  const board = await snapshotMachine(t, 'board', bucket);
  await joinFromSnapshot(board.machine, {});
  assert.deepEqual(contents(board), contents(laptop));
});

test('an image of a newer schema waits until the memory tool is updated', async (t) => {
  const { laptop, bucket } = await pair(t);
  const version = Number(laptop.change((db) => db.prepare('SELECT max(version) FROM schema_versions').pluck().get()));
  const old = await snapshotMachine(t, 'old', bucket, { unknownSchemas: [version] });
  assert.deepEqual(await joinFromSnapshot(old.machine, {}), {
    kind: 'waits',
    missing: [version],
    installed: '13.11.0',
  });
  assert.equal((await old.machine.source.inspect()).kind, 'absent');
});

test('a join costs little more than the image', async (t) => {
  const bucket = memoryStore();
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  await fixtureDatabase('base', laptop.path);
  await laptop.sync();
  assert.equal((await publishSnapshot(laptop.machine, {})).kind, 'published');
  const remote = memoryRemote(bucket);
  const board = await snapshotMachine(t, 'board', bucket, { remote });
  const joined = await joinFromSnapshot(board.machine, {});
  assert.ok(joined.kind === 'placed');
  const parts = bucket.listing(0).filter(([key]) => /part-\d+$/.test(key));
  const image = parts.reduce((sum, [, { body }]) => sum + body.length, 0);
  assert.ok(joined.receivedBytes <= 1.3 * image, `${joined.receivedBytes} of ${image}`);
  // A list, the device file, the manifest, an index, and the parts.
  assert.equal(remote.requests(), 4 + parts.length);
});

test('the tools stream stays where it is on', async (t) => {
  const bucket = memoryStore();
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  await fixtureDatabase('with-tools', laptop.path);
  await laptop.sync();
  await publishSnapshot(laptop.machine, {});
  const board = await snapshotMachine(t, 'board', bucket, { streams: new Set(['core', 'tools']) });
  await joinFromSnapshot(board.machine, {});
  assert.equal(
    board.change((db) => db.prepare('SELECT count(*) FROM tool_uses').pluck().get()),
    0,
  );
  assert.deepEqual(contents(board), contents(laptop));
});

test('one is due where the fleet has none of so many records, and not again after that', async (t) => {
  const bucket = memoryStore();
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  await fixtureDatabase('base', laptop.path);
  await laptop.sync();
  assert.equal(await publishSnapshotIfDue(laptop.machine, {}), null);
  laptop.change((db) =>
    db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
      SELECT s.id, s.content_session_id, 100 + i, 'prompt ' || i, '', 1000 + i FROM n, (SELECT * FROM sdk_sessions LIMIT 1) s`),
  );
  await laptop.sync();
  const manifests = () => bucket.keys().filter((key) => key.endsWith('manifest.json')).length;
  assert.equal(manifests(), 1);
  await laptop.sync();
  assert.equal(await publishSnapshotIfDue(laptop.machine, {}), null);
  assert.equal(manifests(), 1);
  const board = await snapshotMachine(t, 'board', bucket);
  await joinFromSnapshot(board.machine, {});
  await board.sync();
  assert.equal(await publishSnapshotIfDue(board.machine, {}), null);
});

test('a reader whose logs were deleted up to a floor takes the newest index with its rows, and goes on', async (t) => {
  const bucket = memoryStore();
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  const board = await snapshotMachine(t, 'board', bucket);
  for (const { path } of [laptop, board]) await fixtureDatabase('base', path);
  await laptop.sync();
  await board.sync();
  await laptop.sync();
  for (const n of [1, 2, 3]) {
    laptop.change((db) => {
      db.exec(`UPDATE observations SET title = 'Edit ${n}' WHERE id = ${20 + n}`);
      db.exec(`DELETE FROM observations WHERE id = ${30 + n}`);
    });
    await laptop.sync();
  }
  await publishSnapshot(laptop.machine, {});
  laptop.change((db) => db.exec("UPDATE observations SET title = 'After it' WHERE id = 25"));
  await laptop.sync();
  const own = laptop.machine.state.deviceId();
  const report = { state: 'ready', lastError: null, tool: null, floor: { core: 5 } };
  await writeReport(laptop.machine, deviceReport(laptop.machine, report));
  for (const key of bucket.keys()) if (/log\/.*\/000000000[1-4]-/.test(key) && key.includes(own)) bucket.drop(key);
  board.change((db) => db.exec("UPDATE observations SET title = 'Here' WHERE id = 21"));
  await board.sync();
  await laptop.sync();
  await board.sync();
  assert.deepEqual(contents(board), contents(laptop));
  for (const title of ['Edit 2', 'Edit 3', 'After it']) assert.ok(titles(board).includes(title), title);
  assertSound(board);
  await assertStill(board, laptop);
});

test('a first run takes the snapshot by itself: an image only where a person asked', async (t) => {
  const { laptop, bucket } = await pair(t);
  const placed = await snapshotMachine(t, 'placed', bucket);
  const setup = await placed.sync();
  assert.deepEqual([setup.state, setup.published?.records], ['setup', 0]);
  assert.equal((await placed.machine.source.inspect()).kind, 'absent');
  const { state, applied, published } = await placed.sync({ place: true });
  assert.deepEqual([state, applied, published?.records], ['done', 290, 0]);
  assert.deepEqual(contents(placed), contents(laptop));
  await assertStill(placed, laptop);
});

async function pair(
  t: TestContext,
  fixture: 'base' | 'laptop' = 'base',
  options: SnapshotMachineOptions = {},
): Promise<{ laptop: TestSnapshotMachine; board: TestSnapshotMachine; bucket: ReturnType<typeof memoryStore> }> {
  const bucket = memoryStore();
  const laptop = await snapshotMachine(t, 'laptop', bucket);
  await fixtureDatabase(fixture, laptop.path);
  await laptop.sync();
  assert.equal((await publishSnapshot(laptop.machine, {})).kind, 'published');
  return { laptop, board: await snapshotMachine(t, 'board', bucket, options), bucket };
}

async function assertStill(...machines: readonly TestSnapshotMachine[]): Promise<void> {
  for (const machine of machines) {
    const { published, fetched, applied } = await machine.sync();
    assert.deepEqual([published?.records, fetched.records, applied], [0, 0, 0]);
  }
}

/** Without local numbers and books. */
function contents(machine: TestSnapshotMachine): unknown[][] {
  const columns = {
    sdk_sessions: 'content_session_id, memory_session_id, project, custom_title, started_at_epoch',
    observations: 'memory_session_id, title, subtitle, narrative, facts, created_at_epoch',
    session_summaries: 'memory_session_id, request, learned, created_at_epoch',
    user_prompts: 'content_session_id, prompt_number, prompt_text, created_at_epoch',
  };
  return machine.change((db) =>
    tables.map((table) =>
      db
        .prepare(`SELECT ${columns[table]} FROM ${table}`)
        .raw()
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    ),
  );
}

function titles(machine: TestSnapshotMachine): unknown[] {
  return machine.change((db) => db.prepare('SELECT title FROM observations').pluck().all());
}

function assertSound(machine: TestSnapshotMachine): void {
  machine.change((db) => {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    assert.deepEqual(db.pragma('foreign_key_check'), []);
    for (const table of searched) {
      db.prepare(`INSERT INTO ${table}_fts(${table}_fts, rank) VALUES ('integrity-check', 1)`).run();
    }
  });
}

/** stateHash of every record. */
async function hashes({ machine }: TestSnapshotMachine): Promise<Record<string, string>> {
  const { store, records } = machine;
  const reading = await records.open();
  try {
    const all: Record<string, string> = {};
    for (const known of store.knownAfter('', 1_000_000)) {
      const [mapped] = store.rowsOf(store.aliasOf(known.key) ?? known.key);
      const row = mapped !== undefined && isKnownKind(mapped.kind) ? reading.row(mapped.kind, mapped.rowid) : null;
      const state = recordStateOf(known.state, row?.body ?? null);
      all[known.key] = state === null ? 'none' : stateHash(state);
    }
    return all;
  } finally {
    reading.close();
  }
}

test('the folder of a machine holds nothing of a join afterwards', async (t) => {
  const { board } = await pair(t);
  await joinFromSnapshot(board.machine, {});
  assert.deepEqual(readdirSync(join(board.folder, 'home', 'scratch')), []);
});
