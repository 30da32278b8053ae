import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { isFault } from '../../../core/model/errors.ts';
import type { Progress } from '../../../core/ports/progress.ts';
import { sqliteFileSource } from '../../../core/sources/sqlite-file/source.ts';
import type { Source } from '../../../core/ports/source.ts';
import { folderBytes, sha256Of } from '../../support/folder-bytes.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { otherProcess } from '../../support/other-process.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

interface Case {
  readonly source: Source;
  readonly path: string;
  readonly live: string;
  readonly scratch: string;
}

/** A database in which every insert into `left` inserts into `right` too: equal counts mean one moment. */
async function pairs(t: TestContext, journalMode: 'wal' | 'delete', rows: number): Promise<Case> {
  const root = await scratchFolder(t, 'backup');
  const [live, scratch] = [join(root, 'live'), join(root, 'scratch')];
  mkdirSync(live);
  mkdirSync(scratch);
  const path = join(live, 'pairs.db');
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.pragma(`journal_mode = ${journalMode}`);
  db.exec(`
    CREATE TABLE left(id INTEGER PRIMARY KEY, body TEXT);
    CREATE TABLE right(id INTEGER PRIMARY KEY, body TEXT);
    CREATE TRIGGER both AFTER INSERT ON left BEGIN INSERT INTO right(id, body) VALUES (new.id, new.body); END;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO left(body) SELECT hex(randomblob(500)) FROM n;`);
  db.close();
  return { source: sqliteFileSource({ path, scratchFolder: scratch, clock: hurriedClock }), path, live, scratch };
}

function counts(path: string): { left: number; right: number; sound: string } {
  const db = new Database(path, { readonly: true });
  try {
    const { left, right } = db
      .prepare('SELECT (SELECT count(*) FROM left) AS left, (SELECT count(*) FROM right) AS right')
      .get() as { left: number; right: number };
    return { left, right, sound: String(db.pragma('integrity_check', { simple: true })) };
  } finally {
    db.close();
  }
}

function counting(onAdvance: (bytes: number) => void = () => {}): Progress & { bytes: number } {
  return {
    bytes: 0,
    phase() {},
    advance(bytes) {
      this.bytes += bytes;
      onAdvance(this.bytes);
    },
  };
}

describe('an image taken while another process writes all the time', () => {
  for (const [mode, rows] of [
    ['wal', 12_000],
    ['delete', 12_000],
  ] as const) {
    it(`is of one moment, sound, and lets the writer go on in ${mode} mode`, async (t) => {
      const at = await pairs(t, mode, rows);
      const writer = await otherProcess(t, at.path);
      // Commits come faster than steps of a copy: one that were started anew each time would never end.
      await writer.sql('PRAGMA synchronous = OFF');
      let written = 0;
      // A busy machine may give the writer few turns within one image: so many images that it had its say.
      for (let round = 1; written <= 10 && round <= 10; round++) {
        await writer.repeat("INSERT INTO left(body) VALUES('written meanwhile ' || @n)");
        const image = join(at.scratch, `image-${round}.db`);
        const facts = await at.source.takeImage(image, { progress: counting() });
        const before = rows + written;
        written += await writer.stop();
        const { left, right, sound } = counts(image);
        assert.equal(sound, 'ok');
        assert.equal(left, right);
        assert.ok(left >= before && left <= rows + written, `${left} rows of ${before} to ${rows + written}`);
        assert.equal(facts.tables['left']?.rows, left);
      }
      assert.ok(written > 10, `the writer came to ${written} rows only`);
      assert.equal(counts(at.path).left, rows + written, 'every commit of the writer is there');
      await writer.close();
    });
  }

  it('gives up on a rollback-journal database that stays locked, also in the middle', async (t) => {
    const at = await pairs(t, 'delete', 12_000);
    const writer = await otherProcess(t, at.path);
    let lock: Promise<unknown> | undefined;
    const progress = counting((bytes) => {
      if (bytes > 3_000_000) lock ??= writer.sql('BEGIN EXCLUSIVE');
    });
    await assert.rejects(at.source.copyTo(join(at.scratch, 'copy.db'), { progress }), (error) =>
      isFault(error, 'source-locked'),
    );
    await lock;
    await writer.sql('ROLLBACK');
    assert.deepEqual(readdirSync(at.scratch), []);
    await writer.close();
  });

  it('is not started anew in WAL mode by a commit between any two of its steps', async (t) => {
    const at = await pairs(t, 'wal', 6_000);
    const other = new Database(at.path);
    t.after(() => other.close());
    other.pragma('synchronous = OFF');
    const insert = other.prepare("INSERT INTO left(body) VALUES('between two steps')");
    let commits = 0;
    let isCopying = true;
    // Each turn of the event loop is one step of the copy and one commit.
    const commit = () => {
      if (!isCopying) return;
      insert.run();
      commits += 1;
      setImmediate(commit);
    };
    setImmediate(commit);
    const bytes = await at.source.copyTo(join(at.scratch, 'copy.db'));
    isCopying = false;
    const steps = Math.ceil(bytes / (1024 * 1024));
    assert.ok(commits >= steps, `${commits} commits, ${steps} steps`);
    assert.equal(counts(join(at.scratch, 'copy.db')).left, counts(join(at.scratch, 'copy.db')).right);
  });
});

describe('an image', () => {
  it('is one private file that needs no -wal, also for the stock tool', async (t) => {
    const at = await pairs(t, 'wal', 10);
    const image = join(at.scratch, 'image.db');
    await at.source.takeImage(image);
    assert.deepEqual(readdirSync(at.scratch), ['image.db']);
    assert.equal(statSync(image).mode & 0o777, 0o600);
    const db = new Database(image, { readonly: true });
    assert.equal(db.pragma('journal_mode', { simple: true }), 'delete');
    db.close();
    const tool = spawnSync('sqlite3', ['-readonly', image, 'SELECT count(*) FROM right'], { encoding: 'utf8' });
    if (tool.error === undefined) assert.equal(tool.stdout.trim(), '10', tool.stderr);
    assert.deepEqual(readdirSync(at.scratch), ['image.db']);
  });

  for (const mode of ['wal', 'delete'] as const) {
    it(`of an unchanged database has the same bytes again in ${mode} mode`, async (t) => {
      const at = await pairs(t, mode, 500);
      await at.source.takeImage(join(at.scratch, 'a.db'));
      await at.source.takeImage(join(at.scratch, 'b.db'));
      assert.equal(sha256Of(join(at.scratch, 'a.db')), sha256Of(join(at.scratch, 'b.db')));
    });
  }

  it('of which another process holds rows in its -wal has the same bytes as after the checkpoint', async (t) => {
    const at = await pairs(t, 'wal', 500);
    const writer = await otherProcess(t, at.path);
    await writer.sql("INSERT INTO left(body) VALUES('in the -wal')");
    await at.source.takeImage(join(at.scratch, 'a.db'));
    await writer.close();
    assert.deepEqual(readdirSync(at.live), ['pairs.db']);
    await at.source.takeImage(join(at.scratch, 'b.db'));
    assert.equal(sha256Of(join(at.scratch, 'a.db')), sha256Of(join(at.scratch, 'b.db')));
  });
});

describe('copying a database', () => {
  it('can be interrupted, and then leaves nothing', async (t) => {
    const at = await pairs(t, 'wal', 12_000);
    const before = folderBytes(at.live);
    for (const act of ['takeImage', 'copyTo'] as const) {
      const stop = new AbortController();
      const progress = counting((bytes) => bytes > 4_000_000 && stop.abort());
      const done = at.source[act](join(at.scratch, 'image.db'), { progress, signal: stop.signal });
      await assert.rejects(done, (error) => isFault(error, 'interrupted'));
      assert.deepEqual(readdirSync(at.scratch), []);
      assert.ok(progress.bytes < 12_000_000, `${progress.bytes} bytes were copied`);
    }
    const stop = new AbortController();
    const progress = counting((bytes) => bytes > 1_000_000 && stop.abort());
    await assert.rejects(at.source.digest({ progress, signal: stop.signal }), (error) => isFault(error, 'interrupted'));
    assert.deepEqual(folderBytes(at.live), before);
  });

  it('lets other work go on between small steps', async (t) => {
    const at = await pairs(t, 'wal', 40_000);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const bytes = await at.source.copyTo(join(at.scratch, 'copy.db'));
    await at.source.digest();
    delay.disable();
    assert.ok(bytes > 80_000_000);
    // A step takes about 2 ms here; a machine under load may stop us for longer, a whole copy takes 300 ms and more.
    assert.ok(delay.percentile(90) / 1e6 < 60, `one in ten turns took ${delay.percentile(90) / 1e6} ms or more`);
  });
});
