import assert from 'node:assert/strict';
import { lstatSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineThread, RoundEnd } from '../../../core/host/thread/engine-thread.ts';
import type { TestMachine } from '../../cli/machines.ts';
import { addObservation, change, pair, remove, titles, type Pair } from '../../cli/merge/pair.ts';
import { look, withThread } from './host-thread.ts';

/** Both machines with their threads at work. */
async function withBoth(
  { root, laptop, board }: Pair,
  work: (laptop: EngineThread, board: EngineThread) => Promise<void>,
): Promise<void> {
  await withThread({ home: laptop.home, root }, (left) =>
    withThread({ home: board.home, root }, (right) => work(left, right)),
  );
}

test('a new memory, an edit and a delete travel by rounds, and a round that moved something tells how things stand', async (t) => {
  const two = await pair(t);
  const { laptop, board } = two;
  await withBoth(two, async (left, right) => {
    addObservation(laptop, 'told by rounds');
    const sent = await look(left, 'quick');
    assert.deepEqual([kindOf(sent), sent.moved.published, sent.status?.state], ['done moved', 1, 'in-sync']);
    const brought = await look(right, 'quick');
    assert.deepEqual([kindOf(brought), brought.moved.applied, brought.moved.labels], ['done moved', 1, ['laptop']]);
    assert.deepEqual(
      brought.status?.devices.map(({ label }) => label),
      ['board', 'laptop'],
    );
    assert.deepEqual(titles(board, 'told'), ['told by rounds']);

    change(board, (db) => db.exec("UPDATE observations SET title = 'told otherwise' WHERE title = 'told by rounds'"));
    assert.equal((await look(right, 'quick')).moved.published, 0, 'a quick look compares no rows');
    assert.equal((await look(right, 'whole')).moved.published, 1);
    assert.equal((await look(left, 'quick')).moved.applied, 1);
    assert.deepEqual(titles(laptop, 'told'), ['told otherwise']);

    remove(laptop, "title = 'told otherwise'");
    assert.equal((await look(left, 'quick')).moved.published, 1);
    assert.equal((await look(right, 'quick')).moved.applied, 1);
    assert.deepEqual(titles(board, 'told'), []);
  });
});

test('a look at an idle fleet is one request, and touches no file of home or memory', async (t) => {
  const two = await pair(t);
  await withBoth(two, async (left) => {
    assert.notEqual((await look(left, 'whole')).status, null);
    await look(left, 'quick');
    const before = filesOf(two.laptop);
    for (let round = 0; round < 5; round++) {
      const { outcome, status, requests } = await look(left, 'quick');
      assert.deepEqual([kindOf({ outcome }), status, requests], ['done still', null, 1]);
    }
    assert.deepEqual(filesOf(two.laptop), before);
  });
});

test('an edit of very many rows, held by a whole look, goes on to be told by quick ones, in a new session too', async (t) => {
  const { root, laptop } = await pair(t);
  change(laptop, (db) => {
    const add = db.prepare(
      `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
       SELECT memory_session_id, project, 'discovery', 'many ' || ?, 'one of many', '2026-02-03T00:00:00.000Z', 1770076800000 + ?, printf('%016x', ?)
       FROM sdk_sessions ORDER BY id LIMIT 1`,
    );
    db.transaction(() => {
      for (let n = 1; n <= 1_100; n++) add.run(n, n, n);
    })();
  });
  await withThread({ home: laptop.home, root }, async (thread) => {
    assert.equal(kindOf(await look(thread, 'whole')), 'done moved');
    change(laptop, (db) => db.exec("UPDATE observations SET narrative = 'spoiled' WHERE title LIKE 'many %'"));
    const whole = await look(thread, 'whole');
    assert.deepEqual([kindOf(whole), whole.status?.state], ['stopped brake-records', 'braked']);
    for (const where of ['same session', 'new session']) {
      const { outcome, fault, status } = await look(thread, 'quick');
      assert.deepEqual([kindOf({ outcome }), fault?.exit], ['stopped brake-records', 7], where);
      if (where === 'new session') assert.equal(status?.state, 'braked');
      await thread.release();
    }
    change(laptop, (db) => db.exec("UPDATE observations SET narrative = 'one of many' WHERE title LIKE 'many %'"));
    assert.equal(kindOf(await look(thread, 'whole')), 'done still');
    assert.equal(kindOf(await look(thread, 'quick')), 'done still');
  });
});

test('a remote that is away is told with every round, and what was captured leaves when it is back', async (t) => {
  const two = await pair(t);
  await withBoth(two, async (left) => {
    await look(left, 'whole');
    renameSync(two.folder, `${two.folder}-gone`);
    addObservation(two.laptop, 'written offline');
    for (const how of ['quick', 'whole', 'quick'] as const) {
      const { outcome, fault } = await look(left, how);
      assert.deepEqual([kindOf({ outcome }), fault?.exit], ['away remote-missing', 5], how);
    }
    assert.equal((await look(left, 'quick')).status, null, 'no news');
    renameSync(`${two.folder}-gone`, two.folder);
    const back = await look(left, 'quick');
    assert.deepEqual([kindOf(back), back.moved.published, back.status?.state], ['done moved', 1, 'in-sync']);
  });
});

function kindOf({ outcome }: Pick<RoundEnd, 'outcome'>): string {
  if (outcome.kind === 'done') return outcome.moved ? 'done moved' : 'done still';
  return `${outcome.kind} ${outcome.code}`;
}

/** Size, inode and times of every file that an idle look might touch; folders too: a file that came and went shows in them. */
function filesOf({ home, database }: TestMachine): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const folder of [home, join(database, '..')]) {
    const names = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
    for (const path of [folder, ...names]) {
      const { ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
      facts[path] = [ino, size, mtimeNs, ctimeNs].join(' ');
    }
  }
  return facts;
}
