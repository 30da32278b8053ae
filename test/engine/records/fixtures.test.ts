import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { fixtureDatabase, type FixtureName } from '../../support/fixtures.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, type TestMergeMachine } from '../../support/merge-machine.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const tables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts'] as const;
const searched = ['observations', 'session_summaries', 'user_prompts'] as const;
/** What test/fixtures/claude-mem-13.25.3/README.md says a right merge holds. */
const merged = [16, 301, 60, 60];

test('two copies of one memory that went apart hold the same union after both synced', async (t) => {
  const { laptop, board } = await pair(t);
  for (const { path } of [laptop, board]) await fixtureDatabase('base', path);
  await laptop.sync();
  await board.sync();
  await putInPlace(t, 'laptop', laptop);
  await putInPlace(t, 'board', board);
  await laptop.sync();
  await board.sync();
  await laptop.sync();
  for (const machine of [laptop, board]) {
    assert.deepEqual(counts(machine), merged);
    assertSound(machine);
    assert.equal(renamed(machine), 1);
  }
  assert.deepEqual(texts(laptop), texts(board));
  await assertStill(laptop, board);
});

test('without a common base the same pair is a plain union, and nothing is deleted', async (t) => {
  const { laptop, board } = await pair(t);
  await fixtureDatabase('laptop', laptop.path);
  await fixtureDatabase('board', board.path);
  await laptop.sync();
  await board.sync();
  await laptop.sync();
  // The observation that the laptop had deleted is still on the board: nobody could know that it was.
  for (const machine of [laptop, board]) {
    assert.deepEqual(counts(machine), [16, 302, 60, 60]);
    assertSound(machine);
  }
  assert.deepEqual(texts(laptop), texts(board));
  await assertStill(laptop, board);
});

async function pair(t: TestContext): Promise<{ laptop: TestMergeMachine; board: TestMergeMachine }> {
  const store = memoryStore();
  return { laptop: await mergeMachine(t, 'laptop', store), board: await mergeMachine(t, 'board', store) };
}

/** Through SQLite's backup into the live file: same inode, as claude-mem itself would see it. */
async function putInPlace(t: TestContext, name: FixtureName, { path }: TestMergeMachine): Promise<void> {
  const image = join(await scratchFolder(t, 'image'), 'image.db');
  await fixtureDatabase(name, image);
  const from = new Database(image);
  await from.backup(path);
  from.close();
}

async function assertStill(...machines: readonly TestMergeMachine[]): Promise<void> {
  for (const machine of machines) {
    const { published, fetched, applied } = await machine.sync();
    assert.deepEqual([published?.records, fetched.records, applied], [0, 0, 0]);
  }
}

function counts(machine: TestMergeMachine): number[] {
  return machine.change((db) =>
    tables.map((table) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())),
  );
}

function renamed(machine: TestMergeMachine): number {
  const rows = `SELECT count(*) FROM sdk_sessions WHERE custom_title = 'Renamed on machine A'`;
  return machine.change((db) => Number(db.prepare(rows).pluck().get()));
}

function texts(machine: TestMergeMachine): unknown[] {
  return machine.change((db) =>
    db
      .prepare('SELECT memory_session_id, title, narrative, facts, created_at_epoch FROM observations ORDER BY 1, 5, 2')
      .raw()
      .all(),
  );
}

function assertSound(machine: TestMergeMachine): void {
  machine.change((db) => {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    assert.deepEqual(db.pragma('foreign_key_check'), []);
    for (const table of searched) {
      db.prepare(`INSERT INTO ${table}_fts(${table}_fts, rank) VALUES ('integrity-check', 1)`).run();
    }
  });
}
