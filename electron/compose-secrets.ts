import type { SafeStorage } from 'electron';
import { fail } from '../core/model/errors.ts';
import type { Keychain } from '../core/ports/keychain.ts';

/** What we use of Electron's safeStorage: the calls that do not stop the whole program while a keychain asks its person. */
export type SystemKeychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

/**
 * The system's keychain. Where a desktop has none, Electron would seal with a password that everybody knows, without a word:
 * that one is refused with `keychain-unavailable`.
 */
export function systemKeychain(system: SystemKeychain, platform = process.platform): Keychain {
  return {
    async seal(text) {
      await requireKeychain(system, platform);
      return (await system.encryptStringAsync(text)).toString('base64');
    },
    async open(sealed) {
      await requireKeychain(system, platform);
      // What an older key of the keychain sealed is opened too; the next change seals it with the newest one.
      const opened = await system.decryptStringAsync(Buffer.from(sealed, 'base64')).catch(() => null);
      return opened?.result ?? null;
    },
  };
}

/** Only Linux has backends, and one of them is none. */
async function requireKeychain(system: SystemKeychain, platform: NodeJS.Platform): Promise<void> {
  const backend = platform === 'linux' ? system.getSelectedStorageBackend() : 'system';
  const isThere = await system.isAsyncEncryptionAvailable().catch(() => false);
  if (!isThere || backend === 'basic_text' || backend === 'unknown') throw fail('keychain-unavailable', { backend });
}
