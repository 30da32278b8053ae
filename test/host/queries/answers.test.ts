import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QueryAnswer } from '../../../core/host/api/contract-panel.ts';
import { addObservation, change, disputed, pair, succeed } from '../../cli/merge/pair.ts';
import { asking, fault, type Asking } from './query-host.ts';

type Listed = QueryAnswer<'memories'>['memories'][number];

/** All pages of the memory. */
async function every({ ask }: Asking, input: object, limit = 50): Promise<Listed[]> {
  const rows: Listed[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ask<'memories'>>> = await ask('memories', {
      ...input,
      limit,
      ...(before === null ? {} : { before }),
    });
    rows.push(...page.memories);
    before = page.next;
  } while (before !== null);
  return rows;
}

/** Written now: what is counted per day must not be older than a year. */
function writeNow(machine: Parameters<typeof addObservation>[0], title: string): void {
  addObservation(machine, title);
  change(machine, (db) =>
    db.prepare('UPDATE observations SET created_at_epoch = ? WHERE title = ?').run(Date.now(), title),
  );
}

test('rows tell whose they are: before the first sync nobody, then this machine, also before it looked, and the other one', async (t) => {
  const { root, laptop, board } = await pair(t);
  writeNow(laptop, 'of the laptop');
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  writeNow(board, 'of the board');
  await asking({ home: board.home, root }, async (panel) => {
    const { total } = await panel.ask('memories', {});
    const memories = await every(panel, {});
    const labelOf = (title: string) => memories.find((memory) => memory.title === title)?.device?.label;
    assert.deepEqual(['of the laptop', 'of the board'].map(labelOf), ['laptop', 'board']);
    assert.ok(memories.filter(({ device }) => device === null).length > 0);
    const ids = (await every(panel, {}, 7)).map(({ id }) => id);
    assert.deepEqual([new Set(ids).size, ids.length], [total, total]);

    const devices = new Map(memories.flatMap(({ device }) => (device === null ? [] : [[device.label, device.id]])));
    const of = async (device: string) => (await every(panel, { device })).length;
    assert.deepEqual(
      [await of(devices.get('laptop') ?? ''), await of('no-device'), await of('f'.repeat(32))],
      [1, 0, 0],
    );
    assert.equal((await of(devices.get('board') ?? '')) + 1 + (await of('')), total);

    // Those before a moment: what a chart shows under a day, and no row of that moment itself.
    const [middle] = memories.slice(Math.floor(memories.length / 2));
    const until = middle?.at ?? 0;
    const older = memories.filter(({ at }) => at < until).map(({ id }) => id);
    assert.ok(older.length > 0 && older.length < memories.length);
    assert.deepEqual(
      (await every(panel, { until }, 7)).map(({ id }) => id),
      older,
    );

    const found = await panel.ask('memories', { query: 'laptop' });
    const hit = found.memories.find(({ title }) => title === 'of the laptop');
    assert.deepEqual(
      hit?.titleHits.map(([begin, end]) => hit.title.slice(begin, end)),
      ['laptop'],
    );

    const { days, devices: shown } = await panel.ask('days', { days: 366, offsetMinutes: 120 });
    assert.deepEqual(
      shown.map(({ label }) => label),
      ['board', 'laptop'],
    );
    assert.equal(days.length, 366);
    const counted = days.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
    assert.equal(counted, memories.filter(({ at }) => at >= Date.parse(`${days[0]?.day}T00:00:00+02:00`)).length);
    assert.deepEqual(await panel.ask('days', { days: 366, offsetMinutes: 120 }), { days, devices: shown });
    writeNow(board, 'one more');
    const more = (await panel.ask('days', { days: 366, offsetMinutes: 120 })).days;
    assert.equal(
      more.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0),
      counted + 1,
    );

    const one = await panel.ask('memory', { id: memories.find(({ title }) => title === 'of the laptop')?.id ?? '' });
    assert.deepEqual(
      [one.device?.label, one.columns[0]],
      ['laptop', { name: 'title', text: 'of the laptop', cut: false }],
    );
    for (const id of ['observation-999999', 'nonsense', '../x', 'session-1-2'])
      await assert.rejects(panel.ask('memory', { id }), fault('memory-unknown'));
  });
});

test('acts of this machine are paged, newest first, and only the one that undo would take back says so', async (t) => {
  const { root, laptop, board } = await pair(t);
  for (const title of ['first', 'second', 'third']) {
    addObservation(laptop, title);
    await succeed(laptop, 'sync');
    await succeed(board, 'sync');
  }
  await asking({ home: board.home, root }, async ({ ask }) => {
    const whole = await ask('activity', {});
    assert.equal(whole.next, null);
    const [newest] = whole.entries;
    assert.deepEqual(
      [newest?.act, newest?.from, newest?.applied, newest?.published, newest?.undoable],
      ['merge', ['laptop'], 1, 0, true],
    );
    assert.equal(whole.entries.filter(({ undoable }) => undoable).length, 1);
    const ids: number[] = [];
    let before: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof ask<'activity'>>> = await ask('activity', {
        limit: 1,
        ...(before === null ? {} : { before }),
      });
      ids.push(...page.entries.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    assert.deepEqual(
      ids,
      whole.entries.map(({ id }) => id),
    );
  });
});

test('both sides of a conflict are shown, and looking does not settle it', async (t) => {
  const { root, board, id } = await disputed(t);
  await asking({ home: board.home, root }, async ({ ask }) => {
    for (let look = 0; look < 2; look += 1) {
      const { conflicts, open, next } = await ask('conflicts', {});
      assert.deepEqual([conflicts.length, open, next, conflicts[0]?.settled], [1, 1, null, false]);
      const { sides, isDeletedHere, title } = await ask('conflict', { id });
      assert.equal(isDeletedHere, false);
      assert.equal(title, 'what the board says', 'it is called what it is called now');
      assert.deepEqual(
        sides.map(({ now, nowBy, lost, lostBy, ours }) => [now, nowBy, lost, lostBy, ours]),
        [['what the board says', 'board', 'what the laptop says', 'laptop', 'now']],
      );
    }
    await succeed(board, 'conflicts', 'show', id);
    assert.deepEqual((await ask('conflicts', {})).conflicts, []);
    assert.equal((await ask('conflicts', { all: 'true' })).conflicts[0]?.settled, true);
    await assert.rejects(ask('conflict', { id: 99 }), fault('conflict-unknown'));
  });
});
