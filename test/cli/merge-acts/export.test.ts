import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { machines, treeOf } from '../machines.ts';
import {
  addObservation,
  assertSound,
  change,
  edit,
  ends,
  initArgs,
  pair,
  remove,
  succeed,
  third,
  titles,
} from '../merge/pair.ts';
import { content } from './content.ts';

test('what one machine exported another one imports, once; the next sync sends it, and an undo takes it back', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  const other = await third(root);
  await fixtureDatabase('laptop', other.database);
  await succeed(other, ...initArgs(join(root, 'elsewhere'), 'other', other.database));
  const file = join(root, 'memory.jsonl');
  const exported = await succeed(other, 'export', file);
  const { source } = await succeed(other, 'status');
  const { toolUses: _none, ...rows } = source.rows;
  assert.deepEqual(exported['rows'], rows);
  assert.deepEqual([(await stat(file)).size, (await stat(file)).mode & 0o777], [exported['bytes'], 0o600]);

  const before = content(board);
  const trees = async () => [await treeOf(folder), await treeOf(join(root, 'board', 'memory'))];
  const untouched = await trees();
  const plan = await succeed(board, 'import', file, '--dry-run');
  assert.equal(plan['state'], 'planned');
  await ends(board, 2, 'confirmation-needed', 'import', file);
  assert.deepEqual(await trees(), untouched);

  const done = await succeed(board, 'import', file, '--yes');
  assert.deepEqual(
    [done['state'], done['added'], done['there'], done['left']],
    ['done', plan['added'], plan['there'], null],
  );
  assert.ok(done['added'].observations > 0 && done['added'].sessions > 0, JSON.stringify(done['added']));
  assert.match(done['restorePoint'], /^r\d+$/);
  assertSound(board);
  const again = await succeed(board, 'import', file, '--yes');
  assert.deepEqual([again['state'], again['restorePoint'], again['historyId']], ['nothing', null, null]);
  assert.deepEqual(again['added'], { sessions: 0, observations: 0, summaries: 0, prompts: 0, toolUses: 0 });

  const added = Object.values(done['added']).reduce((sum: number, count) => sum + Number(count), 0);
  assert.equal((await succeed(board, 'sync'))['published'].records, added);
  await succeed(laptop, 'sync');
  assert.deepEqual(content(laptop), content(board));
  const undone = await succeed(board, 'undo', '--yes');
  assert.deepEqual([undone['act'], undone['rows'], undone['changedSince']], ['import-file', added, 0]);
  await succeed(laptop, 'sync');
  for (const machine of [laptop, board]) {
    assert.deepEqual(content(machine), before);
    assertSound(machine);
  }
});

test('an import brings back what was deleted, and leaves alone what was edited since', async (t) => {
  const { laptop, board, root } = await pair(t);
  const file = join(root, 'memory.jsonl');
  addObservation(laptop, 'mine: goes');
  await succeed(laptop, 'sync');
  await succeed(laptop, 'export', file);
  edit(laptop, 5, 'title', 'mine: edited since');
  remove(laptop, "title = 'mine: goes'");
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  const done = await succeed(laptop, 'import', file, '--yes');
  assert.deepEqual(done['added'], { sessions: 0, observations: 1, summaries: 0, prompts: 0, toolUses: 0 });
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  for (const machine of [laptop, board])
    assert.deepEqual(titles(machine, 'mine:'), ['mine: edited since', 'mine: goes']);
});

test('bad lines are named and set aside, the end that is missing is told, and two files may be one', async (t) => {
  const { laptop, board, root } = await pair(t);
  addObservation(laptop, 'mine: one');
  const file = join(root, 'memory.jsonl');
  await succeed(laptop, 'export', file);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const own = lines.findIndex((line) => line.includes('mine: one'));
  const mixed = join(root, 'mixed.jsonl');
  // Children first, a broken line, one of a later kind, the whole a second time, its last line cut off.
  const [header = '', ...rows] = lines;
  await writeFile(
    mixed,
    [header, lines[own], 'not a line', '{"kind":"dream"}', ...rows, '', header, ...rows.slice(0, -1)].join('\r\n'),
  );
  const done = await succeed(board, 'import', mixed, '--yes');
  assert.deepEqual(done['added'], { sessions: 0, observations: 1, summaries: 0, prompts: 0, toolUses: 0 });
  assert.deepEqual(
    done['setAside'].first.map(({ line }: { line: number }) => line),
    [3, 4],
  );
  assert.equal(done['setAside'].lines, 2);
  assert.deepEqual(titles(board, 'mine:'), ['mine: one']);
  await writeFile(mixed, lines.slice(0, -3).join('\n'));
  const cut = await board.run('import', mixed, '--dry-run');
  assert.match(cut.stdout, /The file says that it has 3 rows more/);
  assert.match((await board.run('import', mixed, '--dry-run', '--lang', 'uk')).stdout, /бракує його кінця: 3 записи/);
});

test('what is no export, a later one or already there is refused', async (t) => {
  const { laptop, root } = await pair(t);
  const file = join(root, 'memory.jsonl');
  await ends(laptop, 2, 'file-unreadable', 'import', file, '--yes');
  await writeFile(file, '{"some":"thing"}\n');
  await ends(laptop, 2, 'export-unknown', 'import', file, '--yes');
  await ends(laptop, 2, 'file-exists', 'export', file);
  await ends(laptop, 2, 'file-exists', 'export', file, '--dry-run');
  await writeFile(file, '{"kind":"export","format":2}\n');
  await ends(laptop, 2, 'export-unknown', 'import', file, '--dry-run');
  assert.equal((await laptop.run('export', file, '--json')).json['file'], undefined);
});

test("an import writes nothing where claude-mem's own cloud sync is on, until a person says so", async (t) => {
  const { laptop, board, root } = await pair(t);
  addObservation(laptop, 'mine: one');
  const file = join(root, 'memory.jsonl');
  await succeed(laptop, 'export', file);
  await writeFile(
    join(root, 'board', 'memory', 'settings.json'),
    JSON.stringify({
      CLAUDE_MEM_CLOUD_SYNC_TOKEN: 'token',
      CLAUDE_MEM_CLOUD_SYNC_USER_ID: 'me',
      CLAUDE_MEM_CLOUD_SYNC_HUB_URL: 'https://hub.invalid',
    }),
  );
  await ends(board, 7, 'brake-cloud-sync', 'import', file, '--dry-run');
  assert.deepEqual(titles(board, 'mine:'), []);
  await succeed(board, 'import', file, '--yes');
  assert.deepEqual(titles(board, 'mine:'), ['mine: one']);
});

test('in mirror mode an import is a change of this machine, and an undo puts the copy back', async (t) => {
  const { laptop, board, root } = await machines(t);
  const file = join(root, 'memory.jsonl');
  addObservation(laptop, 'mine: one');
  await succeed(laptop, 'export', file);
  const done = await succeed(board, 'import', file, '--yes');
  const added = Object.values(done['added']).reduce((sum: number, count) => sum + Number(count), 0);
  assert.ok(added > 0, JSON.stringify(done));
  assert.deepEqual(titles(board, 'mine:'), ['mine: one']);
  assertSound(board);
  assert.equal((await succeed(board, 'status'))['state'], 'pending');
  await succeed(board, 'undo', '--yes');
  assert.deepEqual(titles(board, 'mine:'), []);
});

test('tool uses are exported and imported where a person wants them', async (t) => {
  const { board, root } = await pair(t);
  const other = await third(root);
  await fixtureDatabase('with-tools', other.database);
  await succeed(other, ...initArgs(join(root, 'elsewhere'), 'other', other.database));
  const [plain, full] = [join(root, 'plain.jsonl'), join(root, 'full.jsonl')];
  assert.equal((await succeed(other, 'export', plain))['rows'].toolUses, undefined);
  const exported = await succeed(other, 'export', full, '--tool-uses');
  assert.ok(exported['rows'].toolUses > 0, JSON.stringify(exported));
  const done = await succeed(board, 'import', full, '--yes');
  assert.equal(done['added'].toolUses, exported['rows'].toolUses);
  assert.equal(
    change(board, (db) => db.prepare('SELECT count(*) FROM tool_uses').pluck().get()),
    exported['rows'].toolUses,
  );
  assertSound(board);
});
