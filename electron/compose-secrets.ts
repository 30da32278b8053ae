import type { SafeStorage } from 'electron';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../core/model/errors.ts';
import { writeAtomically } from '../core/platform/atomic-file.ts';
import { codeOf } from '../core/platform/file-fault.ts';
import type { SecretName, SecretStore } from '../core/ports/secret-store.ts';

/** What we use of Electron's safeStorage: the calls that do not stop the whole program while a keychain asks its person. */
export type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

/** In base64; strict, so that a name of a newer Membridge is not lost when this one writes the file again. */
const fileSchema = z.strictObject({
  format: z.literal(1),
  sealed: z.strictObject({
    identity: z.string().optional(),
    's3-access-key': z.string().optional(),
    's3-secret-key': z.string().optional(),
  } satisfies Record<SecretName, z.ZodType>),
});
type Sealed = z.infer<typeof fileSchema>['sealed'];

/** A few keys; more is not our file. */
const fileBytesMax = 64 * 1024;

/**
 * Secrets in a 0600 file, each sealed with a key that the system's keychain keeps. Where a desktop has none, Electron would
 * seal with a password that everybody knows, without a word: then nothing is written or read here.
 * Faults: `keychain-unavailable`, `secrets-unreadable`, `disk-full`.
 */
export function keychainSecrets(path: string, keychain: Keychain, platform = process.platform): SecretStore {
  // One change after another: sealing takes its time, and two at once must not lose each other's.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  return {
    get: (name) =>
      inTurn(async () => {
        const sealed = read(path)[name];
        if (sealed === undefined) return null;
        await requireKeychain(keychain, platform);
        return opened(path, sealed, keychain);
      }),
    set: (name, value) =>
      inTurn(async () => {
        const others = read(path);
        await requireKeychain(keychain, platform);
        const sealed = (await keychain.encryptStringAsync(value)).toString('base64');
        write(path, { ...others, [name]: sealed });
      }),
    delete: (name) =>
      inTurn(async () => {
        const { [name]: gone, ...others } = read(path);
        if (gone !== undefined) write(path, others);
      }),
  };
}

/** Only Linux has backends, and one of them is none. */
async function requireKeychain(keychain: Keychain, platform: NodeJS.Platform): Promise<void> {
  const backend = platform === 'linux' ? keychain.getSelectedStorageBackend() : 'system';
  const isThere = await keychain.isAsyncEncryptionAvailable().catch(() => false);
  if (!isThere || backend === 'basic_text' || backend === 'unknown') throw fail('keychain-unavailable', { backend });
}

async function opened(path: string, sealed: string, keychain: Keychain): Promise<string> {
  try {
    return (await keychain.decryptStringAsync(Buffer.from(sealed, 'base64'))).result;
  } catch {
    throw fail('secrets-unreadable', { path, finding: 'the keychain does not open what it sealed' });
  }
}

function write(path: string, sealed: Sealed): void {
  writeAtomically(path, `${JSON.stringify({ format: 1, sealed }, null, 2)}\n`, 0o600);
}

function read(path: string): Sealed {
  const text = textOf(path);
  if (text === null) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('secrets-unreadable', { path, finding: 'it is not JSON' });
  }
  const parsed = fileSchema.safeParse(json);
  if (parsed.success) return parsed.data.sealed;
  throw fail('secrets-unreadable', { path, finding: 'its form is not as Membridge writes it' });
}

/** Null when there is no file yet. */
function textOf(path: string): string | null {
  try {
    const { size } = statSync(path);
    if (size > fileBytesMax) throw fail('secrets-unreadable', { path, finding: `it has ${size} bytes` });
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR')
      throw fail('secrets-unreadable', { path, finding: `it cannot be read (${code})` }, error);
    throw error;
  }
}
