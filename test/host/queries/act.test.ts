import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QueryAnswer } from '../../../core/host/api/contract-panel.ts';
import { addObservation, change, edit, pair, succeed } from '../../cli/merge/pair.ts';
import { addPrompt, machines } from '../../cli/machines.ts';
import { asking, fault, type Asking } from './query-host.ts';

type Act = QueryAnswer<'act'>;

/** All records of an act, page by page. */
async function whole({ ask }: Asking, id: number, limit: number): Promise<Act> {
  const first = await ask('act', { id, limit });
  const records = [...first.records];
  for (let { next } = first; next !== null;) {
    const page: Act = await ask('act', { id, limit, before: next });
    assert.ok(page.records.length <= limit);
    records.push(...page.records);
    next = page.next;
  }
  return { ...first, records };
}

const told = ({ records }: Act) =>
  records.map(({ way, change: what, title, device }) => [way, what, title, device?.label ?? null]).toSorted(byText);

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

async function newest({ ask }: Asking, act: string): Promise<number> {
  const found = (await ask('activity', {})).entries.find((entry) => entry.act === act);
  assert.ok(found !== undefined, `there is no ${act}`);
  return found.id;
}

test('a sync tells each row that came and went: added, changed and deleted, whose and where it stands', async (t) => {
  const { root, laptop, board } = await pair(t);
  for (const title of ['stays', 'goes', 'of the laptop']) addObservation(laptop, title);
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  change(laptop, (db) => {
    db.prepare("UPDATE observations SET narrative = 'another one' WHERE title = 'stays'").run();
    db.prepare("DELETE FROM observations WHERE title = 'goes'").run();
  });
  for (let number = 0; number < 7; number += 1) addObservation(laptop, `more ${number}`);
  await succeed(laptop, 'sync');
  addObservation(board, 'of the board');
  await succeed(board, 'sync');
  const more = Array.from({ length: 7 }, (_, number) => ['added', `more ${number}`]);
  const moved = [...more, ['changed', 'stays'], ['deleted', 'goes']];
  await asking({ home: board.home, root }, async (panel) => {
    const id = await newest(panel, 'merge');
    const act = await whole(panel, id, 4);
    const came = moved.map((each) => ['came', ...each, 'laptop']);
    assert.deepEqual(told(act), [...came, ['sent', 'added', 'of the board', 'board']].toSorted(byText));
    assert.deepEqual([act.known, act.entry.applied, act.entry.published], [{ came: 9, sent: 1 }, 9, 1]);
    assert.ok((act.entry.bytes ?? 0) > 0);
    assert.deepEqual(told(await whole(panel, id, 200)), told(act));
    for (const { change: what, memory, title } of act.records) {
      assert.equal(memory === null, what === 'deleted');
      if (memory !== null) assert.equal((await panel.ask('memory', { id: memory })).title, title);
    }
    await assert.rejects(panel.ask('act', { id: 999_999 }), fault('act-unknown'));
    await assert.rejects(panel.ask('act', { id, before: 'x' }), fault('usage'));
  });
  await asking({ home: laptop.home, root }, async (panel) => {
    const { entries } = await panel.ask('activity', {});
    const sent = await whole(panel, entries.find(({ published }) => published === 9)?.id ?? 0, 4);
    // What is deleted has no title any more where it was deleted.
    const wanted = moved.map(([what, title]) => ['sent', what, what === 'deleted' ? '' : title, 'laptop']);
    assert.deepEqual(told(sent), wanted.toSorted(byText));
    assert.equal(sent.entry.removed, 0);
  });
});

test('an undo tells the act backwards, and what was written again since is told as not known any more', async (t) => {
  const { root, laptop, board } = await pair(t);
  for (const title of ['one', 'two']) addObservation(laptop, title);
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  await succeed(board, 'undo', '--yes');
  await asking({ home: board.home, root }, async (panel) => {
    const undo = await whole(panel, await newest(panel, 'undo'), 10);
    assert.deepEqual(
      undo.records.map(({ way, change: what, memory }) => [way, what, memory]),
      [
        ['came', 'deleted', null],
        ['came', 'deleted', null],
      ],
    );
  });
  const rowid = change(laptop, (db) => db.prepare("SELECT id FROM observations WHERE title = 'one'").pluck().get());
  edit(laptop, Number(rowid), 'narrative', 'again');
  await succeed(laptop, 'sync');
  await asking({ home: laptop.home, root }, async (panel) => {
    const { entries } = await panel.ask('activity', {});
    const before = await whole(panel, entries.find(({ published }) => published === 2)?.id ?? 0, 10);
    assert.deepEqual([told(before), before.known.sent], [[['sent', 'added', 'two', 'laptop']], 1]);
    const first = entries.find(({ published }) => published > 100);
    const { records, known } = await panel.ask('act', { id: first?.id ?? 0 });
    assert.deepEqual([records, known], [[], { came: 0, sent: 0 }]);
  });
});

test('an act on whole images tells the rows of its tables before and after, and no more', async (t) => {
  const { root, laptop, board } = await machines(t);
  addPrompt(laptop.database, 'one more');
  assert.equal((await laptop.run('sync')).code, 0);
  assert.equal((await board.run('sync')).code, 0);
  await asking({ home: board.home, root }, async (panel) => {
    const { records, tables, next } = await panel.ask('act', { id: await newest(panel, 'pull') });
    assert.deepEqual([records, next], [[], null]);
    const moved = tables.filter(({ before, after }) => before !== after);
    assert.deepEqual(
      moved.map(({ before, after }) => after - before),
      [1],
    );
  });
});

test('projects are told with their rows, as the filter of that project counts them', async (t) => {
  const { root, laptop } = await pair(t);
  await asking({ home: laptop.home, root }, async ({ ask }) => {
    const { projects, isCut } = await ask('projects', {});
    assert.ok(projects.length > 0 && !isCut);
    for (const { name, count } of projects) assert.equal((await ask('memories', { project: name })).total, count);
    assert.deepEqual(await ask('projects', { limit: 1 }), {
      projects: projects.slice(0, 1),
      isCut: projects.length > 1,
    });
  });
});
