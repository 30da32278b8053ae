/** A machine on which claude-mem was never installed: everything works on the bare database file. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { addDemoSession, demoStartEpochMs } from '../../core/demo/data.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { assertHealthy } from '../support/database-checks.ts';
import { assertSameRows, rowsOf } from '../support/database-rows.ts';
import { initArgs, type Installation, succeed } from '../support/membridge-program.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

it('init, push, pull, status, doctor, verify, history, restore and undo need no claude-mem', async (t) => {
  const folder = await scratchFolder(t, 'bare');
  const at = (label: string): Installation => ({
    label,
    home: join(folder, label, 'home'),
    database: join(folder, label, 'claude-mem.db'),
    remote: join(folder, 'remote'),
    environment: {
      HOME: join(folder, label),
      CLAUDE_CONFIG_DIR: join(folder, label, '.claude'),
      PATH: '/usr/bin:/bin',
    },
  });
  const [laptop, board] = [at('laptop'), at('board')];
  mkdirSync(dirname(laptop.database), { recursive: true });
  createClaudeMemDatabase(laptop.database);
  const startEpochMs = demoStartEpochMs;
  addDemoSession(laptop.database, { seed: 'one', machine: 'laptop', startEpochMs });
  for (const each of [laptop, board]) await succeed(each, initArgs(each, 'sealed'));
  await succeed(laptop, ['push']);
  await succeed(board, ['pull']);
  await assertSameRows(board.database, laptop.database, 'all');
  const first = await rowsOf(board.database, 'all');

  addDemoSession(laptop.database, {
    seed: 'two',
    machine: 'laptop',
    startEpochMs: startEpochMs + 86_400_000,
    language: 'uk',
  });
  await succeed(laptop, ['sync']);
  await succeed(board, ['sync']);
  await assertSameRows(board.database, laptop.database, 'all');
  assert.equal((await succeed(board, ['status']))['state'], 'in-sync');

  const { checks } = await succeed(board, ['doctor']);
  const worker = (checks as { name: string }[]).find(({ name }) => name === 'worker');
  assert.match(JSON.stringify(worker), /"ok".*not installed|not installed.*"ok"/);
  await succeed(board, ['verify']);
  await succeed(board, ['restore', 'v1', '--yes']);
  assert.deepEqual(await rowsOf(board.database, 'all'), first);
  await succeed(board, ['undo', '--yes']);
  await assertSameRows(board.database, laptop.database, 'all');
  const { acts } = await succeed(board, ['history']);
  assert.equal((acts as { act: string }[])[0]?.act, 'undo');
  await assertHealthy(board.database);
  for (const name of ['spawn.lock', 'worker.pid', 'settings.json', 'logs']) {
    assert.equal(existsSync(join(dirname(board.database), name)), false, name);
  }
});
