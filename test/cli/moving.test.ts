import assert from 'node:assert/strict';
import test from 'node:test';
import { addPrompt, deleteObservations, machines, promptTexts, treeOf } from './machines.ts';

test('a machine with nothing new pushes and pulls nothing, exit 0, and makes no revision', async (t) => {
  const { laptop, folder } = await machines(t);
  const before = await treeOf(folder);
  for (const command of ['push', 'pull', 'sync']) {
    const { code, json } = await laptop.run(command, '--json');
    assert.equal(code, 0);
    assert.deepEqual(json['decision'], { kind: 'nothing', why: 'agreed' });
  }
  assert.deepEqual(await treeOf(folder), before);
});

test('what one machine pushes the other one pulls, with every field of sync --json', async (t) => {
  const { laptop, board } = await machines(t);
  addPrompt(laptop.database, 'written on the laptop');
  const pushed = await laptop.run('push', '--json');
  assert.equal(pushed.code, 0, pushed.stderr);
  const { ok, command, exitCode, published, applied, conflicts, requests, durationMs, decision, revision } =
    pushed.json;
  assert.deepEqual(
    { ok, command, exitCode, conflicts, revision },
    { ok: true, command: 'push', exitCode: 0, conflicts: 0, revision: 2 },
  );
  assert.equal(decision.kind, 'push');
  assert.equal(published.records, 291);
  assert.ok(published.bytes > 10_000 && requests > 5 && durationMs >= 0);
  assert.deepEqual(applied, { records: 0, bytes: 0 });

  const pulled = await board.run('sync');
  assert.equal(pulled.code, 0, pulled.stderr);
  assert.match(
    pulled.stdout,
    /^Took revision 2 of laptop: 291 rows, .* fetched\.\nWhat was here before is kept as r\d+\.\n$/,
  );
  assert.deepEqual(promptTexts(board.database), ['written on the laptop']);
});

test('a pull with changes only here does nothing and says push; a push with changes only there says pull', async (t) => {
  const { laptop, board } = await machines(t);
  addPrompt(laptop.database, 'mine');
  const pulled = await laptop.run('pull');
  assert.equal(pulled.code, 0);
  assert.match(pulled.stdout, /only this machine has changed[^]*membridge push/);
  assert.equal((await laptop.run('push')).code, 0);
  const pushed = await board.run('push');
  assert.equal(pushed.code, 0);
  assert.match(pushed.stdout, /only the other machines have changed[^]*membridge pull/);
  assert.deepEqual(promptTexts(board.database), []);
});

test('both sides changed: exit 4, nothing is changed; a force keeps the loser and undo brings it back', async (t) => {
  const { laptop, board, folder } = await machines(t);
  addPrompt(laptop.database, 'laptop');
  addPrompt(board.database, 'board');
  assert.equal((await laptop.run('push')).code, 0);
  const shared = await treeOf(folder);
  for (const command of ['sync', 'push', 'pull']) {
    const { code, json } = await board.run(command, '--json');
    assert.equal(code, 4);
    assert.equal(json['error'].code, 'diverged');
    assert.match(json['error'].message, /board here and laptop there/);
  }
  assert.deepEqual(await treeOf(folder), shared);
  assert.deepEqual(promptTexts(board.database), ['board']);

  const forced = await board.run('push', '--force', '--yes');
  assert.equal(forced.code, 0, forced.stderr);
  assert.match(forced.stdout, /Published revision 3 above revision 2 \(laptop\)/);
  const taken = await laptop.run('sync', '--json');
  assert.equal(taken.json['decision'].why, 'forced-by-other');
  assert.deepEqual(promptTexts(laptop.database), ['board']);

  const undone = await laptop.run('undo', '--yes', '--json');
  assert.equal(undone.code, 0, undone.stderr);
  assert.deepEqual(promptTexts(laptop.database), ['laptop']);
  const declined = await laptop.run('sync');
  assert.equal(declined.code, 0);
  assert.match(declined.stdout, /you undid on this machine[^]*pull --replace[^]*push --force/);
});

test('a dry run of every changing command leaves folder and database as they were, byte for byte', async (t) => {
  const { laptop, board, folder } = await machines(t);
  addPrompt(laptop.database, 'new');
  assert.equal((await laptop.run('push')).code, 0);
  assert.equal((await board.run('pull')).code, 0);
  addPrompt(board.database, 'newer');
  const before = [await treeOf(folder), await treeOf(board.database.replace(/\/[^/]*$/, ''))];
  const commands = [
    'sync',
    'push',
    'pull',
    'push --force',
    'pull --replace',
    'restore r2',
    'restore v1',
    'restore v1 --to ./copy.db',
    'undo',
    'lock release',
    'config set language uk',
  ];
  for (const command of commands) {
    const { code, json } = await board.run(...command.split(' '), '--dry-run', '--json');
    assert.deepEqual([command, code, json['dryRun']], [command, 0, true]);
  }
  assert.deepEqual([await treeOf(folder), await treeOf(board.database.replace(/\/[^/]*$/, ''))], before);
  assert.equal((await board.run('config', 'get', 'language')).stdout, 'system\n');
});

test('restore goes back to a revision or a copy, keeps what was there, and --to writes only the new file', async (t) => {
  const { laptop, root } = await machines(t);
  addPrompt(laptop.database, 'second');
  assert.equal((await laptop.run('push')).code, 0);
  const live = await treeOf(`${root}/laptop/memory`);
  const handed = await laptop.run('restore', 'v1', '--to', 'copies.db', '--json');
  assert.equal(handed.code, 0, handed.stderr);
  assert.equal(handed.json['rows'].prompts, 40);
  assert.deepEqual(promptTexts(`${root}/copies.db`), []);
  assert.deepEqual(await treeOf(`${root}/laptop/memory`), live);
  assert.equal((await laptop.run('restore', 'v1', '--to', 'copies.db')).code, 2);

  const restored = await laptop.run('restore', 'v1', '--yes', '--json');
  assert.equal(restored.code, 0, restored.stderr);
  assert.deepEqual([restored.json['rowsNow'].prompts, restored.json['rowsThen'].prompts], [41, 40]);
  assert.deepEqual(promptTexts(laptop.database), []);
  const back = await laptop.run('restore', String(restored.json['restorePoint']), '--yes');
  assert.equal(back.code, 0, back.stderr);
  assert.deepEqual(promptTexts(laptop.database), ['second']);

  const history = await laptop.run('history', '--json');
  assert.deepEqual(
    history.json['acts'].map(({ act }: { act: string }) => act),
    ['restore', 'restore', 'push', 'push'],
  );
  assert.deepEqual(
    history.json['revisions'].map(({ id }: { id: string }) => id),
    ['v2', 'v1'],
  );
});

test('rows that vanished stop a push at exit 7 until a person says yes', async (t) => {
  const { laptop, folder } = await machines(t);
  deleteObservations(laptop.database);
  const before = await treeOf(folder);
  for (const dryRun of [[], ['--dry-run']]) {
    const { code, json } = await laptop.run('push', '--json', ...dryRun);
    assert.equal(code, 7);
    assert.equal(json['error'].code, 'brake-rows-gone');
    assert.match(json['error'].message, /observations had 200 rows .* has 0 now/);
  }
  assert.deepEqual(await treeOf(folder), before);
  assert.equal((await laptop.run('status', '--json')).json['state'], 'braked');
  assert.equal((await laptop.run('push', '--yes')).code, 0);
});
