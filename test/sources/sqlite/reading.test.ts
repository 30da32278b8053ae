import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { isFault } from '../../../core/model/errors.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { sqliteFileSource } from '../../../core/sources/sqlite-file/source.ts';
import type { Source } from '../../../core/ports/source.ts';
import { folderBytes } from '../../support/folder-bytes.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { otherProcess } from '../../support/other-process.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

interface Case {
  readonly source: Source;
  readonly path: string;
  readonly live: string;
  readonly scratch: string;
}

/** A database `live/notes.db` with two rows; the folder `live` holds nothing else. */
async function notes(t: TestContext, journalMode: 'wal' | 'delete', name = 'notes.db'): Promise<Case> {
  const root = await scratchFolder(t, 'reading');
  const live = join(root, 'live');
  const scratch = join(root, 'scratch');
  mkdirSync(live);
  const path = join(live, name);
  const db = new Database(path);
  db.pragma(`journal_mode = ${journalMode}`);
  db.exec("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT); INSERT INTO note(text) VALUES('first'), ('second')");
  db.close();
  return { source: sqliteFileSource({ path, scratchFolder: scratch, clock: hurriedClock }), path, live, scratch };
}

/** Everything a source does without being asked to change anything. */
async function readAll({ source, scratch }: Case): Promise<number> {
  const state = await source.inspect();
  assert.equal(state.kind, 'present');
  const watch = await source.watchChanges();
  const digest = await source.digest();
  assert.equal(watch.changed(), false);
  assert.equal(typeof (await source.schemaCookie()), 'number');
  mkdirSync(scratch, { recursive: true });
  const image = await source.takeImage(join(scratch, 'image.db'));
  await source.copyTo(join(scratch, 'copy.db'));
  assert.equal((await source.checkImage(join(scratch, 'copy.db'))).digest, digest.digest);
  watch.close();
  assert.equal(image.digest, digest.digest);
  assert.deepEqual(readdirSync(scratch).sort(), ['copy.db', 'image.db']);
  return digest.tables['note']?.rows ?? 0;
}

/** A writer that dies without closing: its committed rows are in the -wal only. */
async function leaveWal(t: TestContext, { path }: Case): Promise<void> {
  const writer = await otherProcess(t, path);
  await writer.sql("INSERT INTO note(text) VALUES('only in the -wal')");
  await writer.kill();
  assert.ok(existsSync(`${path}-wal`) && existsSync(`${path}-shm`));
}

describe('reading a database leaves no trace', () => {
  for (const mode of ['wal', 'delete'] as const) {
    it(`in ${mode} mode with nobody at work`, async (t) => {
      const at = await notes(t, mode);
      const before = folderBytes(at.live);
      assert.equal(await readAll(at), 2);
      assert.deepEqual(folderBytes(at.live), before);
    });

    it(`in ${mode} mode while another process has it open and has written`, async (t) => {
      const at = await notes(t, mode);
      const writer = await otherProcess(t, at.path);
      await writer.sql("INSERT INTO note(text) VALUES('third')");
      const before = folderBytes(at.live);
      assert.equal(await readAll(at), 3);
      assert.deepEqual(folderBytes(at.live), before);
      await writer.close();
    });

    it(`in ${mode} mode while another process is in the middle of a transaction, of which nothing is seen`, async (t) => {
      const at = await notes(t, mode);
      const writer = await otherProcess(t, at.path);
      await writer.sql('BEGIN IMMEDIATE');
      await writer.sql("INSERT INTO note(text) VALUES('not yet')");
      const before = folderBytes(at.live);
      assert.equal(await readAll(at), 2);
      assert.deepEqual(folderBytes(at.live), before);
      await writer.sql('COMMIT');
      assert.equal(await readAll(at), 3);
    });
  }

  it('when a dead process left committed rows in -wal and -shm', async (t) => {
    const at = await notes(t, 'wal');
    await leaveWal(t, at);
    const before = folderBytes(at.live);
    assert.equal(await readAll(at), 3);
    assert.deepEqual(folderBytes(at.live), before);
  });

  it('when there is a -wal with committed rows and no -shm', async (t) => {
    const at = await notes(t, 'wal');
    await leaveWal(t, at);
    rmSync(`${at.path}-shm`);
    const before = folderBytes(at.live);
    assert.equal(await readAll(at), 3);
    assert.deepEqual(folderBytes(at.live), before);
  });

  it('when a crash left a hot journal, whose transaction is not seen', async (t) => {
    const at = await notes(t, 'delete');
    const writer = await otherProcess(t, at.path);
    // A tiny cache writes changed pages into the database before the commit.
    await writer.sql('PRAGMA cache_size = 2');
    await writer.sql('BEGIN IMMEDIATE');
    await writer.sql(
      'INSERT INTO note(text) SELECT hex(randomblob(2000)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n)',
    );
    await writer.kill();
    assert.ok(existsSync(`${at.path}-journal`));
    const before = folderBytes(at.live);
    assert.equal(await readAll(at), 2);
    assert.deepEqual(folderBytes(at.live), before);
  });

  it('when the writer ends while it is read', async (t) => {
    const at = await notes(t, 'wal');
    const writer = await otherProcess(t, at.path);
    await writer.sql('PRAGMA wal_checkpoint(TRUNCATE)');
    const watch = await at.source.watchChanges();
    await writer.close();
    watch.close();
    assert.deepEqual(readdirSync(at.live), ['notes.db']);
  });

  for (const mode of ['wal', 'delete'] as const) {
    it(
      `in ${mode} mode in a folder and a file that may not be written`,
      { skip: process.getuid?.() !== 0 && 'needs root: it reads as another user' },
      async (t) => {
        const at = await notes(t, mode);
        const before = folderBytes(at.live);
        makeReadOnly(at);
        const done = asNobody(at, 'digest');
        assert.equal(done.stdout.trim(), (await at.source.digest()).digest, done.stderr);
        assert.deepEqual(folderBytes(at.live), before);
        assert.deepEqual(readdirSync(at.scratch), []);
      },
    );
  }

  it(
    'in a read-only folder with rows in a -wal',
    { skip: process.getuid?.() !== 0 && 'needs root: it reads as another user' },
    async (t) => {
      const at = await notes(t, 'wal');
      await leaveWal(t, at);
      const before = folderBytes(at.live);
      makeReadOnly(at);
      const done = asNobody(at, 'digest');
      assert.equal(done.stdout.trim(), (await at.source.digest()).digest, done.stderr);
      assert.deepEqual(folderBytes(at.live), before);
    },
  );
});

describe('the path of a database', () => {
  it('may hold spaces and Cyrillic letters', async (t) => {
    const at = await notes(t, 'wal', "моя пам'ять (нова) #1?.db");
    const before = folderBytes(at.live);
    assert.equal(await readAll(at), 2);
    assert.deepEqual(folderBytes(at.live), before);
  });

  it('may be a symbolic link: the file behind it is read and the link stays', async (t) => {
    const at = await notes(t, 'wal');
    await leaveWal(t, at);
    const link = join(dirname(at.live), 'link.db');
    symlinkSync('live/notes.db', link);
    const before = [folderBytes(at.live), readdirSync(dirname(at.live)).sort()];
    const source = sqliteFileSource({ path: link, scratchFolder: at.scratch, clock: systemClock });
    assert.equal((await source.digest()).tables['note']?.rows, 3);
    assert.deepEqual([folderBytes(at.live), readdirSync(dirname(at.live)).sort()], before);
  });

  it('that leads in a circle is unreadable', async (t) => {
    const root = await scratchFolder(t, 'circle');
    symlinkSync('b.db', join(root, 'a.db'));
    symlinkSync('a.db', join(root, 'b.db'));
    const source = sqliteFileSource({ path: join(root, 'a.db'), scratchFolder: root, clock: systemClock });
    await assert.rejects(source.inspect(), (error) => isFault(error, 'source-unreadable'));
  });
});

describe('a database that is locked', () => {
  it('is waited for, then is a fault that says how long', async (t) => {
    const at = await notes(t, 'delete');
    const writer = await otherProcess(t, at.path);
    await writer.sql('BEGIN EXCLUSIVE');
    await assert.rejects(
      at.source.inspect(),
      (error) => isFault(error, 'source-locked') && error.data.waitedMs >= 5_000 && error.data.waitedMs < 20_000,
    );
    const released = new Promise((resolve) => setTimeout(resolve, 150)).then(() => writer.sql('COMMIT'));
    assert.equal((await at.source.inspect()).kind, 'present');
    await released;
  });
});

describe('a watch for changes', () => {
  for (const mode of ['wal', 'delete'] as const) {
    it(`sees a commit of another process in ${mode} mode, and no look of ours`, async (t) => {
      const at = await notes(t, mode);
      const watch = await at.source.watchChanges();
      t.after(() => watch.close());
      await at.source.digest();
      assert.equal(watch.changed(), false);
      const writer = await otherProcess(t, at.path);
      await writer.sql('SELECT count(*) FROM note');
      assert.equal(watch.changed(), false);
      await writer.sql("UPDATE note SET text = 'other' WHERE id = 1");
      assert.equal(watch.changed(), true);
      await writer.close();
    });
  }

  it('sees a file appear, and another file take its name', async (t) => {
    const at = await notes(t, 'delete');
    copyFileSync(at.path, `${at.path}.same`);
    const before = await at.source.watchChanges();
    renameSync(`${at.path}.same`, at.path);
    assert.equal(before.changed(), true);
    before.close();
    rmSync(at.path);
    const absent = await at.source.watchChanges();
    assert.equal(absent.changed(), false);
    writeFileSync(at.path, '');
    assert.equal(absent.changed(), true);
    absent.close();
  });

  it('sees a commit into a file that SQLite would have to write beside', async (t) => {
    const at = await notes(t, 'wal');
    await leaveWal(t, at);
    rmSync(`${at.path}-shm`);
    const watch = await at.source.watchChanges();
    assert.equal(watch.changed(), false);
    const writer = await otherProcess(t, at.path);
    await writer.sql("INSERT INTO note(text) VALUES('more')");
    assert.equal(watch.changed(), true);
    watch.close();
  });
});

function makeReadOnly({ path, live, scratch }: Case): void {
  for (const name of readdirSync(live)) chmodSync(join(live, name), 0o444);
  chmodSync(live, 0o555);
  chmodSync(dirname(path), 0o555);
  chmodSync(dirname(live), 0o755);
  mkdirSync(scratch, { recursive: true });
  chmodSync(scratch, 0o777);
}

/** The same source in a process of a user without rights. */
function asNobody({ path, scratch }: Case, method: 'digest'): { stdout: string; stderr: string } {
  const program = `
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../../../core/platform/clock.ts'))};
    import { sqliteFileSource } from ${JSON.stringify(join(import.meta.dirname, '../../../core/sources/sqlite-file/source.ts'))};
    process.setgid(65534);
    process.setuid(65534);
    const source = sqliteFileSource({ path: ${JSON.stringify(path)}, scratchFolder: ${JSON.stringify(scratch)}, clock: systemClock });
    console.log((await source.${method}()).digest);`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}
