import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import type { Machine } from '../../core/engine/machine.ts';
import { engineMachine } from '../support/engine-machine.ts';
import { memoryStore } from '../support/memory-store.ts';

/** A laptop on which another program writes one row at the worst moment: after our copy, before our write lock. */
async function worstMoment(t: TestContext, journalMode: string, times: number) {
  const store = memoryStore();
  const board = await engineMachine(t, 'board', store);
  let left = times;
  const change = (machine: Machine): Machine => ({
    ...machine,
    source: {
      ...machine.source,
      place(image, asideFolder, options) {
        if (left-- > 0) write(machine.source.path, `meanwhile ${left}`);
        return machine.source.place(image, asideFolder, options);
      },
    },
  });
  const laptop = await engineMachine(t, 'laptop', store, { change });
  board.add('one');
  await board.run();
  left = 0;
  await laptop.run();
  setJournalMode(laptop.path, journalMode);
  left = times;
  board.add('two');
  await board.run();
  return { laptop, board };
}

function setJournalMode(path: string, journalMode: string): void {
  const db = new Database(path);
  db.pragma(`journal_mode = ${journalMode}`);
  db.close();
}

function write(path: string, text: string): void {
  const db = new Database(path);
  db.prepare('insert into notes(text) values (?)').run(text);
  db.close();
}

for (const journalMode of ['wal', 'delete']) {
  describe(`a row that another program writes between our copy and our write lock, in ${journalMode} mode`, () => {
    it('stays, and turns an ordinary pull into a divergence', async (t) => {
      const { laptop } = await worstMoment(t, journalMode, 1);
      await assert.rejects(laptop.run('pull'), { code: 'diverged' });
      assert.deepEqual(laptop.notes(), ['meanwhile 0', 'one']);
    });

    it('is in the copy that a forced pull sets aside', async (t) => {
      const { laptop } = await worstMoment(t, journalMode, 2);
      await laptop.run('force-pull');
      assert.deepEqual(laptop.notes(), ['one', 'two']);
      const [point] = laptop.machine.state.restorePoints();
      const copy = await laptop.machine.restorePoints.path(String(point?.id));
      const db = new Database(String(copy), { readonly: true });
      t.after(() => db.close());
      const kept = db.prepare('select text from notes order by text').pluck().all();
      assert.deepEqual(kept, ['meanwhile 0', 'meanwhile 1', 'one']);
    });

    it('stops a replace that it overtakes again and again, and nothing is lost', async (t) => {
      const { laptop } = await worstMoment(t, journalMode, 3);
      await assert.rejects(laptop.run('force-pull'), { code: 'source-in-use', exit: 6 });
      assert.deepEqual(laptop.notes(), ['meanwhile 0', 'meanwhile 1', 'meanwhile 2', 'one']);
      assert.deepEqual(laptop.machine.state.restorePoints(), [], 'nothing was replaced, so nothing was kept');
    });
  });
}
