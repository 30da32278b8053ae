import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Body } from '../../../../core/model/records/body.ts';
import { recordKey, type SessionRef } from '../../../../core/model/records/record.ts';
import { assertHealthy } from '../../../support/database-checks.ts';
import { assertSameRows } from '../../../support/database-rows.ts';
import { allRows, copyRows, heard, reading, rowsIn, scene, sql, written, type Scene } from './scene.ts';

const key = recordKey('session', 'any');

function session(content: string, memory: string | null, more: Body = {}): Body {
  return {
    platform_source: 'claude',
    content_session_id: content,
    memory_session_id: memory,
    project: 'p',
    started_at: 'then',
    started_at_epoch: 1n,
    status: 'completed',
    ...more,
  };
}

function ref(content: string, memory: string | null): SessionRef {
  return { key, platform: 'claude', content, memory, project: 'p', startedAtEpoch: 1_700_000_000_000 };
}

const query = (at: Scene, text: string) => sql(at.path, (db) => db.prepare(text).raw().all());

describe('writing rows', () => {
  for (const fixture of ['with-tools', 'laptop'] as const) {
    it(`gives ${fixture} again in an empty database, with bodies, identities and twins`, async (t) => {
      const [from, to] = [await scene(t, fixture), await scene(t, 'empty')];
      const rows = await allRows(from);
      // A session that is open there is not being worked in here.
      sql(from.path, (db) => db.exec("UPDATE sdk_sessions SET status = 'completed'"));
      const results = await copyRows(to, rows);
      assert.deepEqual(
        results.map(({ kind }) => kind),
        rows.map(() => 'written'),
      );
      assert.deepEqual((await allRows(to)).map(heard), (await allRows(from)).map(heard));
      assert.deepEqual(results.map(written).map(heard), (await allRows(to)).map(heard));
      sql(from.path, (db) => db.exec('UPDATE tool_uses SET content_hash = NULL'));
      await assertSameRows(to.path, from.path);
      await assertHealthy(to.path);
      assert.deepEqual(readdirSync(to.live), ['claude-mem.db']);
    });
  }

  it('marks them as sent, of no origin, with counters at rest, and nothing for cloud sync', async (t) => {
    const [from, to] = [await scene(t, 'with-tools'), await scene(t, 'empty')];
    sql(from.path, (db) =>
      db.exec(
        "UPDATE sdk_sessions SET worker_port = 5, prompt_counter = 9, status = 'active'; UPDATE observations SET relevance_count = 4, synced_at = NULL, origin_device_id = 'd', origin_local_id = id",
      ),
    );
    const before = Date.now();
    await copyRows(to, await allRows(from));
    for (const table of ['observations', 'session_summaries', 'user_prompts']) {
      assert.deepEqual(
        query(
          to,
          `SELECT DISTINCT synced_at BETWEEN ${before} AND ${Date.now()}, origin_device_id, origin_local_id, sync_rev FROM ${table}`,
        ),
        [[1, null, null, '1']],
        table,
      );
    }
    assert.deepEqual(query(to, 'SELECT DISTINCT worker_port, prompt_counter, status FROM sdk_sessions'), [
      [null, 0, 'completed'],
    ]);
    assert.deepEqual(query(to, 'SELECT DISTINCT relevance_count FROM observations'), [[0]]);
    for (const table of ['sync_outbox', 'sync_content_outbox', 'sync_state', 'sync_entity_heads', 'pending_messages']) {
      assert.deepEqual(query(to, `SELECT * FROM ${table}`), [], table);
    }
  });

  it('leaves the hash NULL where the key is not that of a real one', async (t) => {
    const at = await scene(t, 'base');
    const row = await reading(at, (open) => open.row('observation', 7));
    assert.ok(row?.session);
    const { rowid: home } = row.session;
    const body = { ...row.body, created_at_epoch: 5n };
    const other = written(
      await at.records.write((w) => w.insert('observation', recordKey('observation', 'x', 'f', 'y'), body, home)),
    );
    assert.deepEqual(query(at, `SELECT content_hash FROM observations WHERE id = ${other.rowid}`), [[null]]);
    const twice = await at.records.write((w) => w.insert('observation', row.identity, body, home));
    assert.match(twice.kind === 'parked' ? twice.finding : '', /UNIQUE.*content_hash/);
  });

  it('sets the columns of an update and no others, and full text follows', async (t) => {
    const at = await scene(t, 'base');
    const before = await reading(at, (open) => open.row('observation', 7));
    const row = written(
      await at.records.write((w) =>
        w.update('observation', 7, {
          title: 'quokka',
          memory_session_id: 'no',
          content_hash: 'no',
          id: 5n,
          unknown_column: 1n,
        }),
      ),
    );
    assert.deepEqual({ ...row.body }, { ...before?.body, title: 'quokka' });
    assert.deepEqual(row.session, before?.session);
    assert.deepEqual(query(at, "SELECT rowid FROM observations_fts WHERE observations_fts MATCH 'quokka'"), [[7]]);
    await assertHealthy(at.path);
  });

  it('parks a row that a constraint forbids and writes the others', async (t) => {
    const at = await scene(t, 'base');
    const rows = await reading(at, (open) => rowsIn(open, 'observation'));
    const [row] = rows;
    assert.ok(row?.session);
    const home = row.session.rowid;
    const other = (n: number) => recordKey('observation', String(n));
    const kinds = await at.records.write((w) => {
      const insert = (n: number, more: Body, session: number | null = home) =>
        w.insert('observation', other(n), { ...row.body, ...more }, session).kind;
      const { type: _, ...untyped } = row.body;
      return [
        insert(1, {}),
        insert(2, { type: null }),
        w.insert('observation', other(3), untyped, home).kind,
        insert(4, {}, 9_999),
        insert(5, { memory_session_id: 'nobody' }, null),
        w.update('observation', 8, { type: null }).kind,
        w.update('observation', 9_999, { type: 'x' }).kind,
        w.update('session', 3, { status: 'asleep' }).kind,
        insert(6, { discovery_tokens: null }),
      ];
    });
    assert.deepEqual(kinds, [
      'written',
      'parked',
      'parked',
      'parked',
      'parked',
      'parked',
      'parked',
      'parked',
      'written',
    ]);
    assert.deepEqual(query(at, 'SELECT count(*) FROM observations'), [[202]]);
    await assertHealthy(at.path);
  });

  it('fills what an older writer did not know from the schema, the session and the birth', async (t) => {
    const at = await scene(t, 'base');
    const session = (await reading(at, (open) => open.row('session', 3)))?.body;
    const row = written(
      await at.records.write((w) =>
        w.insert(
          'observation',
          key,
          { type: 'note', title: 'T', created_at_epoch: 1_700_000_000_000n, discovery_tokens: null },
          3,
        ),
      ),
    );
    assert.equal(row.body['project'], session?.['project']);
    assert.equal(row.body['created_at'], '2023-11-14T22:13:20.000Z');
    assert.equal(row.body['narrative'], null);
  });

  it('undoes everything when the work throws', async (t) => {
    const at = await scene(t, 'base');
    const work = at.records.write((w) => {
      w.delete('observation', 7);
      throw new Error('changed my mind');
    });
    await assert.rejects(work, /changed my mind/);
    assert.deepEqual(query(at, 'SELECT count(*) FROM observations'), [[200]]);
    await assert.rejects(
      at.records.write(async (w) => w.delete('observation', 7)),
      /must not wait/,
    );
    assert.deepEqual(query(at, 'SELECT count(*) FROM observations'), [[200]]);
    assert.deepEqual(readdirSync(at.live), ['claude-mem.db']);
  });
});

describe('a session', () => {
  it("is claude-mem's own stub, if that is here", async (t) => {
    const at = await scene(t, 'empty');
    sql(at.path, (db) =>
      db.exec(
        "INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch, status) VALUES ('m', 'm', 'stub', '', 9, 'completed'); INSERT INTO observations (memory_session_id, project, type, created_at, created_at_epoch) VALUES ('m', 'p', 't', '', 9)",
      ),
    );
    const row = written(
      await at.records.write((w) => w.insert('session', key, session('c', 'm', { custom_title: 'T' }), null)),
    );
    assert.equal(row.rowid, 1);
    assert.deepEqual(
      query(at, 'SELECT id, content_session_id, memory_session_id, project, custom_title FROM sdk_sessions'),
      [[1, 'c', 'm', 'p', 'T']],
    );
    assert.deepEqual(query(at, 'SELECT memory_session_id FROM observations'), [['m']]);
  });

  it('gets the memory id that it lacked', async (t) => {
    const at = await scene(t, 'empty');
    const ids = await at.records.write((w) => [
      written(w.insert('session', key, session('c', null), null)).rowid,
      written(w.insertSession(ref('c', 'm'))).rowid,
      written(w.insert('session', key, session('d', null), null)).rowid,
      written(w.insert('session', key, session('d', 'n', { custom_title: 'T' }), null)).rowid,
      written(w.insertSession(ref('d', null))).rowid,
    ]);
    assert.deepEqual(ids, [1, 1, 2, 2, 2]);
    assert.deepEqual(query(at, 'SELECT content_session_id, memory_session_id, custom_title FROM sdk_sessions'), [
      ['c', 'm', null],
      ['d', 'n', 'T'],
    ]);
  });

  it('gets a helper only for a concurrent memory id, and the helper counts as its base', async (t) => {
    const at = await scene(t, 'empty');
    const rows = await at.records.write((w) => {
      const base = written(w.insert('session', key, session('c', 'm1'), null));
      const helper = written(w.insertSession(ref('c', 'm2')));
      const again = written(w.insertSession(ref('c', 'm2')));
      const prompt = written(
        w.insert('prompt', key, { prompt_number: 1n, prompt_text: 'x', created_at_epoch: 5n }, helper.rowid),
      );
      const tool = written(
        w.insert('tool-use', key, { tool_use_id: 'u', tool_name: 'n', created_at_epoch: 5n }, helper.rowid),
      );
      return { base, helper, again, prompt, tool };
    });
    assert.deepEqual(query(at, 'SELECT content_session_id, memory_session_id FROM sdk_sessions'), [
      ['c', 'm1'],
      ['c#m2', 'm2'],
    ]);
    assert.equal(rows.helper.identity, rows.base.identity);
    assert.equal(rows.helper.body['content_session_id'], 'c');
    assert.equal(rows.again.rowid, rows.helper.rowid);
    assert.deepEqual(
      { ...rows.prompt.session },
      { rowid: 2, platform: 'claude', content: 'c', memory: 'm2', project: 'p', startedAtEpoch: 1_700_000_000_000 },
    );
    assert.equal(rows.tool.session?.rowid, 2);
    assert.deepEqual(
      query(at, 'SELECT content_session_id FROM user_prompts UNION ALL SELECT content_session_id FROM tool_uses'),
      [['c'], ['c']],
    );
    await at.records.write((w) => w.update('session', 2, { memory_session_id: 'm3' }));
    assert.deepEqual(query(at, 'SELECT content_session_id, memory_session_id FROM sdk_sessions WHERE id = 2'), [
      ['c#m3', 'm3'],
    ]);
  });

  it('that is open elsewhere is not opened here, and one that is open here stays so', async (t) => {
    const at = await scene(t, 'empty');
    const states = await at.records.write((w) => {
      const arrived = written(w.insert('session', key, session('c', 'm', { status: 'active' }), null));
      return [arrived, written(w.update('session', arrived.rowid, { status: 'active', custom_title: 'T' }))];
    });
    assert.deepEqual(
      states.map(({ body }) => body['status']),
      ['completed', 'completed'],
    );
    sql(at.path, (db) => db.exec("UPDATE sdk_sessions SET status = 'active'"));
    const own = written(await at.records.write((w) => w.update('session', 1, { status: 'active', custom_title: 'U' })));
    assert.equal(own.body['status'], 'active');
  });

  it('whose memory id belongs to another is parked', async (t) => {
    const at = await scene(t, 'empty');
    const result = await at.records.write((w) => {
      w.insert('session', key, session('c', 'm'), null);
      return [
        w.insert('session', key, session('other', 'm'), null),
        w.insert('session', key, session('d', 'n'), null),
        w.update('session', 2, { memory_session_id: 'm' }),
      ];
    });
    assert.deepEqual(
      result.map(({ kind }) => kind),
      ['parked', 'written', 'parked'],
    );
  });

  it('takes its children along to another memory id, unless work is queued for it', async (t) => {
    const at = await scene(t, 'base');
    const rename = () =>
      at.records.write((w) => w.update('session', 3, { memory_session_id: 'renamed', custom_title: 'T' }));
    const renamed = () =>
      query(
        at,
        "SELECT (SELECT count(*) FROM observations WHERE memory_session_id = 'renamed'), (SELECT count(*) FROM session_summaries WHERE memory_session_id = 'renamed'), (SELECT custom_title FROM sdk_sessions WHERE id = 3)",
      );
    sql(at.path, (db) =>
      db.exec(
        "INSERT INTO pending_messages (session_db_id, content_session_id, message_type, created_at_epoch) VALUES (3, 'c', 'observation', 1)",
      ),
    );
    assert.deepEqual(await rename(), { kind: 'in-use' });
    assert.deepEqual(renamed(), [[0, 0, null]]);
    sql(at.path, (db) => db.exec('DELETE FROM pending_messages'));
    assert.equal(written(await rename()).body['memory_session_id'], 'renamed');
    assert.deepEqual(renamed(), [[20, 4, 'T']]);
    await assertHealthy(at.path);
  });

  it('goes only when no child and no queued work is left, and never takes one along', async (t) => {
    const at = await scene(t, 'with-tools');
    sql(at.path, (db) =>
      db.exec(
        "INSERT INTO pending_messages (session_db_id, content_session_id, message_type, created_at_epoch) VALUES (2, 'c', 'observation', 1); CREATE TABLE later (id INTEGER PRIMARY KEY, of INTEGER REFERENCES sdk_sessions(id) ON DELETE CASCADE); INSERT INTO later (of) VALUES (2)",
      ),
    );
    const remove = () => at.records.write((w) => w.delete('session', 2).kind);
    for (const statement of [
      'DELETE FROM observations',
      'DELETE FROM session_summaries',
      'DELETE FROM user_prompts',
      'DELETE FROM tool_uses',
      'DELETE FROM pending_messages',
      'DELETE FROM later',
    ]) {
      assert.equal(await remove(), 'in-use', `before ${statement}`);
      sql(at.path, (db) => db.exec(statement));
    }
    assert.equal(await remove(), 'deleted');
    assert.equal(await remove(), 'deleted');
    assert.deepEqual(query(at, 'SELECT id FROM sdk_sessions ORDER BY id'), [[1], [3]]);
    await assertHealthy(at.path);
  });
});
