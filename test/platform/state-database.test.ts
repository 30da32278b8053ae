import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { isFault } from '../../core/model/errors.ts';
import type { Home } from '../../core/platform/home.ts';
import { openState, type StateNotice } from '../../core/platform/state-database.ts';
import { migrateState, stateMigrations, stateVersion } from '../../core/platform/state-schema.ts';
import { stateStoreContract } from '../contract/state-store.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { openTestHome } from '../support/open-test-home.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { sampleBase, sampleHistory, samplePoint, sampleReplace } from '../support/state-samples.ts';

const random = fakeRandom('state');

stateStoreContract('state.db', async (t) => {
  const { store } = openState(await openTestHome(t), random);
  t.after(() => store.close());
  return store;
});

/** A home with a state database in which something happened; closed. */
async function usedHome(t: TestContext): Promise<Home> {
  const home = await openTestHome(t);
  const { store } = openState(home, random);
  store.setBase(sampleBase(3));
  store.addHistory(sampleHistory('pull'));
  store.addRestorePoint(samplePoint(store.nextRestorePointId()));
  store.close();
  await mkdir(join(home.restorePointsFolder, 'r1'), { recursive: true });
  await writeFile(join(home.restorePointsFolder, 'r1', 'claude-mem.db'), 'a copy');
  return home;
}

function edit(home: Home, sql: string): void {
  const db = new Database(home.stateFile);
  db.exec(sql);
  db.close();
}

/** Opens and closes; what was noticed and the device id. */
function look(home: Home): { notice: StateNotice; device: string } {
  const { store, notice } = openState(home, random);
  const device = store.deviceId();
  store.close();
  return { notice, device };
}

test('a new home gets a state database that only its owner can read, and a device id that stays', async (t) => {
  const home = await openTestHome(t);
  const first = look(home);
  assert.deepEqual(first.notice, { kind: 'made', movedTo: null });
  assert.equal((await stat(home.stateFile)).mode & 0o777, 0o600);
  assert.deepEqual(look(home), { notice: { kind: 'as-it-was' }, device: first.device });
  assert.deepEqual(await readdir(home.folder), ['state.db']);
});

test('everything is there after the database was opened again', async (t) => {
  const home = await usedHome(t);
  const { store } = openState(home, random);
  t.after(() => store.close());
  assert.deepEqual(store.base(), sampleBase(3));
  assert.deepEqual(store.history(9), [{ ...sampleHistory('pull'), id: 1 }]);
  assert.deepEqual(store.restorePoints(), [samplePoint('r1')]);
  assert.equal(store.nextRestorePointId(), 'r2');
});

test('each step reaches the disk before the call returns', async (t) => {
  const home = await openTestHome(t);
  const { store } = openState(home, random);
  t.after(() => store.close());
  store.setJournal(sampleReplace());
  // Seen by another connection while the first one is still open: it was committed, not buffered.
  const other = new Database(home.stateFile, { readonly: true });
  t.after(() => other.close());
  assert.equal(other.pragma('journal_mode', { simple: true }), 'wal');
  assert.equal(other.prepare('SELECT count(*) FROM journal').pluck().get(), 1);
});

const damages: readonly [string, (home: Home) => Promise<void> | void, RegExp][] = [
  [
    'text',
    (home) => writeFile(home.stateFile, 'not a database at all, but long enough to be looked at'.repeat(90)),
    /not a database/,
  ],
  ['a short file', (home) => truncate(home.stateFile, 5_000), /malformed|truncated|page/i],
  ['a torn page', (home) => tear(home), /malformed|wrong|page|tree|index/i],
  ["another program's database", (home) => edit(home, 'PRAGMA application_id = 7'), /not a state database/],
  ['a base that is no base', (home) => edit(home, `UPDATE base SET base = '{"revision": -1}'`), /base/],
  [
    'a journal that is no JSON',
    (home) => edit(home, "INSERT INTO journal VALUES ('publish', 'half of')"),
    /journal.*JSON/,
  ],
  ['no device', (home) => edit(home, 'DELETE FROM device'), /device/],
];

async function tear(home: Home): Promise<void> {
  const bytes = await readFile(home.stateFile);
  for (let page = 1; page < bytes.length / 4096; page += 1) bytes.fill(0xa5, page * 4096, page * 4096 + 900);
  await writeFile(home.stateFile, bytes);
}

for (const [name, damage, finding] of damages) {
  test(`a state database with ${name} is moved aside with its restore points, and a new device begins`, async (t) => {
    const home = await usedHome(t);
    const { device } = look(home);
    await damage(home);
    const bytes = await readFile(home.stateFile);
    const found = look(home);
    assert.equal(found.notice.kind, 'replaced');
    assert.ok(found.notice.kind === 'replaced');
    assert.match(found.notice.finding, finding);
    assert.notEqual(found.device, device);
    assert.deepEqual(await readFile(join(found.notice.movedTo, 'state.db')), bytes);
    assert.equal(await readFile(join(found.notice.movedTo, 'restore-points', 'r1', 'claude-mem.db'), 'utf8'), 'a copy');
    assert.deepEqual((await readdir(home.folder)).toSorted(), ['moved-aside', 'state.db']);
    assert.deepEqual(look(home).notice, { kind: 'as-it-was' });
  });
}

test('a second damaged database is moved beside the first one', async (t) => {
  const home = await openTestHome(t);
  for (const number of [1, 2]) {
    await writeFile(home.stateFile, `damaged ${number}`.repeat(200));
    const { notice } = look(home);
    assert.equal(notice.kind === 'replaced' && basename(notice.movedTo), String(number));
  }
  assert.match(await readFile(join(home.movedAsideFolder, '1', 'state.db'), 'utf8'), /^damaged 1/);
});

test('the -wal of a database that is gone is not replayed into the new one', async (t) => {
  const home = await openTestHome(t);
  const { store } = openState(home, random);
  store.setBase(sampleBase(3));
  const wal = await readFile(`${home.stateFile}-wal`);
  store.close();
  const lost = await openTestHome(t);
  await writeFile(`${lost.stateFile}-wal`, wal);
  const found = openState(lost, random);
  t.after(() => found.store.close());
  assert.equal(found.store.base(), null);
  assert.ok(found.notice.kind === 'made' && found.notice.movedTo !== null);
  assert.deepEqual(await readdir(found.notice.movedTo), ['state.db-wal']);
});

test('restore points without a state database are moved aside, because new ones count from 1 again', async (t) => {
  const home = await openTestHome(t);
  await mkdir(join(home.restorePointsFolder, 'r1'), { recursive: true });
  const { notice } = look(home);
  assert.ok(notice.kind === 'made' && notice.movedTo !== null);
  assert.deepEqual(await readdir(join(notice.movedTo, 'restore-points')), ['r1']);
});

test('an empty file, left by a kill while it was made, becomes a state database in its place', async (t) => {
  const home = await openTestHome(t);
  await writeFile(home.stateFile, '', { mode: 0o600 });
  assert.deepEqual(look(home).notice, { kind: 'made', movedTo: null });
  assert.deepEqual(look(home).notice, { kind: 'as-it-was' });
});

test('a newer schema is a fault that says update, and the database stays as it is', async (t) => {
  const home = await usedHome(t);
  edit(home, `PRAGMA user_version = ${stateMigrations.length + 1}`);
  const bytes = await readFile(home.stateFile);
  const isNewer = (error: unknown) =>
    isFault(error, 'state-newer') &&
    error.data.version === stateMigrations.length + 1 &&
    error.data.known === stateMigrations.length;
  assert.throws(() => openState(home, random), isNewer);
  assert.deepEqual(await readFile(home.stateFile), bytes);
});

test('a damaged row of the history is a fault when it is read, and hides no other row', async (t) => {
  const home = await usedHome(t);
  edit(home, `INSERT INTO history (entry) VALUES ('{"act":"dance"}')`);
  const { store } = openState(home, random);
  t.after(() => store.close());
  assert.throws(
    () => store.history(9),
    (error) => isFault(error, 'state-damaged') && error.data.finding.startsWith('history.'),
  );
  assert.equal(store.historyEntry(1)?.act, 'pull');
});

test('a state database that another process keeps busy is not taken for damaged', async (t) => {
  const home = await usedHome(t);
  const { store } = openState(home, random);
  t.after(() => store.close());
  const other = new Database(home.stateFile);
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.throws(
    () => store.setNote('grade', 'A'),
    (error) => isFault(error, 'home-busy'),
  );
  other.exec('ROLLBACK');
  store.setNote('grade', 'A');
});

test('a migration that fails leaves the version before it, whole', async (t) => {
  const db = new Database(join(await scratchFolder(t, 'migrate'), 'x.db'));
  t.after(() => db.close());
  const second = 'ALTER TABLE notes ADD COLUMN at INTEGER; CREATE TABLE third (x) STRICT;';
  assert.throws(() => migrateState(db, [...stateMigrations, second]), /missing datatype/);
  assert.equal(stateVersion(db), stateMigrations.length);
  assert.deepEqual(db.prepare("SELECT name FROM pragma_table_info('notes')").pluck().all(), ['name', 'value']);
  migrateState(db, [...stateMigrations, 'ALTER TABLE notes ADD COLUMN at INTEGER;']);
  assert.equal(stateVersion(db), stateMigrations.length + 1);
  assert.deepEqual(db.prepare("SELECT name FROM pragma_table_info('notes')").pluck().all(), ['name', 'value', 'at']);
});

test('the schema is the one that was released', async (t) => {
  const home = await openTestHome(t);
  openState(home, random).store.close();
  const db = new Database(home.stateFile, { readonly: true });
  t.after(() => db.close());
  const header = (['application_id', 'user_version'] as const).map(
    (name) => `PRAGMA ${name} = ${String(db.pragma(name, { simple: true }))};`,
  );
  const tables = db.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name').pluck().all();
  const dump = `${[...header, ...tables.map((sql) => `${String(sql)};`)].join('\n')}\n`;
  const golden = join(import.meta.dirname, '..', 'fixtures', 'formats', `state-${stateMigrations.length}.sql`);
  assert.equal(dump, await readFile(golden, 'utf8'));
});
