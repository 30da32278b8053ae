import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { sync } from '../../core/engine/sync.ts';
import { compose } from '../../core/host/compose.ts';
import { compareWish } from '../../core/host/connection-wish.ts';
import { homeFiles } from '../../core/host/compose/home-files.ts';
import { isWithin, requireApart } from '../../core/host/compose/paths.ts';
import { runSync } from '../../core/host/run-sync.ts';
import { isFault, type ErrorCode } from '../../core/model/errors.ts';
import type { Connection } from '../../core/model/settings.ts';
import type { JournalEntry } from '../../core/model/journal.ts';
import { claudeMemWorker } from '../../core/sources/claude-mem/worker.ts';
import { addPrompt, machines, membridge, toolsIn } from '../cli/machines.ts';
import { installStandIn } from '../support/stand-in-worker.ts';
import { workerContext } from '../support/worker-context.ts';

const nobody = { yes: false, ask: () => Promise.resolve(false) };

async function codeOf(work: () => unknown): Promise<ErrorCode | 'nothing'> {
  try {
    await work();
    return 'nothing';
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.code;
  }
}

test('what a test puts between engine and adapters is what the engine works with', async (t) => {
  const { laptop, root } = await machines(t);
  addPrompt(laptop.database, 'journalled');
  const steps: string[] = [];
  const composed = await compose(laptop.home, 'change', toolsIn(root), {
    adapt: (machine) => ({
      ...machine,
      state: {
        ...machine.state,
        setJournal(entry: JournalEntry) {
          steps.push(entry.step);
          machine.state.setJournal(entry);
        },
      },
    }),
  });
  t.after(() => composed.close());
  await runSync(composed, { intent: 'push', dryRun: false }, nobody, {});
  assert.equal(steps[0], 'taking-lease');
  assert.ok(steps.includes('storing-head') && steps.includes('agreeing'), steps.join());
});

test('one process changes a home at a time, and one home a source, whatever name it goes by', async (t) => {
  const { laptop, board, root } = await machines(t);
  const tools = toolsIn(root);
  const first = await compose(laptop.home, 'change', tools);
  assert.equal(await codeOf(() => compose(laptop.home, 'change', tools)), 'home-busy');
  const look = await compose(laptop.home, 'look', tools);
  assert.equal(look.isBusy, true);
  assert.throws(() => look.machine.state.setNote('last-error', 'x'), /readonly|query_only|attempt to write/i);
  look.close();

  const files = homeFiles(board.home, tools);
  const { connection, ...rest } = files.settings.read();
  const alias = join(root, 'alias');
  await symlink(dirname(laptop.database), alias);
  await files.settings.write({
    ...rest,
    connection: { ...(connection as Connection), source: { kind: 'claude-mem', path: join(alias, 'claude-mem.db') } },
  });
  assert.equal(await codeOf(() => compose(board.home, 'change', tools)), 'source-busy');
  first.close();
  const second = await compose(board.home, 'change', tools);
  second.close();
  assert.equal(existsSync(`${laptop.database}.membridge-lock`), false);
});

test('a lost state database is made anew with another device id, and a lost key asks for the passphrase', async (t) => {
  const { laptop, root } = await machines(t);
  const tools = toolsIn(root);
  const before = await compose(laptop.home, 'look', tools);
  const id = before.machine.state.deviceId();
  before.close();
  for (const side of ['', '-wal', '-shm']) rmSync(join(laptop.home, `state.db${side}`), { force: true });
  const after = await compose(laptop.home, 'look', tools);
  assert.notEqual(after.machine.state.deviceId(), id);
  assert.equal(after.machine.state.base(), null);
  after.close();
  const again = await compose(laptop.home, 'change', tools);
  const report = await sync(again.machine, { intent: 'sync', confirmed: false, dryRun: false }, {});
  again.close();
  assert.equal(report.decision.kind, 'adopt');
  rmSync(join(laptop.home, 'secrets.json'));
  assert.equal(await codeOf(() => compose(laptop.home, 'look', tools)), 'passphrase-needed');
  assert.equal(await codeOf(() => compose(join(root, 'none'), 'change', tools)), 'not-connected');
  assert.equal(existsSync(join(root, 'none')), false);
});

test("claude-mem's own cloud sync stops a replace at exit 7 until a person says yes; a push goes on", async (t) => {
  const { laptop, board } = await machines(t);
  addPrompt(laptop.database, 'new');
  assert.equal((await laptop.run('push')).code, 0);
  const keys = ['TOKEN', 'USER_ID', 'HUB_URL'].map((name) => [`CLAUDE_MEM_CLOUD_SYNC_${name}`, 'set']);
  await writeFile(join(dirname(board.database), 'settings.json'), JSON.stringify(Object.fromEntries(keys)));
  for (const dryRun of [['--dry-run'], []]) {
    const { code, json } = await board.run('pull', '--json', ...dryRun);
    assert.deepEqual([code, json['error'].code], [7, 'brake-cloud-sync']);
  }
  assert.equal((await board.run('push')).code, 0);
  assert.equal((await board.run('pull', '--yes')).code, 0);
});

test("workerControl: never leaves claude-mem's worker alone, ask stops and starts it after a yes", async (t) => {
  if (process.platform === 'win32') return t.skip('needs a Unix: the stand-in for the worker is a shell script');
  const { laptop, board, root } = await machines(t);
  addPrompt(laptop.database, 'new');
  assert.equal((await laptop.run('push')).code, 0);
  const standIn = await installStandIn(t, { folder: root, dataFolder: dirname(board.database), database: false });
  const worker = claudeMemWorker(workerContext(standIn.dataFolder, standIn.environment));
  await worker.start();
  const [pid] = standIn.pids();
  const { PATH: _path, TMPDIR: _temporary, ...environment } = standIn.environment;
  const run = (...args: string[]) => membridge(root, [...args, '--home', board.home, '--json'], environment);
  await run('config', 'set', 'workerControl', 'never');
  for (const args of [['pull'], ['pull', '--yes'], ['pull', '--dry-run']]) {
    const { code, json } = await run(...args);
    assert.deepEqual([args, code, json['error'].code], [args, 7, 'worker-control-off']);
  }
  await run('config', 'set', 'workerControl', 'ask');
  assert.equal((await run('pull')).code, 7);
  assert.deepEqual(standIn.pids(), [pid]);
  const pulled = await run('pull', '--yes');
  assert.equal(pulled.code, 0, pulled.stdout);
  assert.equal(standIn.pids().length, 1);
  assert.notEqual(standIn.pids()[0], pid);
});

test('a wish that names what is there is the same, one that differs is refused unless it may reconnect', async () => {
  const have: Connection = {
    project: 'mem',
    projectId: '6fe2e0f6071ac2bb',
    mode: 'mirror',
    remote: { kind: 'folder', folder: '/shared' },
    source: { kind: 'claude-mem', path: '/memory/claude-mem.db' },
    label: 'laptop',
    repoId: '0'.repeat(32),
    encryption: 'age',
  };
  const nothing = { noEncryption: false, reconnect: false };
  assert.equal(compareWish(nothing, have), 'same');
  assert.equal(compareWish({ ...nothing, folder: '/shared', label: 'laptop', mode: 'mirror' }, have), 'same');
  for (const wish of [{ folder: '/other' }, { project: 'other' }, { source: '/x' }, { noEncryption: true }]) {
    assert.equal(await codeOf(() => compareWish({ ...nothing, ...wish }, have)), 'already-connected');
    assert.equal(compareWish({ ...nothing, ...wish, reconnect: true }, have), 'different');
  }
});

test('a remote lies apart from home and memory: names that only begin alike are no relatives', async () => {
  assert.deepEqual(
    [
      isWithin('/a/b', '/a'),
      isWithin('/a', '/a'),
      isWithin('/ab', '/a'),
      isWithin('/a/..b', '/a'),
      isWithin('/', '/a'),
    ],
    [true, true, false, true, false],
  );
  requireApart('/shared', '/home/.membridge', '/home/.claude-mem/claude-mem.db');
  requireApart('/home/.membridge-shared', '/home/.membridge', '/home/.claude-mem/claude-mem.db');
  assert.equal(
    await codeOf(() => requireApart('/home/.membridge/x', '/home/.membridge', '/m/a.db')),
    'remote-folder-inside',
  );
  assert.equal(await codeOf(() => requireApart('/m', '/home/.membridge', '/m/a.db')), 'remote-folder-inside');
});
