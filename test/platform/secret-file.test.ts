import assert from 'node:assert/strict';
import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import type { Keychain } from '../../core/ports/keychain.ts';
import { secretStoreContract } from '../contract/secret-store.ts';
import { fakeKeychain } from '../support/fake-keychain.ts';
import { noKeychain } from '../support/no-keychain.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { keepingLogger, silentLogger } from '../support/silent-logger.ts';

const keychain = fakeKeychain();
const all = { identity: '1:planted-identity', 's3-access-key': 'planted-access', 's3-secret-key': 'planted-secret' };
const names = ['identity', 's3-access-key', 's3-secret-key'] as const;

secretStoreContract('file', (path) => fileSecrets(path, silentLogger, noKeychain));
secretStoreContract(
  'file sealed by a keychain',
  (path) => fileSecrets(path, silentLogger, keychain),
  (path) => fileSecrets(path, silentLogger, keychain).moveTo('keychain'),
);

test('a secrets file that others could read is closed to them, and the log says so', async (t) => {
  const path = join(await scratchFolder(t, 'secrets'), 'secrets.json');
  const logger = keepingLogger();
  const store = fileSecrets(path, logger, noKeychain);
  await store.set('identity', '1:x');
  await chmod(path, 0o644);
  assert.equal(await store.get('identity'), '1:x');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(logger.events, [{ level: 'warn', event: 'secrets.tightened', data: { path, modeBefore: '644' } }]);
});

test('secrets move into the keychain and back, each of them, and in between nothing of them can be read', async (t) => {
  const { path, folder, store } = await filled(t);
  assert.equal(store.place(), 'file');
  assert.equal(await store.moveTo('keychain'), 'moved');
  assert.equal(await store.moveTo('keychain'), 'as-it-was');
  assert.equal(store.place(), 'keychain');
  assert.doesNotMatch(await readFile(path, 'utf8'), /planted/);
  assert.deepEqual(await readdir(folder), ['secrets.json']);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  for (const name of names) assert.equal(await store.get(name), all[name]);
  await store.set('s3-secret-key', 'planted-new');
  await store.delete('s3-access-key');
  assert.doesNotMatch(await readFile(path, 'utf8'), /planted/);
  assert.equal(await store.moveTo('file'), 'moved');
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), {
    format: 1,
    secrets: { identity: all.identity, 's3-secret-key': 'planted-new' },
  });
});

test('while the app that opens the keychain does not run nothing is read or set, and never as it is', async (t) => {
  const { path } = await filled(t, 'keychain');
  const closed = fileSecrets(path, silentLogger, noKeychain);
  const before = await readFile(path, 'utf8');
  for (const act of [
    () => closed.get('identity'),
    () => closed.set('identity', 'planted-other'),
    () => closed.moveTo('file'),
  ])
    await assert.rejects(act, (error) => isFault(error, 'keychain-closed'));
  assert.equal(await closed.get('s3-access-key').catch(() => 'refused'), 'refused');
  assert.equal(await readFile(path, 'utf8'), before);
  assert.equal(closed.place(), 'keychain');
  // To forget one needs no keychain.
  await closed.delete('identity');
  assert.equal(await closed.get('identity'), null);
});

test('a keychain that fails at any step leaves the file as it was', async (t) => {
  for (const from of ['file', 'keychain'] as const) {
    const { path, store } = await filled(t, from);
    const to = from === 'file' ? 'keychain' : 'file';
    const before = await readFile(path, 'utf8');
    let steps = 1;
    for (let at = 1; at <= steps; at += 1) {
      const { faulty, asked } = failingAt(at);
      const moving = fileSecrets(path, silentLogger, faulty).moveTo(to);
      if (
        await moving.then(
          () => true,
          () => false,
        )
      )
        break;
      assert.equal(await readFile(path, 'utf8'), before, `${from}, step ${at}`);
      for (const name of names) assert.equal(await store.get(name), all[name]);
      steps = Math.max(steps, asked() + 1);
    }
    // Each is sealed and opened again, or opened.
    assert.equal(steps, (from === 'file' ? 6 : 3) + 1);
    for (const name of names) assert.equal(await store.get(name), all[name]);
  }
});

test('a keychain that does not give back what it took gets nothing, and one that is another opens nothing', async (t) => {
  const { path } = await filled(t);
  const before = await readFile(path, 'utf8');
  const forgetful = { ...keychain, open: async () => 'another' };
  await assert.rejects(fileSecrets(path, silentLogger, forgetful).moveTo('keychain'), (error) =>
    isFault(error, 'keychain-unavailable'),
  );
  assert.equal(await readFile(path, 'utf8'), before);
  await fileSecrets(path, silentLogger, keychain).moveTo('keychain');
  const other = fileSecrets(path, silentLogger, fakeKeychain('another'));
  await assert.rejects(other.get('identity'), (error) => isFault(error, 'secrets-unreadable'));
  await assert.rejects(other.moveTo('file'), (error) => isFault(error, 'secrets-unreadable'));
  assert.equal(fileSecrets(path, silentLogger, keychain).place(), 'keychain');
});

test('what somebody writes into the file while it is sealed is not written over', async (t) => {
  const { path } = await filled(t);
  const text = '{"format":1,"secrets":{"identity":"by hand"}}';
  const slow = {
    ...keychain,
    async seal(value: string) {
      await writeFile(path, text, { mode: 0o600 });
      return keychain.seal(value);
    },
  };
  await assert.rejects(fileSecrets(path, silentLogger, slow).moveTo('keychain'), (error) =>
    isFault(error, 'secrets-unreadable'),
  );
  assert.equal(await readFile(path, 'utf8'), text);
});

async function filled(t: TestContext, place: 'file' | 'keychain' = 'file') {
  const folder = await scratchFolder(t, 'secrets');
  const path = join(folder, 'secrets.json');
  const store = fileSecrets(path, silentLogger, keychain);
  for (const name of names) await store.set(name, all[name]);
  await store.moveTo(place);
  return { folder, path, store };
}

/** Fails at one of its calls, counted from 1, as an app does that is gone. */
function failingAt(at: number): { readonly faulty: Keychain; readonly asked: () => number } {
  let asked = 0;
  const counted =
    <T>(work: (text: string) => Promise<T>) =>
    async (text: string) => {
      asked += 1;
      return asked === at ? noKeychain.seal(text).then((never) => never as T) : work(text);
    };
  return { faulty: { seal: counted(keychain.seal), open: counted(keychain.open) }, asked: () => asked };
}
