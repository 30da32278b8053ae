import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { isFault } from '../../../core/model/errors.ts';
import { recordStoreOver } from '../../../core/platform/records/record-store.ts';
import { openState } from '../../../core/platform/state-database.ts';
import { migrateState, stateMigrations } from '../../../core/platform/state-schema.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { recordStoreContract } from '../../contract/record-store-contract.ts';
import { fakeRandom } from '../../support/fake-random.ts';
import { openTestHome } from '../../support/open-test-home.ts';
import {
  board,
  keyOf,
  liveSample,
  sampleKnown,
  sampleRecord,
  sampleRow,
  sampleSegment,
} from '../../support/record-samples.ts';
import { sampleBase } from '../../support/state-samples.ts';

const random = fakeRandom('records');
const formats = join(import.meta.dirname, '..', '..', 'fixtures', 'formats');
const child = join(import.meta.dirname, '..', '..', 'support', 'records-child.ts');

recordStoreContract('state.db', async (t) => {
  const { store, records } = openState(await openTestHome(t), random);
  t.after(() => store.close());
  return records;
});

recordStoreContract('in memory', async (t) => {
  const db = new Database(':memory:');
  t.after(() => db.close());
  migrateState(db);
  return recordStoreOver(db);
});

test('a provisional transaction alone does not wait for the disk, and is taken back whole like any other', async (t) => {
  const home = await openTestHome(t);
  openState(home, random).store.close();
  const db = new Database(home.stateFile);
  t.after(() => db.close());
  db.pragma('synchronous = FULL');
  const records = recordStoreOver(db);
  const synchronous = () => db.pragma('synchronous', { simple: true });
  const [full, normal] = [2, 1];
  const seen = records.provisional(() => {
    records.setKnown(sampleKnown(1));
    return synchronous();
  });
  assert.deepEqual([seen, synchronous()], [normal, full]);
  const fail = () => {
    records.setKnown(sampleKnown(2));
    throw new Error('in the middle');
  };
  assert.throws(() => records.provisional(fail), /in the middle/);
  assert.deepEqual([synchronous(), records.known(keyOf(2))], [full, null]);
  assert.notEqual(records.known(keyOf(1)), null);
  assert.equal(records.transaction(synchronous), full);
});

test('both stores share one connection: a transaction of either takes back what was done through the other', async (t) => {
  const { store, records } = openState(await openTestHome(t), random);
  t.after(() => store.close());
  const fail = () => {
    store.setBase(sampleBase(1));
    records.setKnown(sampleKnown(1));
    throw new Error('in the middle');
  };
  assert.throws(() => store.transaction(fail), /in the middle/);
  assert.throws(() => records.transaction(() => store.transaction(fail)), /in the middle/);
  assert.equal(store.base(), null);
  assert.equal(records.known(keyOf(1)), null);
  records.setKnown(sampleKnown(2));
  assert.notEqual(records.known(keyOf(2)), null);
});

test('a renewed device id is the one that the state store tells', async (t) => {
  const { store, records } = openState(await openTestHome(t), random);
  t.after(() => store.close());
  assert.notEqual(store.deviceId(), board);
  records.renewDevice(board);
  assert.equal(store.deviceId(), board);
});

test('a state database of version 1 is brought forward in place, with all that it held', async (t) => {
  const home = await openTestHome(t);
  const old = new Database(home.stateFile);
  const released = await readFile(join(formats, 'state-1.sql'), 'utf8');
  // SQLite makes this one itself.
  old.exec(released.replace(/^CREATE TABLE sqlite_sequence.*$/m, ''));
  old.prepare('INSERT INTO device VALUES (1, ?)').run(board);
  old.prepare('INSERT INTO base VALUES (1, ?)').run(JSON.stringify(sampleBase(3)));
  old.close();
  const { store, records, notice } = openState(home, random);
  t.after(() => store.close());
  assert.deepEqual(notice, { kind: 'as-it-was' });
  assert.equal(store.deviceId(), board);
  assert.deepEqual(store.base(), sampleBase(3));
  records.mapRow(sampleRow(1));
  assert.deepEqual(records.mappedRow('observation', 1), sampleRow(1));
  const look = new Database(home.stateFile, { readonly: true });
  t.after(() => look.close());
  assert.equal(look.pragma('user_version', { simple: true }), stateMigrations.length);
});

test('a lost state database is an empty one with another device id', async (t) => {
  const before = openState(await openTestHome(t), random);
  const device = before.store.deviceId();
  before.records.setKnown(sampleKnown(1));
  before.store.close();
  const { store, records } = openState(await openTestHome(t), random);
  t.after(() => store.close());
  assert.notEqual(store.deviceId(), device);
  assert.equal(records.known(keyOf(1)), null);
  assert.equal(records.generation(), null);
  assert.equal(records.ownHead('core'), null);
});

test('a process killed in the middle of its writes leaves whole units, and none that it had told of is missing', async (t) => {
  const home = await openTestHome(t);
  for (const [round, until] of [3, 40, 11].entries()) {
    const writer = spawn(process.execPath, [child, home.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => writer.kill('SIGKILL'));
    const exited = once(writer, 'exit');
    let told = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      told = Number(line);
      if (told === until) writer.kill('SIGKILL');
    }
    await exited;
    assert.ok(told >= until, `round ${round}`);
    const { store, records, notice } = openState(home, random);
    const there = records.mappedRowCount('observation');
    assert.equal(notice.kind, 'as-it-was');
    assert.ok(there >= told);
    assert.deepEqual(records.knownCount(), { live: there, dead: 0 });
    for (let n = 1; n <= there; n += 1) assert.deepEqual(records.rowsOf(keyOf(n)), [sampleRow(n)]);
    assert.ok(records.unsentCount() >= there, 'each round adds its lines again');
    store.close();
    const db = new Database(home.stateFile);
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    db.close();
  }
});

const damages: readonly [string, string, (records: RecordStore) => unknown][] = [
  ['record_rows', "UPDATE record_rows SET key = x'00'", (records) => records.mappedRowsAfter('observation', 0, 9)],
  ['records', "UPDATE records SET seen = 'half of'", (records) => records.known(keyOf(1))],
  ['records', "UPDATE records SET form = 'dancing'", (records) => records.knownAfter('', 9)],
  ['pending', "UPDATE pending SET state = '{}'", (records) => records.pending(keyOf(1))],
  ['segments', "UPDATE segments SET sha256 = 'x'", (records) => records.ownHead('core')],
  ['cursors', "UPDATE cursors SET cursor = '[]'", (records) => records.cursors()],
];

for (const [table, sql, read] of damages) {
  test(`a damaged row is a fault that names its table: ${sql}`, async (t) => {
    const db = new Database(':memory:');
    t.after(() => db.close());
    migrateState(db);
    const records = recordStoreOver(db);
    records.mapRow(sampleRow(1));
    records.setKnown(sampleKnown(1));
    records.setPending({ kind: 'x', key: keyOf(1), state: liveSample(1), finding: null, batch: null });
    records.addUnsent(sampleRecord(1));
    records.pack(sampleSegment(1), []);
    records.setCursor(board, 'core', { upTo: 1, extras: [], tips: [] });
    db.exec(sql);
    assert.throws(
      () => read(records),
      (error) => isFault(error, 'state-damaged') && error.data.finding.startsWith(table),
    );
  });
}

test('a state database that another process keeps busy is a home that is busy', async (t) => {
  const home = await openTestHome(t);
  const { store, records } = openState(home, random);
  t.after(() => store.close());
  const other = new Database(home.stateFile);
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.throws(
    () => records.transaction(() => records.setKnown(sampleKnown(1))),
    (error) => isFault(error, 'home-busy'),
  );
});
