import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isFault } from '../../../../core/model/errors.ts';
import { readBytesMax } from '../../../../core/sources/claude-mem/records/reading.ts';
import { folderBytes } from '../../../support/folder-bytes.ts';
import { otherProcess } from '../../../support/other-process.ts';
import { allRows, reading, refOf, rowsIn, scene, sql } from './scene.ts';

describe('reading records', () => {
  it('leaves no trace, whether the worker runs or not', async (t) => {
    const at = await scene(t, 'base');
    const still = folderBytes(at.live);
    assert.equal((await allRows(at)).length, 10 + 200 + 40 + 40);
    assert.deepEqual(folderBytes(at.live), still);
    const worker = await otherProcess(t, at.path);
    await worker.sql('UPDATE sdk_sessions SET worker_port = 5');
    const running = folderBytes(at.live);
    await allRows(at);
    assert.deepEqual(folderBytes(at.live), running);
    await worker.close();
    assert.deepEqual(readdirSync(at.live), ['claude-mem.db']);
    assert.deepEqual(readdirSync(at.scratch), []);
  });

  it('reads a copy where a reader would keep the memory tool waiting, and removes it', async (t) => {
    const at = await scene(t, 'base');
    sql(at.path, (db) => db.pragma('journal_mode = DELETE'));
    const open = await at.records.open();
    sql(at.path, (db) => db.exec("UPDATE sdk_sessions SET custom_title = 'written meanwhile'"));
    assert.equal(rowsIn(open, 'session')[0]?.body['custom_title'], null);
    open.close();
    await new Promise(setImmediate);
    for (let looks = 0; readdirSync(at.scratch).length > 0 && looks < 500; looks += 1)
      await new Promise((go) => setTimeout(go, 10));
    assert.deepEqual(readdirSync(at.scratch), []);
  });

  it('sees one moment through all tables', async (t) => {
    const at = await scene(t, 'base');
    const open = await at.records.open();
    const before = [...open.rowids('observation')];
    sql(at.path, (db) => db.exec('DELETE FROM observations WHERE id > 100; DELETE FROM sdk_sessions WHERE id = 9'));
    assert.deepEqual([...open.rowids('observation')], before);
    assert.equal(rowsIn(open, 'observation').length, 200);
    assert.equal(rowsIn(open, 'session').length, 10);
    open.close();
    assert.equal((await reading(at, (later) => [...later.rowids('observation')])).length, 100);
  });

  it('gives row numbers ascending, and the same as its pages', async (t) => {
    const at = await scene(t, 'with-tools');
    await reading(at, (open) => {
      assert.deepEqual(open.kinds, ['session', 'observation', 'summary', 'prompt', 'tool-use']);
      for (const kind of open.kinds) {
        const numbers = [...open.rowids(kind)];
        assert.deepEqual(
          numbers,
          [...numbers].sort((a, b) => a - b),
        );
        assert.deepEqual(
          numbers,
          rowsIn(open, kind).map(({ rowid }) => rowid),
        );
        assert.equal(open.rowCount(kind), numbers.length);
        assert.deepEqual(open.rowidsAfter(kind, numbers[1] ?? 0), numbers.slice(2));
      }
    });
  });

  it('marks rows with the fingerprints that they have as a whole', async (t) => {
    const at = await scene(t, 'with-tools');
    sql(at.path, (db) => db.exec("UPDATE observations SET title = CAST(x'61ff62' AS TEXT) WHERE id = 3"));
    await reading(at, (open) => {
      for (const kind of open.kinds) {
        const whole = open.rowsAfter(kind, 2).map(({ rowid, fingerprint }) => ({ rowid, fingerprint }));
        assert.ok(whole.length > 0, kind);
        assert.deepEqual(open.marksAfter(kind, 2), whole);
      }
    });
  });

  it('reads pages bounded by bytes, and at least one row', async (t) => {
    const at = await scene(t, 'empty');
    sql(at.path, (db) => {
      db.exec(
        "INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES ('c', 'm', 'p', '', 1)",
      );
      const insert = db.prepare(
        "INSERT INTO observations (memory_session_id, project, type, narrative, created_at, created_at_epoch) VALUES ('m', 'p', 't', ?, '', ?)",
      );
      for (const [index, size] of [readBytesMax * 3, 10, readBytesMax / 2, readBytesMax / 2, 10].entries())
        insert.run('x'.repeat(size), index);
    });
    await reading(at, (open) => {
      const pages: number[][] = [];
      for (let last = 0; ;) {
        const page = open.rowsAfter('observation', last).map(({ rowid }) => rowid);
        if (page.length === 0) break;
        pages.push(page);
        last = page.at(-1) ?? 0;
      }
      assert.deepEqual(pages, [[1], [2, 3, 4], [5]]);
    });
  });

  it('keeps every value as SQLite has it: 64 bits, REAL, blobs, NUL in text, text that is no UTF-8', async (t) => {
    const at = await scene(t, 'base');
    sql(at.path, (db) => {
      db.exec(
        'ALTER TABLE observations ADD COLUMN any_a; ALTER TABLE observations ADD COLUMN any_b; ALTER TABLE observations ADD COLUMN any_c',
      );
      db.exec(
        "UPDATE observations SET any_a = 9223372036854775807, any_b = 5.0, any_c = x'00ff', title = CAST(x'61ff62' AS TEXT), subtitle = 'a' || char(0) || 'b', narrative = '\uFFFD 😀', facts = x'c3a4', concepts = CAST(x'edA080' AS TEXT) WHERE id = 7",
      );
    });
    const row = await reading(at, (open) => open.row('observation', 7));
    assert.deepEqual(
      ['any_a', 'any_b', 'any_c', 'title', 'subtitle', 'narrative', 'facts', 'concepts'].map(
        (column) => row?.body[column],
      ),
      [
        9223372036854775807n,
        5,
        Buffer.from('00ff', 'hex'),
        { invalidText: new Uint8Array([0x61, 0xff, 0x62]) },
        'a\0b',
        '\uFFFD 😀',
        Buffer.from('c3a4', 'hex'),
        { invalidText: new Uint8Array([0xed, 0xa0, 0x80]) },
      ],
    );
  });

  it('lets nothing travel that is of this machine alone', async (t) => {
    const at = await scene(t, 'with-tools');
    const local =
      /^(id|session_db_id|observation_id|worker_port|prompt_counter|relevance_count|synced_at|origin_device_id|origin_local_id|sync_rev)$/;
    await reading(at, (open) => {
      for (const kind of open.kinds) {
        for (const column of open.columns(kind)) assert.doesNotMatch(column, local);
        const [row] = rowsIn(open, kind);
        assert.deepEqual(
          Object.keys(row?.body ?? {}).filter((column) => !open.columns(kind).has(column)),
          [],
        );
        if (kind === 'session') continue;
        for (const link of ['memory_session_id', 'content_session_id', 'content_hash'])
          assert.equal(link in (row?.body ?? {}), false, `${kind} ${link}`);
      }
    });
  });

  it('keeps the content id of a prompt that no session owns', async (t) => {
    const at = await scene(t, 'base');
    sql(at.path, (db) =>
      db.exec(
        "INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch) VALUES (NULL, 'nobody', 1, 'alone', '', 1)",
      ),
    );
    const row = await reading(at, (open) => rowsIn(open, 'prompt').at(-1));
    assert.equal(row?.session, null);
    assert.equal(row?.body['content_session_id'], 'nobody');
  });

  it('has another fingerprint after every change that travels, and the same after every other', async (t) => {
    const at = await scene(t, 'base');
    const print = () => reading(at, (open) => open.row('observation', 7)?.fingerprint);
    const seen = new Set([await print()]);
    sql(at.path, (db) =>
      db.exec(
        "UPDATE observations SET relevance_count = 9, synced_at = 4, sync_rev = '8', origin_device_id = 'd', origin_local_id = id; UPDATE sdk_sessions SET status = 'failed', prompt_counter = 77",
      ),
    );
    assert.equal(seen.has(await print()), true);
    const changes = [
      "UPDATE observations SET concepts = 'x' WHERE id = 7",
      "UPDATE observations SET concepts = CAST(x'78ff' AS TEXT) WHERE id = 7",
      "UPDATE observations SET concepts = x'78ff' WHERE id = 7",
      'UPDATE observations SET concepts = NULL WHERE id = 7',
      "UPDATE observations SET content_hash = '__null_migration_7__' WHERE id = 7",
      "UPDATE sdk_sessions SET memory_session_id = 'rewritten' WHERE memory_session_id = (SELECT memory_session_id FROM observations WHERE id = 7)",
      "UPDATE sdk_sessions SET platform_source = 'codex'",
    ];
    for (const [index, change] of changes.entries()) {
      sql(at.path, (db) => db.exec(change));
      seen.add(await print());
      assert.equal(seen.size, index + 2, change);
    }
  });

  it('knows its generation: file, sequences, migrations', async (t) => {
    const at = await scene(t, 'base');
    const before = await reading(at, ({ generation }) => generation);
    assert.deepEqual(before.sequences, {
      observations: 200,
      sdk_sessions: 10,
      session_summaries: 40,
      user_prompts: 40,
    });
    assert.equal(before.schemaVersions.length, 37);
    const other = await reading(await scene(t, 'base'), ({ generation }) => generation);
    assert.deepEqual({ ...other, fileId: before.fileId }, before);
    assert.notEqual(other.fileId, before.fileId);
  });

  it('says what is wrong with a file that is no memory', async (t) => {
    await assert.rejects((await scene(t, 'none')).records.open(), (error) => isFault(error, 'source-missing'));
    const at = await scene(t, 'base');
    await assert.rejects(
      (await scene(t, 'none')).records.write(() => 0),
      (error) => isFault(error, 'source-missing'),
    );
    assert.equal(await reading(at, (open) => open.row('observation', 9_999)), null);
  });
});

describe('rows like a record', () => {
  it('are found by identity and as twins, in the same session only', async (t) => {
    const at = await scene(t, 'with-tools');
    await reading(at, (open) => {
      for (const kind of open.kinds) {
        for (const row of rowsIn(open, kind).slice(0, 12)) {
          const found = open.rowsLike(kind, row.identity, row.body, refOf(row), row.session?.rowid ?? null);
          assert.deepEqual(
            found.map(({ rowid }) => rowid),
            [row.rowid],
            `${kind} ${row.rowid}`,
          );
        }
      }
      const [row] = rowsIn(open, 'observation');
      assert.ok(row !== undefined);
      const ref = refOf(row);
      assert.ok(ref !== null);
      const other = { ...ref, memory: 'other', content: 'other' };
      const [key] = rowsIn(open, 'summary');
      assert.ok(key !== undefined);
      const like = (body: typeof row.body, named: typeof ref, session: number | null) =>
        open.rowsLike('observation', key.identity, body, named, session).length;
      assert.equal(like(row.body, ref, null), 1);
      assert.equal(like(row.body, { ...other, content: ref.content }, null), 1);
      assert.equal(like(row.body, other, row.session?.rowid ?? null), 1);
      assert.equal(like(row.body, other, null), 0);
      assert.equal(like({ ...row.body, facts: 'others' }, ref, null), 0);
      assert.equal(like({ ...row.body, created_at_epoch: 5n }, ref, null), 0);
    });
  });

  it('are found by the hash whenever they were written', async (t) => {
    const at = await scene(t, 'base');
    await reading(at, (open) => {
      const row = open.row('observation', 7);
      assert.ok(row !== null);
      const later = { ...row.body, created_at_epoch: 5n, facts: 'others' };
      assert.deepEqual(
        open.rowsLike('observation', row.identity, later, refOf(row), null).map(({ rowid }) => rowid),
        [7],
      );
    });
  });

  it('are sessions of the same memory id first, then of the same name', async (t) => {
    const at = await scene(t, 'base');
    sql(at.path, (db) =>
      db.exec(
        "UPDATE sdk_sessions SET memory_session_id = 'mem', content_session_id = 'one' WHERE id = 4; UPDATE sdk_sessions SET content_session_id = 'two' WHERE id = 3",
      ),
    );
    await reading(at, (open) => {
      const like = (content: string, memory: string | null, platform = 'claude') => {
        const body = { platform_source: platform, content_session_id: content, memory_session_id: memory };
        return open
          .rowsLike('session', rowsIn(open, 'summary')[0]?.identity ?? assert.fail(), body, null, null)
          .map(({ rowid }) => rowid);
      };
      assert.deepEqual(like('two', 'mem'), [4, 3]);
      assert.deepEqual(like('two', null), [3]);
      assert.deepEqual(like('two', null, 'codex'), []);
      assert.deepEqual(like('mem', 'mem'), [4]);
    });
  });
});
