/** Settings and secrets of the shell keep the same promises as those of a host without a screen. */
// oxlint-disable-next-line import/no-unassigned-import -- first: from here on `electron` is the stand-in
import './stand-in/hooks-script.ts';
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import { textIn } from '../../core/text/text.ts';
import { shellFile, storeSettings } from '../../electron/compose-shell-file.ts';
import { systemKeychain, type SystemKeychain } from '../../electron/compose-secrets.ts';
import { secretStoreContract } from '../contract/secret-store.ts';
import { settingsStoreContract } from '../contract/settings-store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { safeStorage } from './stand-in/system.ts';

const keychain = systemKeychain(safeStorage as unknown as SystemKeychain, 'linux');
const secretsAt = (path: string) => fileSecrets(path, silentLogger, keychain);

settingsStoreContract('electron-store', storeSettings);
secretStoreContract('keychain of the system', secretsAt, (path) => secretsAt(path).moveTo('keychain'));

test('nothing of a secret can be read in the file, and another keychain does not open it', async (t) => {
  const path = join(await scratchFolder(t, 'keychain'), 'secrets.json');
  await secretsAt(path).moveTo('keychain');
  await secretsAt(path).set('s3-secret-key', 'planted-key');
  assert.doesNotMatch(Buffer.from(await readFile(path)).toString('latin1'), /planted/);
  const other = { ...keychainOf('kwallet6'), decryptStringAsync: () => Promise.reject(new Error('planted-key')) };
  await assert.rejects(
    fileSecrets(path, silentLogger, systemKeychain(other, 'linux')).get('s3-secret-key'),
    (error) => {
      assert.ok(isFault(error, 'secrets-unreadable'));
      assert.doesNotMatch(JSON.stringify(error), /planted/);
      return true;
    },
  );
});

test('a keychain that is none is refused with a sentence, and the keys stay in their file', async (t) => {
  const path = join(await scratchFolder(t, 'keychain'), 'secrets.json');
  await secretsAt(path).set('identity', 'x');
  const before = await readFile(path, 'utf8');
  const moving = (system: SystemKeychain, platform: NodeJS.Platform) =>
    fileSecrets(path, silentLogger, systemKeychain(system, platform)).moveTo('keychain');
  for (const backend of ['basic_text', 'unknown'] as const) {
    await assert.rejects(moving(keychainOf(backend), 'linux'), (error) => {
      assert.ok(isFault(error, 'keychain-unavailable') && error.data.backend === backend);
      assert.match(textIn('en').sentence(error).message, /no keychain that keeps secrets/);
      return true;
    });
  }
  const none = { ...keychainOf('gnome_libsecret'), isAsyncEncryptionAvailable: async () => false };
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    await assert.rejects(moving(none, platform), (error) => isFault(error, 'keychain-unavailable'));
  assert.equal(await readFile(path, 'utf8'), before);
  // Only Linux has backends: elsewhere the question itself would be an error.
  const mac = { ...keychainOf('basic_text'), getSelectedStorageBackend: () => assert.fail('asked') };
  assert.equal(await moving(mac, 'darwin'), 'moved');
});

test('what the shell remembers is there after a restart, and a broken file is as new', async (t) => {
  const folder = await scratchFolder(t, 'shell');
  const place = { x: 1, y: 2, width: 900, height: 700 };
  (await shellFile(folder)).change({ told: ['conflict'], place });
  assert.deepEqual((await shellFile(folder)).read(), { told: ['conflict'], place, wasToldOfClosing: false });
  for (const text of ['{', '[]', '{"told":7,"place":{"x":"left"},"wasToldOfClosing":"yes"}']) {
    await writeFile(join(folder, 'shell.json'), text);
    const memory = await shellFile(folder);
    assert.deepEqual(memory.read(), { told: [], place: null, wasToldOfClosing: false }, text);
    memory.change({ wasToldOfClosing: true });
    assert.equal((await shellFile(folder)).read().wasToldOfClosing, true, text);
  }
});

function keychainOf(backend: ReturnType<SystemKeychain['getSelectedStorageBackend']>): SystemKeychain {
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => Buffer.from(`sealed ${Buffer.from(text).toString('hex')}`),
    decryptStringAsync: async (sealed) => ({
      result: Buffer.from(sealed.toString().slice(7), 'hex').toString(),
      shouldReEncrypt: false,
    }),
  };
}
