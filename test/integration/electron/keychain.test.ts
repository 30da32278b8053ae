/** The keys of a home in the keychain: the real shell, its host and commands in a terminal, over the stand-in for Electron. */
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { hostProgram } from '../../support/host-program.ts';
import { shellProgram } from '../../electron/shell-program.ts';
import { place } from '../host/place.ts';

test('keys in the keychain serve host and terminal while the app runs, are said to be closed without it, and come back', async (t) => {
  const { home, env, run, sealed, keys } = await connected(t);
  const shell = await shellProgram(t, { home, env, args: ['--hidden'] });
  const inSync = () => shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  await inSync();
  const on = await run('keychain', 'on', '--json', '--home', home);
  assert.deepEqual([on.code, on.json.place, on.json.changed], [0, 'keychain', true], on.stderr);
  assert.equal(await sealed(), true);

  // The host was asked aside for it, and opened the keys anew; a terminal opens them too.
  await inSync();
  const sync = await run('sync', '--json', '--home', home);
  assert.equal(sync.code, 0, sync.stderr);
  const doctor = await run('doctor', '--json', '--home', home);
  const secrets = doctor.json.checks.find(({ name }: { name: string }) => name === 'secrets');
  assert.deepEqual([secrets.verdict, /sealed by the keychain/.test(secrets.message)], ['ok', true]);
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());

  const before = await readFile(join(home, 'secrets.json'), 'utf8');
  for (const command of ['sync', 'keychain off']) {
    const closed = await run(...command.split(' '), '--json', '--home', home);
    assert.deepEqual([closed.code, closed.json.error.code], [2, 'keychain-closed'], command);
    assert.match(closed.json.error.hint, /npm start/);
  }
  assert.equal(await readFile(join(home, 'secrets.json'), 'utf8'), before);

  // A host without the app says what it waits for, and needs nobody's help when the app is back.
  const host = await hostProgram(t, { home, env });
  await host.until('it waits for the keys', (now) => now.host.state === 'error' && now.host.why === 'keychain-closed');
  const again = await shellProgram(t, { home, env, args: ['--hidden'] });
  const { pids } = await again.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.deepEqual(pids, [], 'it attached');
  const off = await run('keychain', 'off', '--json', '--home', home);
  assert.deepEqual([off.code, off.json.place], [0, 'file'], off.stderr);
  assert.deepEqual(await readFile(join(home, 'secrets.json'), 'utf8'), keys);
  assert.equal((await stat(join(home, 'secrets.json'))).mode & 0o777, 0o600);
  await again.press('Quit (syncing goes on)');
  assert.equal(await again.ended(), 0);
  assert.equal(await host.stop(), 0);
});

/** A machine that is connected to a sealed project, with the key of it in its home. */
async function connected(t: TestContext) {
  const here = await place(t, { memory: true });
  const { root, home, memory, run } = here;
  const passphrase = join(root, 'passphrase');
  await writeFile(passphrase, 'kept in a drawer\n', { mode: 0o600 });
  const source = join(memory, 'claude-mem.db');
  const words = ['--folder', join(root, 'shared'), '--passphrase-file', passphrase, '--source', source, '--home', home];
  const init = await run('init', ...words);
  assert.equal(init.code, 0, init.stderr);
  const path = join(home, 'secrets.json');
  const keys = await readFile(path, 'utf8');
  assert.match(keys, /AGE-SECRET-KEY-1/);
  return { ...here, keys, sealed: async () => !(await readFile(path, 'utf8')).includes('AGE-SECRET-KEY-1') };
}
