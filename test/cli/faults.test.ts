import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { takeLease } from '../../core/engine/lock/lease.ts';
import { compose } from '../../core/host/compose.ts';
import {
  addPrompt,
  environmentIn,
  logOf,
  machines,
  membridge,
  passphrase,
  toolsIn,
  treeOf,
  type Machines,
} from './machines.ts';

async function holdLease({ board, root }: Machines): Promise<() => void> {
  const composed = await compose(board.home, 'change', toolsIn(root));
  await takeLease(composed.machine, 'push');
  return () => composed.close();
}

test('while another machine publishes: exit 3, who it is and until when; a lapsed claim may be released with --yes', async (t) => {
  const place = await machines(t);
  const { laptop, folder } = place;
  const letGo = await holdLease(place);
  t.after(letGo);
  addPrompt(laptop.database, 'waiting');
  const pushed = await laptop.run('push', '--json');
  assert.deepEqual([pushed.code, pushed.json['error'].code], [3, 'lease-held']);
  assert.match(pushed.json['error'].message, /board has been publishing for 1 minute/);
  assert.deepEqual(
    [(await laptop.run('push', '--dry-run')).code, (await laptop.run('push', '--force', '--yes')).code],
    [3, 3],
  );
  const status = await laptop.run('status', '--json');
  assert.deepEqual([status.json['state'], status.json['lease'].label], ['locked', 'board']);
  const shown = await laptop.run('lock');
  assert.match(shown.stdout, /^board has been taking a snapshot for 1 minute; free at \d\d:\d\d at the latest\.\n$/);
  const before = await treeOf(folder);
  assert.equal((await laptop.run('lock', 'release', '--yes')).code, 3);
  assert.deepEqual(await treeOf(folder), before);
});

test('a claim that a dead process of this machine left is its own to release', async (t) => {
  const place = await machines(t);
  (await holdLease(place))();
  const doctor = await place.board.run('doctor', '--json');
  assert.equal(doctor.json['checks'].find(({ name }: { name: string }) => name === 'lease').verdict, 'warn');
  const released = await place.board.run('lock', 'release', '--json');
  assert.deepEqual([released.code, released.json['released']], [0, true]);
  assert.equal((await place.board.run('lock')).stdout, 'Free: nobody is publishing.\n');
});

test('while another process works in this home: exit 3 for a change, but status can be looked at', async (t) => {
  const { board, root } = await machines(t);
  const composed = await compose(board.home, 'change', toolsIn(root));
  t.after(() => composed.close());
  const [sync, status] = await Promise.all([board.run('sync', '--json'), board.run('status', '--json')]);
  assert.deepEqual([sync.code, sync.json['error'].code], [3, 'home-busy']);
  assert.deepEqual([status.code, status.json['state']], [0, 'in-sync']);
});

test('a folder that is away: exit 5 for sync, state offline, history of this machine only; nothing is made there', async (t) => {
  const { laptop, folder, root } = await machines(t);
  renameSync(folder, join(root, 'unplugged'));
  addPrompt(laptop.database, 'offline');
  const sync = await laptop.run('sync', '--json');
  assert.deepEqual([sync.code, sync.json['error'].code], [5, 'remote-missing']);
  const status = await laptop.run('status', '--json');
  assert.deepEqual(
    [status.code, status.json['state'], status.json['remote'].reachable, status.json['pending'].records],
    [0, 'offline', false, 1],
  );
  const history = await laptop.run('history', '--json');
  assert.deepEqual(
    [history.code, history.json['offline'], history.json['acts'].length, history.json['revisions']],
    [0, true, 1, []],
  );
  assert.equal((await laptop.run('doctor', '--json')).code, 5);
  renameSync(join(root, 'unplugged'), folder);
  assert.equal((await laptop.run('sync')).code, 0);
});

test('a memory that is gone, empty or no database: exit 6 for push, and restore brings a sound one back', async (t) => {
  const { laptop } = await machines(t);
  rmSync(laptop.database);
  const push = async () => {
    const { code, json } = await laptop.run('push', '--json');
    return [code, json['error'].code];
  };
  assert.deepEqual(await push(), [6, 'source-missing']);
  writeFileSync(laptop.database, '');
  assert.deepEqual(await push(), [6, 'source-empty']);
  writeFileSync(laptop.database, 'no database, only words');
  assert.deepEqual(await push(), [6, 'source-not-database']);
  const doctor = await laptop.run('doctor', '--json');
  assert.deepEqual(
    [doctor.code, doctor.json['checks'].find(({ name }: { name: string }) => name === 'source').verdict],
    [6, 'fail'],
  );
  assert.equal((await laptop.run('restore', 'v1', '--yes')).code, 0);
  assert.equal((await laptop.run('status', '--json')).json['state'], 'in-sync');
});

test('a flipped bit, a rolled back folder and an exchanged project: exit 8, nothing here is changed', async (t) => {
  const { laptop, board, folder, root } = await machines(t);
  addPrompt(laptop.database, 'second');
  assert.equal((await laptop.run('push')).code, 0);
  const project = join(folder, 'membridge', '6fe2e0f6071ac2bb');
  const memory = await treeOf(join(root, 'board', 'memory'));

  const part = (await readdir(project, { recursive: true })).find((name) => /0000000002-.*part-0000$/.test(name));
  const path = join(project, part ?? '');
  const sound = await readFile(path);
  const flipped = Buffer.from(sound);
  flipped[5_000] = (flipped[5_000] ?? 0) ^ 1;
  await writeFile(path, flipped);
  const pulled = await board.run('pull', '--json');
  assert.deepEqual([pulled.code, pulled.json['error'].code], [8, 'object-damaged']);
  const verified = await board.run('verify', '--json');
  assert.deepEqual([verified.code, verified.json['findings'].length], [8, 1]);
  assert.match(verified.json['findings'][0].key, /part-0000$/);
  await writeFile(path, sound);
  assert.equal((await board.run('verify', '--json')).json['local'], 'differs');

  const file = join(project, 'project.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/"repoId":"[0-9a-f]{4}/, '"repoId":"0000'));
  const foreign = await board.run('sync', '--json');
  assert.deepEqual([foreign.code, foreign.json['error'].code], [8, 'remote-foreign']);
  await writeFile(file, text.replace(/"encryption":"age".*\}\}/, '"encryption":"none","kdf":null}'));
  const switched = await board.run('sync', '--json');
  assert.deepEqual([switched.code, switched.json['error'].code], [8, 'encryption-switched']);

  rmSync(join(folder, 'membridge'), { recursive: true });
  const emptied = await board.run('sync', '--json');
  assert.deepEqual([emptied.code, emptied.json['error'].code], [8, 'remote-rolled-back']);
  assert.match(emptied.json['error'].message, /knows revision 1, nothing is there now/);
  assert.deepEqual(await treeOf(join(root, 'board', 'memory')), memory);
  assert.deepEqual(await readdir(folder), []);
});

test('an unexpected fault is exit 1: a sentence and where the log is, the stack only in the log', async (t) => {
  const { laptop } = await machines(t);
  rmSync(join(laptop.home, 'scratch'), { recursive: true });
  writeFileSync(join(laptop.home, 'scratch'), 'a file where a folder should be');
  const ran = await laptop.run('sync', '--json');
  assert.deepEqual([ran.code, ran.json['error'].code], [1, 'unexpected']);
  assert.doesNotMatch(ran.stdout + ran.stderr, /\.ts:\d+/);
  assert.match(ran.stderr, /membridge\.jsonl/);
  assert.match(await logOf(laptop), /command\.crashed.*EEXIST/);
});

test(
  'Ctrl-C ends a command with exit 130, and the next one finds nothing half done',
  { timeout: 60_000 },
  async (t) => {
    const { laptop, root, folder } = await machines(t);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../core/cli/main.ts'), 'logs', '-f', '--home', laptop.home],
      {
        cwd: root,
        env: environmentIn(root),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, 'leaving a log by Ctrl-C is no fault');

    const before = await treeOf(folder);
    addPrompt(laptop.database, 'cut off');
    const cut = await membridge(root, ['push', '--json', '--home', laptop.home], {
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${import.meta.resolve('./interrupting.mjs')}`,
    });
    assert.deepEqual([cut.code, cut.json['error'].code], [130, 'interrupted'], cut.stderr);
    assert.match(cut.stderr, /Stopping/);
    const after = await treeOf(folder);
    const objects = (tree: Record<string, string>) => Object.keys(tree).filter((name) => /snapshots|head/.test(name));
    assert.deepEqual(objects(after), objects(before));
    assert.equal((await laptop.run('push')).code, 0);
  },
);

test('neither passphrase nor identity is ever in a log, an output or settings', async (t) => {
  const { laptop, board, root, passphraseFile } = await machines(t);
  addPrompt(laptop.database, 'x');
  const outputs: string[] = [];
  for (const command of [['push'], ['status'], ['config', 'list'], ['doctor'], ['verify'], ['logs'], ['history']]) {
    const { stdout, stderr } = await laptop.run(...command, '--json');
    outputs.push(stdout, stderr);
  }
  writeFileSync(join(root, 'wrong'), `${passphrase} but wrong\n`);
  const wrong = await membridge(root, [
    'init',
    '--mode',
    'mirror',
    '--folder',
    'shared',
    '--home',
    'third',
    '--passphrase-file',
    'wrong',
    '--json',
  ]);
  const again = await board.run('init', '--reconnect', '--passphrase-file', passphraseFile, '--json');
  assert.deepEqual([wrong.code, again.code], [8, 0]);
  const settings = await readFile(join(laptop.home, 'settings.json'), 'utf8');
  const all = [
    ...outputs,
    wrong.stdout,
    wrong.stderr,
    again.stdout,
    again.stderr,
    await logOf(laptop),
    await logOf(board),
    settings,
  ].join('\n');
  assert.ok(all.length > 5_000);
  for (const secret of [passphrase, 'AGE-SECRET-KEY', passphrase.slice(0, 13)])
    assert.equal(all.includes(secret), false, secret);
  assert.match(await readFile(join(laptop.home, 'secrets.json'), 'utf8'), /AGE-SECRET-KEY-1/);
});
