import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { rowsOf } from '../../../core/model/content.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import type { Source } from '../../../core/ports/source.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { claudeMemSource } from '../../../core/sources/claude-mem/source.ts';
import { noWorker } from '../../../core/sources/sqlite-file/no-worker.ts';
import { assertHealthy, tableCounts } from '../../support/database-checks.ts';
import { fixtureDatabase, type FixtureName } from '../../support/fixtures.ts';
import { folderBytes, sha256Of } from '../../support/folder-bytes.ts';
import { otherProcess } from '../../support/other-process.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

interface Machine {
  readonly source: Source;
  readonly path: string;
  readonly live: string;
  readonly scratch: string;
  readonly markersMade: { count: number };
}

async function machine(t: TestContext, fixture: FixtureName | 'none'): Promise<Machine> {
  const root = await scratchFolder(t, 'claude-mem-source');
  const [live, scratch] = [join(root, 'live'), join(root, 'scratch')];
  mkdirSync(live);
  mkdirSync(scratch);
  const path = join(live, 'claude-mem.db');
  if (fixture !== 'none') await fixtureDatabase(fixture, path);
  const markersMade = { count: 0 };
  const source = claudeMemSource({
    path,
    scratchFolder: scratch,
    clock: systemClock,
    worker: { ...noWorker, inspect: async () => ({ kind: 'stopped', version: '13.25.3' }) },
    accepts: async (versions) =>
      versions.includes(999) ? { kind: 'no', missing: [999], installed: '13.25.3' } : { kind: 'yes' },
    hasCloudSync: async () => true,
    createMarkers: async () => void (markersMade.count += 1),
  });
  return { source, path, live, scratch, markersMade };
}

function run(path: string, ...statements: string[]): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  for (const statement of statements) db.exec(statement);
  db.close();
}

function query(path: string, sql: string): unknown[] {
  const db = new Database(path);
  try {
    return db.prepare(sql).raw(true).all();
  } finally {
    db.close();
  }
}

const pending = (id: number, session: number, canary: string) =>
  `INSERT INTO pending_messages(id, session_db_id, content_session_id, message_type, tool_input, created_at_epoch) SELECT ${id}, id, content_session_id, 'observation', '${canary}', 1 FROM sdk_sessions WHERE id = ${session}`;
const localRows = (canary: string) => [
  pending(11, 3, canary),
  `INSERT INTO sync_state(k, v) VALUES ('cursor', '${canary}')`,
  `INSERT INTO sync_outbox(id, op_uuid, body, created_at_epoch) VALUES (21, 'op', '${canary}', 1)`,
  `INSERT INTO sync_entity_heads VALUES ('e', 'prompt', 'device', '1', '1', '${canary}', 0, 1)`,
  `INSERT INTO telegram_wrapups(id, platform_source, content_session_id, project, route_key, summary_created_at_epoch, status, claimed_at_epoch) VALUES (31, 'claude', 'c', 'p', '${canary}', 1, 'sent', 1)`,
];

describe('an image of claude-mem', () => {
  it('holds all memories and none of the rows that stay on their machine, not even in free pages', async (t) => {
    const at = await machine(t, 'with-tools');
    run(
      at.path,
      ...localRows('CANARY'),
      "INSERT INTO sync_content_outbox(entity_id, kind, origin_local_id, entity_rev, body, operation_sha256, created_at_epoch) SELECT 'e' || id, 'prompt', '1', '1', 'CANARY' || hex(zeroblob(3000)), 'h', 1 FROM sdk_sessions",
    );
    const image = join(at.scratch, 'image.db');
    const taken = await at.source.takeImage(image);
    const before = await tableCounts(at.path);
    const after = await tableCounts(image);
    assert.equal(before['pending_messages'], 1);
    for (const [table, rows] of Object.entries(before)) {
      const isLocal = /^(pending_messages|sync_.*|telegram_wrapups)$/.test(table);
      assert.equal(after[table], isLocal ? 0 : rows, table);
    }
    assert.equal(readFileSync(image).includes('CANARY'), false);
    assert.deepEqual(query(image, 'SELECT name FROM sqlite_sequence ORDER BY 1'), [
      ['observations'],
      ['sdk_sessions'],
      ['session_summaries'],
      ['tool_uses'],
      ['user_prompts'],
    ]);
    assert.deepEqual(rowsOf(taken), {
      observations: 60,
      sdk_sessions: 3,
      session_summaries: 12,
      tool_uses: 120,
      user_prompts: 12,
    });
    assert.deepEqual(taken.rows, rowsOf(taken));
    assert.equal(taken.toolVersion, '13.25.3');
    assert.equal(taken.schemaVersions.length, 37);
    assert.equal(taken.pageBytes, 4096);
    await assertHealthy(image);
    assert.equal((await at.source.digest()).digest, taken.digest);
  });

  it('has the same bytes again as long as nothing is written, local rows or not', async (t) => {
    const at = await machine(t, 'base');
    for (const round of ['without', 'with']) {
      if (round === 'with') run(at.path, ...localRows('x'));
      const images = ['a', 'b'].map((name) => join(at.scratch, `${round}-${name}.db`));
      for (const image of images) await at.source.takeImage(image);
      const [a, b] = images.map(sha256Of);
      assert.equal(a, b);
    }
  });

  it('shares nearly all its pages with the source, and with the next image', async (t) => {
    const at = await machine(t, 'laptop');
    run(at.path, ...localRows('x'));
    const pages = (path: string) =>
      readFileSync(path)
        .toString('latin1')
        .match(/[^]{4096}/g) ?? [];
    await at.source.takeImage(join(at.scratch, 'a.db'));
    run(at.path, "UPDATE sdk_sessions SET custom_title = 'a new title' WHERE id = 2");
    await at.source.takeImage(join(at.scratch, 'b.db'));
    const [live, a, b] = [at.path, join(at.scratch, 'a.db'), join(at.scratch, 'b.db')].map(pages);
    assert.ok(live !== undefined && a !== undefined && b !== undefined);
    const differing = (x: readonly string[], y: readonly string[]) =>
      x.filter((page, index) => page !== y[index]).length;
    assert.equal(a.length, b.length);
    assert.ok(differing(a, b) <= 3, `${differing(a, b)} pages differ between two images`);
    assert.ok(differing(b, live) <= 20, `${differing(b, live)} pages differ between image and source`);
  });

  it('carries tables that a later release of claude-mem may add', async (t) => {
    const at = await machine(t, 'base');
    run(
      at.path,
      "CREATE TABLE dreams(id INTEGER PRIMARY KEY, text TEXT); INSERT INTO dreams(text) VALUES ('of sheep'); CREATE TABLE sync_dreams(k); INSERT INTO sync_dreams VALUES (1)",
    );
    const taken = await at.source.takeImage(join(at.scratch, 'image.db'));
    assert.equal(taken.tables['dreams']?.rows, 1);
    assert.equal(taken.tables['sync_dreams'], undefined);
    assert.equal((await tableCounts(join(at.scratch, 'image.db')))['sync_dreams'], 0);
  });
});

describe("claude-mem's content digest", () => {
  it('stays when only this machine has changed', async (t) => {
    const at = await machine(t, 'with-tools');
    const { digest } = await at.source.digest();
    const changes = [
      ...localRows('x'),
      'UPDATE sdk_sessions SET worker_port = 37999, prompt_counter = prompt_counter + 1',
      'UPDATE observations SET relevance_count = relevance_count + 1',
      ...['observations', 'session_summaries', 'user_prompts'].map(
        (table) => `UPDATE ${table} SET synced_at = 5, sync_rev = '2', origin_device_id = 'd', origin_local_id = id`,
      ),
      "UPDATE schema_versions SET applied_at = 'elsewhere'",
      "INSERT INTO observations_fts(observations_fts) VALUES('optimize')",
      'DROP INDEX idx_observations_type',
      'VACUUM',
    ];
    for (const change of changes) {
      run(at.path, change);
      assert.equal((await at.source.digest()).digest, digest, change);
    }
  });

  it('changes with every memory', async (t) => {
    const at = await machine(t, 'with-tools');
    const seen = new Set([(await at.source.digest()).digest]);
    const changes = [
      "UPDATE sdk_sessions SET custom_title = 'x' WHERE id = 1",
      "UPDATE sdk_sessions SET status = 'failed' WHERE id = 1",
      'UPDATE observations SET concepts = NULL WHERE id = 1',
      "UPDATE observations SET concepts = '' WHERE id = 1",
      'DELETE FROM observations WHERE id = 2',
      "UPDATE session_summaries SET learned = learned || '!' WHERE id = 3",
      'UPDATE user_prompts SET session_db_id = 1 WHERE id = 12',
      "UPDATE tool_uses SET tool_response = 'x' WHERE id = 100",
    ];
    for (const change of changes) {
      run(at.path, change);
      seen.add((await at.source.digest()).digest);
    }
    assert.equal(seen.size, changes.length + 1);
  });
});

describe('keeping the local tables of a machine', () => {
  /** The memory of `laptop` will replace that of `board`, which has local rows of its own. */
  async function boardWithImage(t: TestContext): Promise<{ board: Machine; image: string }> {
    const [laptop, board] = [await machine(t, 'laptop'), await machine(t, 'board')];
    run(laptop.path, ...localRows('of the laptop'));
    const image = join(board.scratch, 'image.db');
    await laptop.source.takeImage(image);
    return { board, image };
  }

  it('puts them into the image, rows of the queue under the session they belong to', async (t) => {
    const { board, image } = await boardWithImage(t);
    // The manual session was born on both machines, under different numbers; session 11 exists on the board alone.
    const manual = "SELECT id FROM sdk_sessions WHERE content_session_id LIKE 'manual%'";
    const [[here], [there]] = [query(board.path, manual)[0], query(image, manual)[0]] as [[number], [number]];
    assert.notEqual(here, there);
    run(
      board.path,
      ...localRows('of the board'),
      pending(12, here, 'of the manual session'),
      pending(13, 11, 'of the session that only the board has'),
    );
    run(board.path, 'DELETE FROM pending_messages WHERE id = 12', pending(15, here, 'of the manual session'));
    const before = folderBytes(board.live);
    for (let times = 0; times < 2; times += 1) {
      await board.source.keepLocalTables(image);
      assert.deepEqual(query(image, 'SELECT id, session_db_id, tool_input FROM pending_messages ORDER BY id'), [
        [11, 3, 'of the board'],
        [15, there, 'of the manual session'],
      ]);
      for (const table of ['sync_state', 'sync_outbox', 'sync_entity_heads', 'telegram_wrapups']) {
        assert.deepEqual(query(image, `SELECT * FROM ${table}`), query(board.path, `SELECT * FROM ${table}`), table);
      }
    }
    const sequences = (path: string) =>
      query(
        path,
        "SELECT name, seq FROM sqlite_sequence WHERE name IN ('pending_messages', 'sync_outbox', 'telegram_wrapups') ORDER BY name",
      );
    assert.deepEqual(sequences(image), sequences(board.path));
    assert.deepEqual(folderBytes(board.live), before);
    await board.source.checkImage(image);
    await assertHealthy(image);
  });

  it('leaves the digest as it is, and after the replace the machine has the other memory and its own queue', async (t) => {
    const { board, image } = await boardWithImage(t);
    run(board.path, ...localRows('of the board'));
    const { digest } = await board.source.checkImage(image);
    await board.source.keepLocalTables(image);
    await board.source.place(image, join(board.scratch, 'aside'));
    await board.source.settle();
    assert.equal((await board.source.digest()).digest, digest);
    assert.deepEqual(query(board.path, 'SELECT tool_input FROM pending_messages'), [['of the board']]);
    await assertHealthy(board.path);
  });

  it('takes what was there out of the image where this machine has no database, or one that cannot be read', async (t) => {
    const image = join((await machine(t, 'none')).scratch, 'image.db');
    for (const content of [null, '', 'no database']) {
      const at = await machine(t, 'none');
      if (content !== null) writeFileSync(at.path, content);
      await fixtureDatabase('base', image).catch(() => {});
      run(
        image,
        'DELETE FROM sync_state; DELETE FROM sync_outbox; DELETE FROM sync_entity_heads; DELETE FROM telegram_wrapups; DELETE FROM pending_messages',
        ...localRows('of nobody'),
      );
      await at.source.keepLocalTables(image);
      const counts = await tableCounts(image);
      assert.equal(counts['sync_outbox'], 0);
      assert.equal(counts['pending_messages'], 0);
      assert.equal(counts['observations'], 200);
    }
  });

  it('copes with a schema that has fewer columns and tables', async (t) => {
    const at = await machine(t, 'base');
    run(at.path, ...localRows('own'));
    const image = join(at.scratch, 'image.db');
    await at.source.takeImage(image);
    run(
      image,
      'ALTER TABLE pending_messages DROP COLUMN tool_name; DROP TABLE sync_state; ALTER TABLE telegram_wrapups DROP COLUMN sent_at_epoch',
    );
    await at.source.keepLocalTables(image);
    const counts = await tableCounts(image);
    assert.deepEqual(
      [counts['pending_messages'], counts['telegram_wrapups'], counts['sync_outbox'], counts['sync_state']],
      [1, 1, 1, undefined],
    );
  });
});

describe('placing an image where there is no database', () => {
  it('leaves it in WAL mode, as claude-mem keeps its own, sound and with nothing beside it', async (t) => {
    const [laptop, board] = [await machine(t, 'laptop'), await machine(t, 'none')];
    const image = join(board.scratch, 'image.db');
    await laptop.source.takeImage(image);
    const { digest } = await laptop.source.digest();
    await board.source.place(image, join(board.scratch, 'aside'));
    assert.deepEqual(readdirSync(board.live), ['claude-mem.db']);
    const reading = await otherProcess(t, board.path);
    await reading.sql('BEGIN');
    await reading.sql('SELECT count(*) FROM observations');
    // With a rollback journal this write would have to wait for the reader.
    run(board.path, 'UPDATE sdk_sessions SET worker_port = 37998');
    await reading.sql('COMMIT');
    await reading.kill();
    assert.deepEqual(query(board.path, 'PRAGMA journal_mode'), [['wal']]);
    await assertHealthy(board.path);
    assert.equal((await board.source.digest()).digest, digest);
    assert.deepEqual(readdirSync(board.live), ['claude-mem.db']);
  });
});

describe('settling after a replace', () => {
  it('folds the -wal into the file, removes a half-made copy and makes the markers, in the mode it was in', async (t) => {
    const at = await machine(t, 'base');
    const writer = await otherProcess(t, at.path);
    await writer.sql("UPDATE sdk_sessions SET custom_title = 'in the -wal' WHERE id = 1");
    await writer.kill();
    writeFileSync(join(at.live, '.claude-mem.db.membridge-new'), 'half');
    await at.source.settle();
    assert.deepEqual(readdirSync(at.live), ['claude-mem.db']);
    assert.equal(at.markersMade.count, 1);
    assert.equal(readFileSync(at.path)[18], 2);
    assert.deepEqual(query(at.path, 'SELECT custom_title FROM sdk_sessions WHERE id = 1'), [['in the -wal']]);
  });

  it('does not mind another process that has the database open', async (t) => {
    const at = await machine(t, 'base');
    const other = await otherProcess(t, at.path);
    await other.sql('BEGIN');
    await other.sql('SELECT count(*) FROM observations');
    await at.source.settle();
    await other.sql('COMMIT');
    await other.close();
  });
});

describe('a claude-mem source', () => {
  it('looks at a database that the worker has only just made', async (t) => {
    const at = await machine(t, 'none');
    assert.deepEqual(await at.source.inspect(), { kind: 'absent' });
    createClaudeMemDatabase(at.path);
    const state = await at.source.inspect();
    assert.equal(state.kind, 'present');
    assert.deepEqual(state.kind === 'present' && state.facts.rows, {
      observations: 0,
      sdk_sessions: 0,
      session_summaries: 0,
      tool_uses: 0,
      user_prompts: 0,
    });
    assert.equal(state.kind === 'present' && state.facts.bytes, readFileSync(at.path).length);
  });

  it('asks the parts it was given for what they know', async (t) => {
    const at = await machine(t, 'base');
    assert.equal(await at.source.hasCloudSync(), true);
    assert.deepEqual(await at.source.accepts([4, 999]), { kind: 'no', missing: [999], installed: '13.25.3' });
    assert.deepEqual(await at.source.accepts([4]), { kind: 'yes' });
  });
});
