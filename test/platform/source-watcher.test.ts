import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { systemClock } from '../../core/platform/clock.ts';
import { sourceWatcher } from '../../core/platform/source-watcher.ts';

/** Far longer than a loaded machine needs; a test that passes never waits so long. */
const waitMsMax = 60_000;
/** Long enough for an event that should not come to come. */
const silenceMs = 1_500;

test('an insert into a database with a write-ahead log wakes', async (t) => {
  const path = join(await folderFor(t), 'memory.db');
  const db = databaseAt(t, path);
  const { wakes, until } = await watching(t, path);
  db.exec('insert into note values (1)');
  await until(() => wakes.length > 0);
  const before = wakes.length;
  db.exec('insert into note values (2)');
  await until(() => wakes.length > before);
});

test('a folder that is not there yet is waited for, and so is the database in it', async (t) => {
  const folder = join(await folderFor(t), 'deep', '.claude-mem');
  const { wakes, until } = await watching(t, join(folder, 'memory.db'));
  await mkdir(folder, { recursive: true });
  const db = databaseAt(t, join(folder, 'memory.db'));
  await until(() => wakes.length > 0);
  await sleep(silenceMs);
  const before = wakes.length;
  db.exec('insert into note values (1)');
  await until(() => wakes.length > before);
});

test('a database that is replaced by a rename wakes, and the new one is watched', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'memory.db');
  databaseAt(t, path).close();
  databaseAt(t, join(folder, 'other.db')).close();
  const { wakes, until } = await watching(t, path);
  await rename(join(folder, 'other.db'), path);
  await until(() => wakes.length > 0);
  await sleep(silenceMs);
  const before = wakes.length;
  databaseAt(t, path).exec('insert into note values (1)');
  await until(() => wakes.length > before);
});

test('a folder that is removed and made again is watched again, however soon', async (t) => {
  // Twenty at once, since what goes wrong here goes wrong by chance.
  const pausesMs = Array.from({ length: 20 }, (_, i) => i * 75);
  await Promise.all(
    pausesMs.map(async (pauseMs) => {
      const folder = join(await folderFor(t), '.claude-mem');
      const path = join(folder, 'memory.db');
      await mkdir(folder);
      databaseAt(t, path).close();
      const { wakes, until } = await watching(t, path);
      await rm(folder, { recursive: true });
      await until(() => wakes.length > 0);
      await sleep(pauseMs);
      const before = wakes.length;
      await mkdir(folder);
      databaseAt(t, path).exec('insert into note values (1)');
      await until(() => wakes.length > before);
    }),
  );
});

test('writes to a database behind a link are seen where they happen', async (t) => {
  const folder = await folderFor(t);
  await mkdir(join(folder, 'real'));
  await mkdir(join(folder, 'given'));
  const db = databaseAt(t, join(folder, 'real', 'memory.db'));
  await symlink(join(folder, 'real', 'memory.db'), join(folder, 'given', 'memory.db'));
  const { wakes, until } = await watching(t, join(folder, 'given', 'memory.db'));
  db.exec('insert into note values (1)');
  await until(() => wakes.length > 0);
});

test('neither our lock file, nor a reader, nor a stranger in the folder wakes', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'memory.db');
  databaseAt(t, path).close();
  const { wakes } = await watching(t, path);
  await writeFile(`${path}.membridge-lock`, 'held');
  await writeFile(join(folder, 'settings.json'), '{}');
  await rm(`${path}.membridge-lock`);
  const reader = new Database(path);
  assert.equal(reader.prepare('select count(*) as n from note').pluck().get(), 0);
  reader.close();
  await sleep(silenceMs);
  assert.deepEqual(wakes, []);
});

test('without file events a look alone finds a write, a new inode and a removal, each once', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'memory.db');
  const db = databaseAt(t, path);
  databaseAt(t, join(folder, 'other.db')).close();
  const { wakes, until, look } = await watching(t, path, false);
  const found = async () => {
    const before = wakes.length;
    look();
    await until(() => wakes.length > before);
    look();
    await sleep(100);
    assert.equal(wakes.length, before + 1);
  };
  db.exec('insert into note values (1)');
  await sleep(silenceMs);
  assert.deepEqual(wakes, [], 'something told without a look');
  await found();
  db.close();
  await rename(join(folder, 'other.db'), path);
  await found();
  await rm(path);
  await found();
});

test('after close nothing wakes and nothing keeps the process alive', async (t) => {
  const path = join(await folderFor(t), 'memory.db');
  databaseAt(t, path).close();
  const script = join(import.meta.dirname, 'source-watcher-script.ts');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(waitMsMax) })) as [number | null];
  assert.equal(code, 0);
  assert.equal(said, 'woken while open\nsilent after close\n');
});

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'source-watcher-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function databaseAt(t: TestContext, path: string): Database.Database {
  const db = new Database(path);
  t.after(() => db.close());
  db.pragma('journal_mode = WAL');
  db.exec('create table if not exists note (id integer)');
  return db;
}

async function watching(t: TestContext, path: string, events = true) {
  const wakes: string[] = [];
  const failed = (error: unknown) => assert.fail(String(error));
  const watcher = sourceWatcher({ path, clock: systemClock, events, failed });
  const active = await watcher.start((reason) => wakes.push(reason));
  t.after(() => active.close());
  const until = async (reached: () => boolean) => {
    for (let waitedMs = 0; !reached(); waitedMs += 20) {
      assert.ok(waitedMs < waitMsMax, 'never woken');
      await sleep(20);
    }
  };
  return { wakes, until, look: () => active.look?.() };
}

function sleep(ms: number): Promise<void> {
  return systemClock.sleep(ms);
}
