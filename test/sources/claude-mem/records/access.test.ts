import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isFault } from '../../../../core/model/errors.ts';
import { hurriedClock } from '../../../support/hurried-clock.ts';
import { otherProcess } from '../../../support/other-process.ts';
import { assertHealthy } from '../../../support/database-checks.ts';
import { reading, rowsIn, scene, sql } from './scene.ts';

describe('readiness', () => {
  it('is absent, then setup, then ready; cloud sync stands before the last two', async (t) => {
    assert.equal(await (await scene(t, 'none')).records.readiness(), 'absent');
    assert.equal(await (await scene(t, 'base')).records.readiness(), 'ready');
    assert.equal(await (await scene(t, 'base', { hasCloudSync: async () => true })).records.readiness(), 'cloud-sync');
    const nothing = await scene(t, 'none');
    writeFileSync(nothing.path, '');
    assert.equal(await nothing.records.readiness(), 'setup');
    for (const missing of ['TRIGGER observations_au', 'TRIGGER user_prompts_ai', 'TABLE session_summaries']) {
      const at = await scene(t, 'empty');
      sql(at.path, (db) => db.exec(`DROP ${missing}`));
      assert.equal(await at.records.readiness(), 'setup', missing);
    }
    const late = await scene(t, 'empty');
    sql(late.path, (db) => db.exec('DROP TABLE tool_uses'));
    assert.equal(await late.records.readiness(), 'ready');
  });
});

describe('the write lock', () => {
  it('is told by our own clock, and is given back after every write', async (t) => {
    const at = await scene(t, 'base');
    let times = 0;
    const clock = { ...hurriedClock, monotonicMs: () => (times += 5) };
    const slow = await scene(t, 'base', { clock });
    const seen = await slow.records.write((w) => [w.elapsedMs(), w.elapsedMs()]);
    assert.deepEqual(seen, [5, 10]);
    assert.equal(slow.records.lockMsLongest(), 15);
    assert.equal(at.records.lockMsLongest(), 0);
    await at.records.write((w) => w.update('session', 3, { custom_title: 'T' }));
    sql(at.path, (db) => db.exec("UPDATE sdk_sessions SET custom_title = 'mine'"));
    assert.ok(at.records.lockMsLongest() > 0);
  });

  it('is waited for, and given up for after a bound', async (t) => {
    const at = await scene(t, 'base', { clock: hurriedClock });
    const worker = await otherProcess(t, at.path);
    await worker.sql('BEGIN IMMEDIATE');
    let ran = false;
    await assert.rejects(
      at.records.write(() => (ran = true)),
      (error) => isFault(error, 'source-locked') && (error.data as { waitedMs: number }).waitedMs >= 15_000,
    );
    assert.equal(ran, false);
    const writing = at.records.write((w) => w.update('session', 3, { custom_title: 'T' }).kind);
    await worker.sql('COMMIT');
    assert.equal(await writing, 'written');
  });

  it('lets a worker write all the time, and loses none of its rows', async (t) => {
    const at = await scene(t, 'base');
    const worker = await otherProcess(t, at.path);
    await worker.repeat(
      "INSERT INTO observations (memory_session_id, project, type, title, created_at, created_at_epoch) SELECT memory_session_id, project, type, 'worker ' || @n, '', @n FROM observations WHERE id = 1",
    );
    let ours = 0;
    for (let round = 0; round < 20; round += 1) {
      await at.records.write((w) => {
        for (let n = 0; n < 20; n += 1) {
          const row = w.row('observation', 1 + n);
          assert.ok(row?.session);
          const title = `ours ${round} ${n}`;
          const result = w.insert(
            'observation',
            row.identity,
            { ...row.body, title, narrative: title },
            row.session.rowid,
          );
          assert.equal(result.kind, 'written');
          ours += 1;
        }
      });
    }
    const theirs = await worker.stop();
    await worker.close();
    assert.ok(theirs > 0);
    const rows = await reading(at, (open) => rowsIn(open, 'observation'));
    assert.equal(rows.length, 200 + ours + theirs);
    await assertHealthy(at.path);
    assert.deepEqual(readdirSync(at.live), ['claude-mem.db']);
  });
});

describe('a file that cannot be written', () => {
  it('is told to be corrupt, and stays as it is', async (t) => {
    const at = await scene(t, 'base');
    const bytes = readFileSync(at.path);
    bytes.fill(0x5a, 4096 * 3);
    writeFileSync(at.path, bytes);
    await assert.rejects(
      at.records.write((w) => [...w.rowsAfter('observation', 0)]),
      (error) => isFault(error, 'source-corrupt') || isFault(error, 'source-not-database'),
    );
    assert.deepEqual(readFileSync(at.path), bytes);
    bytes.fill(0x5a, 0);
    writeFileSync(at.path, bytes);
    await assert.rejects(at.records.open(), (error) => isFault(error, 'source-not-database'));
    await assert.rejects(
      at.records.write(() => 0),
      (error) => isFault(error, 'source-not-database'),
    );
  });

  it('that has no more room undoes the whole transaction', async (t) => {
    const at = await scene(t, 'base');
    await assert.rejects(
      at.records.write((w) => {
        w.delete('observation', 7);
        throw Object.assign(new Error('database or disk is full'), { code: 'ENOSPC' });
      }),
      (error) => isFault(error, 'disk-full'),
    );
    assert.equal((await reading(at, (open) => rowsIn(open, 'observation'))).length, 200);
  });
});
