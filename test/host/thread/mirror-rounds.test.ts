import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPrompt, machines, promptTexts } from '../../cli/machines.ts';
import { look, withThread } from './host-thread.ts';

test('in mirror mode rounds push and pull, an idle look is one LIST, and what a person must decide stands', async (t) => {
  const { root, laptop, board } = await machines(t);
  await withThread({ home: laptop.home, root }, (left) =>
    withThread({ home: board.home, root }, async (right) => {
      assert.equal((await look(right, 'whole')).moved.historyId, null);
      await look(right, 'quick');
      assert.equal((await look(right, 'quick')).requests, 1);

      addPrompt(laptop.database, 'from the laptop');
      const pushed = await look(left, 'quick');
      assert.deepEqual([pushed.outcome.kind, pushed.status?.head?.revision], ['done', 2]);
      const pulled = await look(right, 'quick');
      assert.deepEqual([pulled.moved.labels, promptTexts(board.database)], [['laptop'], ['from the laptop']]);

      addPrompt(laptop.database, 'here');
      addPrompt(board.database, 'there');
      assert.equal((await look(left, 'quick')).outcome.kind, 'done');
      const met = await look(right, 'quick');
      assert.deepEqual([met.fault?.code, met.status?.state], ['diverged', 'conflict']);
      const again = await look(right, 'quick');
      assert.deepEqual([again.fault?.code, again.requests, again.status], ['diverged', 1, null]);
    }),
  );
});
