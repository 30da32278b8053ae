import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { emptyPlace, membridge, type Machines, type TestMachine } from '../../cli/machines.ts';
import { assertSound, ends, succeed } from '../../cli/merge/pair.ts';
import { newBucket, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { fixtureDatabase, type FixtureName } from '../../support/fixtures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import type { S3Server } from '../../support/s3-server.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;

/** What test/fixtures/claude-mem-13.25.3/README.md says a right merge holds. */
const merged = { sdk_sessions: 16, observations: 301, session_summaries: 60, user_prompts: 60 };

test(
  'two copies of one memory that went apart hold the same union after both synced through Ceph',
  { skip },
  async (t) => {
    const { laptop, board } = await connected(t, await ceph());
    await putInPlace(t, 'laptop', laptop);
    await putInPlace(t, 'board', board);
    for (const machine of [laptop, board, laptop]) await succeed(machine, 'sync');
    for (const machine of [laptop, board]) {
      assert.deepEqual(counts(machine), merged);
      assertSound(machine);
      const again = await succeed(machine, 'sync');
      assert.deepEqual([again['published'].records, again['applied'].records], [0, 0]);
      assert.deepEqual((await succeed(machine, 'status'))['pending'], { records: 0 });
      assert.equal((await succeed(machine, 'verify'))['local'], 'same');
    }
    assert.deepEqual(texts(laptop), texts(board));
  },
);

test(
  'an idle sync through Ceph costs three requests, and a store that is away keeps nothing from being captured',
  { skip },
  async (t) => {
    const { laptop, board } = await connected(t, await ceph());
    await succeed(laptop, 'sync');
    const idle = await succeed(laptop, 'sync');
    assert.ok(idle['requests'] <= 3, `${idle['requests']} requests`);
    await succeed(board, 'sync');
    await putInPlace(t, 'board', board);
    const keys = { MEMBRIDGE_S3_ACCESS_KEY: 'wrong', MEMBRIDGE_S3_SECRET_KEY: 'wrong' };
    const denied: TestMachine = { ...board, run: (...args) => membridge('.', [...args, '--home', board.home], keys) };
    const report = await ends(denied, 5, 'remote-denied', 'sync');
    assert.ok(report['pending'].records > 50 && report['published'].records === 0, JSON.stringify(report));
    assert.equal((await succeed(board, 'sync'))['pending'].records, 0);
  },
);

/** Both hold the `base` fixture and have synced; sealed. */
async function connected(t: TestContext, at: S3Server): Promise<Machines> {
  const place = await emptyPlace(t);
  const bucket = await newBucket(at);
  const keys = { MEMBRIDGE_S3_ACCESS_KEY: at.accessKey, MEMBRIDGE_S3_SECRET_KEY: at.secretKey };
  for (const label of ['laptop', 'board'] as const) {
    const machine = place[label];
    await fixtureDatabase('base', machine.database);
    const where = ['--s3', at.endpoint, '--bucket', bucket, '--source', machine.database, '--label', label];
    const args = ['init', ...where, '--passphrase-file', place.passphraseFile, '--home', machine.home, '--json'];
    const made = await membridge(place.root, args, keys);
    assert.deepEqual([made.code, made.json['mode']], [0, 'merge'], made.stderr);
    await succeed(machine, 'sync');
  }
  await succeed(place.laptop, 'sync');
  return place;
}

/** Through SQLite's backup into the live file: same inode, as claude-mem itself would see it. */
async function putInPlace(t: TestContext, name: FixtureName, { database }: TestMachine): Promise<void> {
  const image = join(await scratchFolder(t, 'image'), 'image.db');
  await fixtureDatabase(name, image);
  const from = new Database(image);
  await from.backup(database);
  from.close();
}

function counts(machine: TestMachine): Record<string, number> {
  const db = new Database(machine.database);
  try {
    const count = (table: string) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return Object.fromEntries(Object.keys(merged).map((table) => [table, count(table)]));
  } finally {
    db.close();
  }
}

function texts(machine: TestMachine): unknown[] {
  const db = new Database(machine.database);
  try {
    return db
      .prepare('SELECT memory_session_id, title, narrative, facts FROM observations ORDER BY 1, 2, 3')
      .raw()
      .all();
  } finally {
    db.close();
  }
}
