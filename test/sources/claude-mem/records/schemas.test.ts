import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { KnownKind } from '../../../../core/model/records/kinds.ts';
import { assertHealthy } from '../../../support/database-checks.ts';
import { allRows, copyRows, heard, reading, scene, sql, written, type Scene } from './scene.ts';

const syncColumns = ['synced_at', 'origin_device_id', 'origin_local_id', 'sync_rev'];

/** A release before cloud sync, tool uses, and some columns of sessions and observations. */
async function older(t: TestContext, content: 'empty' | 'base'): Promise<Scene> {
  const at = await scene(t, content);
  sql(at.path, (db) => {
    db.exec('DROP TABLE tool_uses');
    for (const table of ['observations', 'session_summaries', 'user_prompts']) {
      db.exec(`DROP INDEX idx_${table}_unsynced; DROP INDEX ux_${table}_origin`);
      for (const column of syncColumns) db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
    db.exec(
      'DROP INDEX ux_observations_session_hash; ALTER TABLE observations DROP COLUMN metadata; ALTER TABLE observations DROP COLUMN generated_by_model',
    );
    db.exec('ALTER TABLE sdk_sessions DROP COLUMN observed_model; ALTER TABLE sdk_sessions DROP COLUMN custom_title');
    db.exec(
      'DROP INDEX idx_sdk_sessions_platform_source; DROP INDEX ux_sdk_sessions_platform_content; ALTER TABLE sdk_sessions DROP COLUMN platform_source',
    );
  });
  return at;
}

/** A release that nobody has seen yet: more columns, another table, another order. */
async function newer(t: TestContext, content: 'empty' | 'with-tools'): Promise<Scene> {
  const at = await scene(t, content);
  sql(at.path, (db) => {
    db.exec(
      "ALTER TABLE observations ADD COLUMN mood TEXT; ALTER TABLE observations ADD COLUMN weight REAL NOT NULL DEFAULT 0.5; ALTER TABLE sdk_sessions ADD COLUMN mood TEXT DEFAULT 'calm'; ALTER TABLE observations ADD COLUMN loud TEXT GENERATED ALWAYS AS (upper(title)) VIRTUAL",
    );
    db.exec('CREATE TABLE dreams (id INTEGER PRIMARY KEY, session_db_id INTEGER REFERENCES sdk_sessions(id))');
    db.exec("UPDATE observations SET mood = 'm' || id, weight = id / 3.0");
  });
  return at;
}

describe('an older schema', () => {
  it('gives all its rows to a newer one, and they keep their identities', async (t) => {
    const [from, to] = [await older(t, 'base'), await scene(t, 'empty')];
    assert.equal(await from.records.readiness(), 'ready');
    await reading(from, (open) => {
      assert.deepEqual(open.kinds, ['session', 'observation', 'summary', 'prompt']);
      assert.deepEqual([...open.rowids('tool-use')], []);
      assert.deepEqual([...open.rowsAfter('tool-use', 0)], []);
      assert.equal(open.columns('tool-use').size, 0);
    });
    const rows = await allRows(from);
    for (const result of await copyRows(to, rows)) written(result);
    const known = new Set((await allRows(await scene(t, 'base'))).map(({ identity }) => identity));
    assert.equal(known.size, rows.length);
    for (const { identity } of [...rows, ...(await allRows(to))]) assert.ok(known.has(identity));
    await assertHealthy(to.path);
  });

  it('takes what it can hold of rows of a newer one, and parks what it has no table for', async (t) => {
    const [from, to] = [await newer(t, 'with-tools'), await older(t, 'empty')];
    const rows = await allRows(from);
    const results = await copyRows(to, rows);
    const ended = (kind: KnownKind) =>
      new Set(results.filter((_, n) => rows[n]?.kind === kind).map((result) => result.kind));
    for (const kind of ['session', 'observation', 'summary', 'prompt'] as const)
      assert.deepEqual([...ended(kind)], ['written']);
    assert.deepEqual([...ended('tool-use')], ['parked']);
    const identities = rows.filter(({ kind }) => kind !== 'tool-use').map(({ identity }) => identity);
    assert.deepEqual(
      (await allRows(to)).map(({ identity }) => identity),
      identities,
    );
    await assertHealthy(to.path);
  });
});

describe('a newer schema', () => {
  it('has its own columns travel, generated ones excepted', async (t) => {
    const [from, to] = [await newer(t, 'with-tools'), await newer(t, 'empty')];
    const rows = await allRows(from);
    const observation = rows.find(({ kind }) => kind === 'observation');
    assert.deepEqual([observation?.body['mood'], observation?.body['weight']], ['m1', 1 / 3]);
    assert.equal('loud' in (observation?.body ?? {}), false);
    await copyRows(to, rows);
    const sent = (all: typeof rows) => all.filter(({ kind }) => kind !== 'session').map(heard);
    assert.deepEqual(sent(await allRows(to)), sent(rows));
    await assertHealthy(to.path);
  });

  it('fills its columns by its own defaults in rows of an older one', async (t) => {
    const [from, to] = [await older(t, 'base'), await newer(t, 'empty')];
    for (const result of await copyRows(to, await allRows(from))) written(result);
    const defaults = sql(to.path, (db) => db.prepare('SELECT DISTINCT weight, mood FROM observations').raw().all());
    assert.deepEqual(defaults, [[0.5, null]]);
  });
});
