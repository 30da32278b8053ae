/** The memory is not there, or not as it should be: what the program says then, and that it publishes and loses nothing. */
import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { assertQuiet } from '../../support/crash-checks.ts';
import { addRows, type CrashScene, removeRows, titlesOf } from '../../support/crash-scene.ts';
import { sha256Of } from '../../support/folder-bytes.ts';
import { assertRefused, initArgs, run, succeed } from '../../support/membridge-program.ts';
import { otherProcess } from '../../support/other-process.ts';
import { filesBelow, publishedBelow, scenes } from '../../support/situation.ts';

const { agreed, end } = scenes();
after(end);

describe('without a memory', () => {
  it('init connects and makes nothing, status says set up, push says what is missing, pull fetches', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.board;
    rmSync(dirname(database), { recursive: true });
    const own = { ...scene.board, home: join(scene.folder, 'own home'), remote: join(scene.folder, 'own') };
    const made = await succeed(own, initArgs(own, 'sealed'));
    assert.equal(made['state'], 'setup');
    assert.equal((made['source'] as { exists: boolean }).exists, false);
    assert.equal((await succeed(own, ['status']))['state'], 'setup');
    assertRefused(await run(own, ['push']), { code: 'source-missing', exit: 6, names: [database] });
    assert.equal(existsSync(dirname(database)), false, 'a folder was made for claude-mem');

    const before = publishedBelow(scene.remote);
    assertRefused(await run(scene.board, ['push']), { code: 'source-missing', exit: 6, names: [database] });
    assert.deepEqual(publishedBelow(scene.remote), before);
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(database), ['first', 'second']);
    await assertQuiet(scene, 'board');
  });

  it('an empty file is no memory: push refuses, pull fills it', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.laptop;
    writeFileSync(database, '');
    const own = { ...scene.laptop, home: join(scene.folder, 'own home'), remote: join(scene.folder, 'own') };
    assert.equal((await succeed(own, initArgs(own, 'plain')))['state'], 'setup');
    const before = publishedBelow(scene.remote);
    assertRefused(await run(scene.laptop, ['push']), { code: 'source-empty', exit: 6, names: [database] });
    assert.deepEqual(publishedBelow(scene.remote), before);
    assert.equal(statSync(database).size, 0);
    await succeed(scene.laptop, ['pull']);
    assert.deepEqual(await titlesOf(database), ['first', 'second']);
  });

  it('a memory without rows travels like any other, where nobody loses rows by it', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.board;
    removeRows(database, ['first', 'second']);
    await succeed(scene.board, ['push']);
    await succeed(scene.laptop, ['pull']);
    assert.deepEqual(await titlesOf(scene.laptop.database), []);
    await succeed(scene.laptop, ['undo', '--yes']);
    assert.deepEqual(await titlesOf(scene.laptop.database), ['first', 'second']);
  });
});

/** Ways in which a file that SQLite opens is not sound; each leaves one file without -wal. */
const damages: Readonly<Record<string, (path: string) => void>> = {
  'a page full of noise': (path) =>
    overwrite(path, Math.floor(statSync(path).size / pageBytes / 2) * pageBytes, pageBytes),
  'a file cut in the middle': (path) => truncateSync(path, Math.floor(statSync(path).size / pageBytes / 2) * pageBytes),
  'a schema page with noise in it': (path) => overwrite(path, 108, 1_000),
  'a full-text index that lacks its rows': (path) => {
    change(path, (db) => db.exec("INSERT INTO observations_fts(observations_fts) VALUES ('delete-all')"));
  },
  'an observation without its session': (path) => {
    change(path, (db) => db.exec("DELETE FROM sdk_sessions WHERE user_prompt = 'row 7'"));
  },
};

describe('a memory that is no sound database', () => {
  it('a file of another kind: every command says so, nothing is touched, the stored one comes back and it is kept', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.laptop;
    writeFileSync(database, 'Dear diary, this is no database.\n'.repeat(300));
    const before = { file: sha256Of(database), remote: publishedBelow(scene.remote) };
    const expected = { code: 'source-not-database', exit: 6, names: [database] };
    for (const args of [['push'], ['pull'], ['status']]) assertRefused(await run(scene.laptop, args), expected);
    const own = { ...scene.laptop, home: join(scene.folder, 'own home'), remote: join(scene.folder, 'own') };
    assertRefused(await run(own, initArgs(own, 'plain')), expected);
    assert.deepEqual({ file: sha256Of(database), remote: publishedBelow(scene.remote) }, before);
    assert.equal(existsSync(own.home) || existsSync(own.remote), false, 'init left something');
    const point = await replaceByStored(scene);
    assert.equal(sha256Of(join(scene.laptop.home, 'restore-points', point, 'aside', 'claude-mem.db')), before.file);
  });

  it('a damaged one, of several kinds: it is never published, not even by force', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.laptop;
    addRows(
      database,
      Array.from({ length: 40 }, (_, index) => `row ${index}`),
      3_000,
    );
    const sound = join(scene.folder, 'sound.db');
    copyFileSync(database, sound);
    for (const [name, damage] of Object.entries(damages)) {
      await t.test(name, async () => {
        copyFileSync(sound, database);
        damage(database);
        const before = { file: sha256Of(database), remote: publishedBelow(scene.remote) };
        const args = name === 'a page full of noise' ? ['push', '--force', '--yes'] : ['push'];
        assertRefused(await run(scene.laptop, args), { code: 'source-corrupt', exit: 6, names: [database] });
        assert.deepEqual({ file: sha256Of(database), remote: publishedBelow(scene.remote) }, before);
      });
    }
    await replaceByStored(scene);
  });
});

describe('a memory that another program works with', () => {
  it('writes all the time: push takes one moment of it, and the writer loses nothing', async (t) => {
    const scene = await agreed(t);
    const { database } = scene.laptop;
    const writer = await otherProcess(t, database);
    const row = `'s' || @n || hex(randomblob(4))`;
    await writer.repeat(
      `INSERT INTO sdk_sessions (content_session_id, project, started_at, started_at_epoch) VALUES (${row}, 'busy', '', 0)`,
    );
    const busyRows = () =>
      change(database, (db) => db.prepare("SELECT count(*) FROM sdk_sessions WHERE project = 'busy'").pluck().get());
    // A busy machine may give the writer few turns within one push: so many pushes that it had its say.
    for (let pushes = 0; pushes < 2 || (Number(busyRows()) <= 10 && pushes < 20); pushes += 1)
      await succeed(scene.laptop, ['push']);
    const written = await writer.stop();
    await writer.close();
    assert.ok(written > 10, `${written} rows were written meanwhile`);
    assert.equal(busyRows(), written);
    await succeed(scene.laptop, ['push']);
    await succeed(scene.board, ['pull']);
    assert.equal(
      change(scene.board.database, (db) =>
        db.prepare("SELECT count(*) FROM sdk_sessions WHERE project = 'busy'").pluck().get(),
      ),
      written,
    );
  });

  it('keeps it locked: push and pull say how long they waited, and change nothing', async (t) => {
    const scene = await agreed(t);
    addRows(scene.laptop.database, ['news']);
    await succeed(scene.laptop, ['push']);
    const { database } = scene.board;
    change(database, (db) => db.pragma('journal_mode = DELETE'));
    const before = sha256Of(database);
    const other = await otherProcess(t, database);
    await other.sql('BEGIN EXCLUSIVE');
    const expected = { code: 'source-locked', exit: 6, names: [database, /\d s/] };
    assertRefused(await run(scene.board, ['pull']), expected);
    await other.sql('ROLLBACK');
    await other.close();
    assert.equal(sha256Of(database), before);
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(database), ['first', 'news', 'second']);
    await assertQuiet(scene, 'board');
  });

  it('is held open by a program that only reads: it sees the pulled memory', async (t) => {
    const scene = await agreed(t);
    addRows(scene.laptop.database, ['news']);
    await succeed(scene.laptop, ['push']);
    const other = await otherProcess(t, scene.board.database);
    const count = async () => ((await other.sql('SELECT count(*) AS n FROM observations'))[0] as { n: number }).n;
    assert.equal(await count(), 2);
    const ran = await run(scene.board, ['pull']);
    if (ran.exitCode === 0) assert.equal(await count(), 3);
    else assertRefused(ran, { code: 'source-in-use', exit: 6, names: [scene.board.database] });
    await other.close();
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'news', 'second']);
  });
});

const pageBytes = 4_096;

function overwrite(path: string, at: number, bytes: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(bytes, 'noise '), 0, bytes, at);
  closeSync(file);
}

/** Closed afterwards, with everything in the one file. */
function change<T>(path: string, work: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    db.pragma('foreign_keys = OFF');
    return work(db);
  } finally {
    db.close();
  }
}

/** What is stored comes back; the name of the restore point that keeps what was here. */
async function replaceByStored(scene: CrashScene): Promise<string> {
  const { laptop } = scene;
  const { restorePoint } = await succeed(laptop, ['pull', '--replace', '--yes']);
  assert.deepEqual(await titlesOf(laptop.database), ['first', 'second']);
  assert.ok(typeof restorePoint === 'string', 'what was here is not kept');
  assert.ok(Object.keys(filesBelow(join(laptop.home, 'restore-points', restorePoint))).length > 0);
  await assertQuiet(scene, 'laptop');
  return restorePoint;
}
