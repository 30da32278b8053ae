import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { queries } from '../../../core/host/api/contract-panel.ts';
import { hostProgram } from '../../support/host-program.ts';
import { environmentIn, machines } from '../../cli/machines.ts';
import { addObservation, change, edit, pair } from '../../cli/merge/pair.ts';
import { asking, fault } from './query-host.ts';

test('mirror mode is browsed without origins, and its copies here are points to go back to', async (t) => {
  const { root, laptop, board } = await machines(t);
  addObservation(laptop, 'mirrored');
  assert.equal((await laptop.run('sync')).code, 0);
  assert.equal((await board.run('sync')).code, 0);
  await asking({ home: board.home, root }, async (panel) => {
    const { memories, total } = await panel.ask('memories', { query: 'mirrored' });
    assert.deepEqual([memories.map(({ title, device }) => [title, device]), total], [[['mirrored', null]], 1]);
    assert.deepEqual((await panel.ask('memories', { device: 'a'.repeat(32) })).memories, []);
    const [pulled] = (await panel.ask('activity', {})).entries;
    assert.deepEqual([pulled?.act, pulled?.from, pulled?.applied, pulled?.undoable], ['pull', ['laptop'], 1, true]);
    const { points } = await panel.ask('points', {});
    assert.deepEqual(
      points.map(({ where, kind, damaged }) => [where, kind, damaged]),
      [['here', 'safety', false]],
    );
    assert.deepEqual(await panel.ask('conflicts', {}), { conflicts: [], open: 0, next: null });
    const { days, devices } = await panel.ask('days', { days: 3 });
    assert.deepEqual([days.length, devices], [3, []]);
  });
});

test('without a connection, a state or a memory the answers are empty', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'membridge-queries-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await asking({ home: join(root, 'home'), root }, async ({ ask }) => {
    for (const name of ['activity', 'memories', 'projects', 'days', 'points', 'conflicts', 'boards'] as const) {
      const lists = Object.values(await ask(name, {})).filter(Array.isArray);
      assert.ok(lists.length > 0 && lists.every((list) => list.length === 0), name);
    }
    await assert.rejects(ask('memory', { id: 'observation-1' }), fault('memory-unknown'));
    await assert.rejects(ask('act', { id: 1 }), fault('act-unknown'));
  });
  const { laptop, root: other } = await pair(t);
  rmSync(laptop.database);
  await asking({ home: laptop.home, root: other }, async ({ ask }) => {
    assert.deepEqual(await ask('memories', { query: 'x' }), { memories: [], next: null, total: 0 });
    assert.equal((await ask('days', { days: 2 })).days.length, 2);
  });
});

test('a cursor of nobody, of another list or of another world is refused and breaks nothing', async (t) => {
  const { root, laptop } = await pair(t);
  await asking({ home: laptop.home, root }, async ({ ask }) => {
    const word = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
    const foreign = [
      'x',
      '{}',
      word(null),
      word([]),
      word([1, 'tool-use', 1]),
      word([null, 'prompt', 1]),
      word({ 0: 1 }),
    ];
    for (const name of ['activity', 'memories', 'points', 'conflicts'] as const)
      for (const before of foreign) await assert.rejects(ask(name, { before }), fault('usage'), `${name} ${before}`);
    const far = word([Number.MAX_VALUE, 'prompt', Number.MAX_SAFE_INTEGER]);
    assert.ok(queries.memories.answer.safeParse(await ask('memories', { before: far })).success);
  });
});

test('the thread is started by a question, ends by itself when nobody asks, and comes back', async (t) => {
  const { root, laptop } = await pair(t);
  await asking({ home: laptop.home, root, idleMs: 1 }, async ({ ask, thread }) => {
    assert.equal(thread.started(), 0);
    const all = await Promise.all([ask('memories', {}), ask('activity', {}), ask('days', {})]);
    assert.equal(all.length, 3);
    while (thread.started() < 2) {
      // Long enough for it to have ended, if it does.
      await sleep(50);
      await ask('conflicts', {});
    }
    const gone = new AbortController();
    const asked = thread.ask('days', queries.days.params.parse({}), gone.signal);
    gone.abort();
    await assert.rejects(asked, fault('interrupted'));
    await ask('points', {});
    edit(laptop, 1, 'title', 'nobody has it open');
    assert.equal(
      change(laptop, (db) => db.pragma('journal_mode', { simple: true })),
      'wal',
    );
  });
});

test('a real host answers the panel: the list, a search, one memory, whose rows, and it stops at once', async (t) => {
  const { root, laptop } = await pair(t);
  addObservation(laptop, 'told over the wire');
  const host = await hostProgram(t, { home: laptop.home, env: environmentIn(root) });
  const client = await host.client();
  // While its first round may be at work.
  const { memories, total } = await client.query('memories', { limit: 200 });
  assert.deepEqual([memories.length, (total ?? 0) > 200], [200, true]);
  const [found] = (await client.query('memories', { query: 'told over' })).memories;
  assert.equal(found?.title, 'told over the wire');
  assert.equal(found?.device?.label, 'laptop');
  const whole = await client.query('memory', { id: found?.id ?? '' });
  assert.equal(whole.columns[0]?.text, 'told over the wire');
  await assert.rejects(client.query('memory', { id: 'observation-0' }), fault('memory-unknown'));
  await assert.rejects(client.query('memories', { before: 'x' }), fault('usage'));
  await host.until('the first round', ({ host: { lastLookAt } }) => lastLookAt !== null);
  assert.equal((await client.query('activity', {})).entries[0]?.published, 1);
  assert.equal((await client.query('days', { days: 7 })).days.length, 7);
  assert.deepEqual((await client.query('conflicts', {})).conflicts, []);
  assert.deepEqual((await client.query('points', {})).points, []);
  assert.equal(await host.stop(), 0);
});
