import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
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
  readonly aside: string;
  /** An image with other content than the live file. */
  readonly image: string;
  readonly imageDigest: string;
}

function makeDatabase(path: string, text: string, { journalMode = 'wal', pageBytes = 4096, rows = 300 } = {}): void {
  const db = new Database(path);
  db.pragma(`page_size = ${pageBytes}`);
  db.pragma(`journal_mode = ${journalMode}`);
  db.exec('CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT, body BLOB); CREATE INDEX by_text ON note(text)');
  // Without a key of its own: a careless rewrite would number its rows anew, and the full text would point astray.
  db.exec('CREATE TABLE loose(text TEXT); CREATE VIRTUAL TABLE loose_fts USING fts5(text, content=loose)');
  db.prepare(
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO note(text, body) SELECT ? || i, randomblob(3000) FROM n',
  ).run(rows, text);
  db.prepare('INSERT INTO loose(rowid, text) VALUES (7, ?)').run(text);
  db.exec("INSERT INTO loose_fts(loose_fts) VALUES('rebuild')");
  db.close();
}

async function twoDatabases(
  t: TestContext,
  shape: { journalMode?: string; pageBytes?: number; imagePageBytes?: number; rows?: number } = {},
): Promise<Case> {
  const root = await scratchFolder(t, 'place');
  const [live, aside, scratch] = [join(root, 'live'), join(root, 'aside'), join(root, 'scratch')];
  for (const folder of [live, scratch]) mkdirSync(folder);
  const path = join(live, 'notes.db');
  makeDatabase(path, 'old ', shape);
  makeDatabase(join(root, 'other.db'), 'new ', {
    ...shape,
    pageBytes: shape.imagePageBytes ?? shape.pageBytes ?? 4096,
  });
  const other = sqliteFileSource({ path: join(root, 'other.db'), scratchFolder: scratch, clock: systemClock });
  const image = join(scratch, 'image.db');
  const { digest } = await other.takeImage(image);
  return {
    source: sqliteFileSource({ path, scratchFolder: scratch, clock: hurriedClock }),
    path,
    live,
    aside,
    image,
    imageDigest: digest,
  };
}

/** Places the image in another process, which kills itself with SIGKILL after so many bytes. */
function placeAndDie({ path, image, aside }: Case, afterBytes: number): void {
  const core = join(import.meta.dirname, '../../../core');
  const program = `
    import { systemClock } from ${JSON.stringify(join(core, 'platform/clock.ts'))};
    import { sqliteFileSource } from ${JSON.stringify(join(core, 'sources/sqlite-file/source.ts'))};
    const source = sqliteFileSource({ path: ${JSON.stringify(path)}, scratchFolder: ${JSON.stringify(dirname(image))}, clock: systemClock });
    let bytes = 0;
    const progress = { phase() {}, advance(more) { bytes += more; if (bytes > ${afterBytes}) process.kill(process.pid, 'SIGKILL'); } };
    await source.place(${JSON.stringify(image)}, ${JSON.stringify(aside)}, { progress });
    console.log('placed');`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.equal(done.signal, 'SIGKILL', done.stderr + done.stdout);
}

async function cookie(source: Source): Promise<number> {
  const found = await source.schemaCookie();
  assert.ok(found !== null);
  return found;
}

describe('placing an image into a live database', () => {
  for (const journalMode of ['wal', 'delete'] as const) {
    it(`keeps inode, file mode and ${journalMode} mode, raises the schema cookie by one, and is seen by who has it open`, async (t) => {
      const at = await twoDatabases(t, { journalMode });
      chmodSync(at.path, 0o640);
      const other = await otherProcess(t, at.path);
      assert.deepEqual(await other.sql('SELECT text FROM note WHERE id = 1'), [{ text: 'old 1' }]);
      const before = { inode: statSync(at.path).ino, cookie: await cookie(at.source) };
      await at.source.place(at.image, at.aside);
      assert.deepEqual(await other.sql('SELECT text FROM note WHERE id = 1'), [{ text: 'new 1' }]);
      await other.sql("INSERT INTO note(text) VALUES('written on')");
      assert.deepEqual(await other.sql('PRAGMA journal_mode'), [{ journal_mode: journalMode }]);
      assert.equal(await cookie(at.source), before.cookie + 1);
      await other.close();
      await at.source.settle();
      assert.equal(statSync(at.path).ino, before.inode);
      assert.equal(statSync(at.path).mode & 0o777, 0o640);
      assert.deepEqual(readdirSync(at.live), ['notes.db']);
      assert.equal(existsSync(at.aside), false);
      assert.equal((await at.source.digest()).tables['note']?.rows, 301);
    });

    it(`killed half way leaves the old content and the cookie in ${journalMode} mode, while another process has it open`, async (t) => {
      const at = await twoDatabases(t, { journalMode, rows: 6_000 });
      const before = { digest: (await at.source.digest()).digest, cookie: await cookie(at.source) };
      const other = await otherProcess(t, at.path);
      await other.sql('SELECT count(*) FROM note');
      for (const afterBytes of [1, 10_000_000, 22_000_000]) {
        placeAndDie(at, afterBytes);
        assert.equal((await at.source.digest()).digest, before.digest);
        assert.equal(await cookie(at.source), before.cookie);
        assert.deepEqual(await other.sql('SELECT text FROM note WHERE id = 6000'), [{ text: 'old 6000' }]);
        assert.deepEqual(await other.sql('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
      }
      await at.source.place(at.image, at.aside);
      assert.equal((await at.source.digest()).digest, at.imageDigest);
      assert.equal(await cookie(at.source), before.cookie + 1);
      await other.close();
      await at.source.settle();
      assert.deepEqual(readdirSync(at.live), ['notes.db']);
    });

    it(`killed half way leaves nothing beside the file in ${journalMode} mode, once it was swept`, async (t) => {
      const at = await twoDatabases(t, { journalMode, rows: 6_000 });
      const { digest } = await at.source.digest();
      placeAndDie(at, 22_000_000);
      assert.notDeepEqual(readdirSync(at.live), ['notes.db']);
      writeFileSync(join(at.live, '.notes.db.membridge-new'), 'half a copy');
      await at.source.sweep();
      assert.deepEqual(readdirSync(at.live), ['notes.db']);
      assert.equal((await at.source.digest()).digest, digest);
    });

    it(`waits for a writer in ${journalMode} mode, then gives up and changes nothing`, async (t) => {
      const at = await twoDatabases(t, { journalMode });
      const before = { digest: (await at.source.digest()).digest, cookie: await cookie(at.source) };
      const other = await otherProcess(t, at.path);
      await other.sql('BEGIN IMMEDIATE');
      await other.sql("INSERT INTO note(text) VALUES('in between')");
      await assert.rejects(
        at.source.place(at.image, at.aside),
        (error) => isFault(error, 'source-locked') && error.data.waitedMs >= 5_000,
      );
      await other.sql('ROLLBACK');
      assert.equal((await at.source.digest()).digest, before.digest);
      assert.equal(await cookie(at.source), before.cookie);
      await other.sql('BEGIN IMMEDIATE');
      const released = new Promise((resolve) => setTimeout(resolve, 150)).then(() => other.sql('COMMIT'));
      await at.source.place(at.image, at.aside);
      await released;
      assert.equal(await cookie(at.source), before.cookie + 1);
      await other.close();
    });
  }

  it('never takes a refusal for done: a reader of a rollback-journal database is waited for', async (t) => {
    const at = await twoDatabases(t, { journalMode: 'delete' });
    const before = await cookie(at.source);
    const other = await otherProcess(t, at.path);
    await other.sql('BEGIN');
    await other.sql('SELECT count(*) FROM note');
    await assert.rejects(at.source.place(at.image, at.aside), (error) => isFault(error, 'source-locked'));
    await other.sql('COMMIT');
    assert.equal(await cookie(at.source), before);
    await other.sql('BEGIN');
    await other.sql('SELECT count(*) FROM note');
    const released = new Promise((resolve) => setTimeout(resolve, 150)).then(() => other.sql('COMMIT'));
    await at.source.place(at.image, at.aside);
    await released;
    assert.equal(await cookie(at.source), before + 1);
    assert.equal((await at.source.digest()).digest, at.imageDigest);
    await other.close();
  });

  it('gives up on a reader of a rollback-journal database also when the image is larger than any cache', async (t) => {
    const at = await twoDatabases(t, { journalMode: 'delete', rows: 6_000 });
    const before = { digest: (await at.source.digest()).digest, cookie: await cookie(at.source) };
    const other = await otherProcess(t, at.path);
    await other.sql('BEGIN');
    await other.sql('SELECT count(*) FROM note');
    await assert.rejects(at.source.place(at.image, at.aside), (error) => isFault(error, 'source-locked'));
    await other.sql('COMMIT');
    assert.deepEqual(await other.sql('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    assert.deepEqual({ digest: (await at.source.digest()).digest, cookie: await cookie(at.source) }, before);
    await other.close();
  });

  it('lets a reader in WAL mode finish what it reads, and is on the disk all the same', async (t) => {
    const at = await twoDatabases(t);
    const other = await otherProcess(t, at.path);
    await other.sql('BEGIN');
    await other.sql('SELECT count(*) FROM note');
    await at.source.place(at.image, at.aside);
    assert.deepEqual(await other.sql('SELECT text FROM note WHERE id = 1'), [{ text: 'old 1' }]);
    await other.sql('COMMIT');
    assert.deepEqual(await other.sql('SELECT text FROM note WHERE id = 1'), [{ text: 'new 1' }]);
    await other.kill();
    assert.equal((await at.source.digest()).digest, at.imageDigest);
  });

  for (const [pageBytes, imagePageBytes] of [
    [4096, 8192],
    [8192, 1024],
    [65_536, 4096],
  ] as const) {
    for (const journalMode of ['wal', 'delete']) {
      it(`of ${imagePageBytes} byte pages into one of ${pageBytes} in ${journalMode} mode keeps rows and rowids`, async (t) => {
        const at = await twoDatabases(t, { pageBytes, imagePageBytes, journalMode });
        const before = await cookie(at.source);
        await at.source.place(at.image, at.aside);
        assert.equal(await cookie(at.source), before + 1);
        assert.equal((await at.source.digest()).digest, at.imageDigest);
        const state = await at.source.inspect();
        assert.equal(state.kind === 'present' && state.facts.pageBytes, pageBytes);
        const db = new Database(at.path);
        assert.deepEqual(db.prepare("SELECT rowid FROM loose_fts('new')").all(), [{ rowid: 7 }]);
        assert.equal(db.prepare('SELECT rowid FROM loose').pluck().get(), 7);
        db.close();
        assert.deepEqual(readdirSync(dirname(at.image)), ['image.db']);
      });
    }
  }

  it(
    'is a fault in a file that may not be written',
    { skip: process.getuid?.() !== 0 && 'needs root: it writes as another user' },
    async (t) => {
      const at = await twoDatabases(t, { journalMode: 'delete' });
      const root = dirname(at.live);
      for (const folder of [root, at.live, dirname(at.image)]) chmodSync(folder, 0o777);
      chmodSync(at.path, 0o444);
      chmodSync(at.image, 0o666);
      const before = folderBytes(at.live);
      const core = join(import.meta.dirname, '../../../core');
      const program = `
      import { systemClock } from ${JSON.stringify(join(core, 'platform/clock.ts'))};
      import { sqliteFileSource } from ${JSON.stringify(join(core, 'sources/sqlite-file/source.ts'))};
      process.setgid(65534); process.setuid(65534);
      const source = sqliteFileSource({ path: ${JSON.stringify(at.path)}, scratchFolder: ${JSON.stringify(dirname(at.image))}, clock: systemClock });
      await source.place(${JSON.stringify(at.image)}, ${JSON.stringify(at.aside)}).catch((error) => console.log(error.code));`;
      const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
      assert.equal(done.stdout.trim(), 'source-read-only', done.stderr);
      assert.deepEqual(folderBytes(at.live), before);
    },
  );
});

describe('placing an image where SQLite cannot write into a file', () => {
  const broken: Readonly<Record<string, (path: string) => void>> = {
    'no file': (path) => rmSync(path),
    'an empty file': (path) => writeFileSync(path, ''),
    'a file that is no database': (path) => writeFileSync(path, 'Dear diary,\n'.repeat(1000)),
    'a database without its first bytes': (path) => writeFileSync(path, readFileSync(path).subarray(40)),
    'a truncated database': (path) => writeFileSync(path, readFileSync(path).subarray(0, 20_000)),
  };
  for (const [what, make] of Object.entries(broken)) {
    it(`sets ${what} aside with all that lies beside it, and takes its name`, async (t) => {
      const at = await twoDatabases(t);
      make(at.path);
      writeFileSync(`${at.path}-shm`, 'old shm');
      writeFileSync(`${at.path}-wal`, 'old wal');
      const before = folderBytes(at.live);
      await at.source.place(at.image, at.aside);
      assert.deepEqual(readdirSync(at.live), ['notes.db']);
      assert.deepEqual(folderBytes(at.aside), before);
      assert.equal((await at.source.digest()).digest, at.imageDigest);
      assert.equal(statSync(at.path).mode & 0o777, what === 'no file' ? 0o600 : 0o644);
      await at.source.settle();
      assert.deepEqual(readdirSync(at.live), ['notes.db']);
    });
  }

  it('never lets an old -wal be replayed over the new file', async (t) => {
    const at = await twoDatabases(t);
    // The trap: a -wal whose frames are whole, beside a file that is gone.
    const writer = await otherProcess(t, at.path);
    await writer.sql("UPDATE note SET text = 'from the old wal'");
    await writer.kill();
    const trap = new Database(join(at.live, 'trap.db'));
    trap.close();
    rmSync(join(at.live, 'trap.db'));
    copyFileSync(at.image, join(at.live, 'trap.db'));
    copyFileSync(`${at.path}-wal`, join(at.live, 'trap.db-wal'));
    const sprung = new Database(join(at.live, 'trap.db'));
    assert.deepEqual(
      sprung.prepare('SELECT DISTINCT text FROM note LIMIT 2').all(),
      [{ text: 'from the old wal' }],
      'the trap is real',
    );
    sprung.close();
    rmSync(join(at.live, 'trap.db'));

    rmSync(at.path);
    await at.source.place(at.image, at.aside);
    assert.equal((await at.source.digest()).digest, at.imageDigest);
    assert.ok(existsSync(join(at.aside, 'notes.db-wal')));
  });

  it('sweeping does not touch what lies beside a file that cannot be opened, and minds no file at all', async (t) => {
    const at = await twoDatabases(t);
    writeFileSync(at.path, 'broken now');
    writeFileSync(`${at.path}-wal`, 'all that is left');
    const before = folderBytes(at.live);
    await at.source.sweep();
    assert.deepEqual(folderBytes(at.live), before);
    rmSync(at.path);
    await at.source.sweep();
    assert.deepEqual(readdirSync(at.live), ['notes.db-wal']);
  });

  it('moves the rest after a crash in between, and overwrites nothing that was set aside', async (t) => {
    const at = await twoDatabases(t);
    writeFileSync(at.path, 'broken now');
    mkdirSync(at.aside);
    writeFileSync(join(at.aside, 'notes.db-wal'), 'moved before the crash');
    writeFileSync(join(at.live, '.notes.db.membridge-new'), 'half a copy');
    await at.source.place(at.image, at.aside);
    writeFileSync(at.path, 'broken again');
    await at.source.place(at.image, at.aside);
    const text = (name: string) => readFileSync(join(at.aside, name), 'utf8');
    assert.deepEqual(['notes.db', 'notes.db-wal', 'notes.db.1'].map(text), [
      'broken now',
      'moved before the crash',
      'broken again',
    ]);
    assert.deepEqual(readdirSync(at.live), ['notes.db']);
  });

  it(
    'works across file systems',
    { skip: !isOtherDisk('/dev/shm') && 'needs /dev/shm on a file system of its own' },
    async (t) => {
      const at = await twoDatabases(t);
      writeFileSync(at.path, 'broken');
      const aside = join('/dev/shm', `membridge-aside-${process.pid}`);
      t.after(() => rmSync(aside, { recursive: true, force: true }));
      await at.source.place(at.image, aside);
      assert.deepEqual(readdirSync(aside), ['notes.db']);
      assert.equal(readFileSync(join(aside, 'notes.db'), 'utf8'), 'broken');
      assert.equal((await at.source.digest()).digest, at.imageDigest);
    },
  );

  it('follows a symbolic link, also one whose file is gone, and the link stays', async (t) => {
    const at = await twoDatabases(t);
    const link = join(dirname(at.live), 'link.db');
    symlinkSync('live/notes.db', link);
    const source = sqliteFileSource({ path: link, scratchFolder: dirname(at.image), clock: systemClock });
    const inode = statSync(at.path).ino;
    await source.place(at.image, at.aside);
    assert.equal(statSync(at.path).ino, inode);
    rmSync(at.path);
    await source.place(at.image, at.aside);
    assert.equal((await at.source.digest()).digest, at.imageDigest);
    assert.equal(readlinkSync(link), 'live/notes.db');
  });

  it('makes the folder of a memory that never was here, for its owner alone', async (t) => {
    const at = await twoDatabases(t);
    const path = join(dirname(at.live), 'новий дім', 'notes.db');
    const source = sqliteFileSource({ path, scratchFolder: dirname(at.image), clock: systemClock });
    assert.deepEqual(await source.inspect(), { kind: 'absent' });
    assert.equal(await source.schemaCookie(), null);
    await source.place(at.image, at.aside);
    await source.settle();
    assert.equal((await source.digest()).digest, at.imageDigest);
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
});

function isOtherDisk(folder: string): boolean {
  return existsSync(folder) && statSync(folder).dev !== statSync(process.env['TMPDIR'] ?? '/tmp').dev;
}
