import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostProgram } from '../support/host-program.ts';
import { environmentIn } from '../cli/machines.ts';
import { addObservation, pair, succeed } from '../cli/merge/pair.ts';

test('a panel is told what it can go back to, compares, and has a copy where the host says, never elsewhere', async (t) => {
  const { root, board } = await pair(t);
  addObservation(board, 'old: given up');
  const point = String((await succeed(board, 'pull', '--replace', '--yes'))['restorePoint']);
  const host = await hostProgram(t, { home: board.home, env: environmentIn(root) });
  await host.until('the first round', ({ host: { lastLookAt } }) => lastLookAt !== null);
  const client = await host.client();
  const { points } = await client.query('points', {});
  assert.deepEqual(
    points.map(({ id, where }) => [id, where]),
    [[point, 'here']],
  );
  const history = await client.command(['history', '--limit', '100']);
  assert.deepEqual([history.exitCode, history.document['offline'], history.document['snapshots']], [0, false, []]);
  const plan = await client.command(['restore', point, '--dry-run', '--yes']);
  assert.deepEqual([plan.document['bringBack'], plan.document['remove']], [1, 0]);
  const copy = await client.command(['restore', point, '--copy']);
  const place = join(board.home, 'restored', `memory-${point}.db`);
  assert.equal(copy.document['to'], place);
  assert.ok((await stat(place)).size > 0);
  const elsewhere = join(root, 'elsewhere.db');
  for (const argv of [
    ['restore', point, '--to', elsewhere],
    ['restore', point, `--to=${elsewhere}`],
  ])
    await assert.rejects(client.command(argv), (error) => (error as { code?: string }).code === 'command-refused');
  await assert.rejects(stat(elsewhere));
  assert.equal(await host.stop(), 0);
});
