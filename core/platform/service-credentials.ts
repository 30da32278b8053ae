import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../model/errors.ts';
import type { SecretName, SecretStore } from '../ports/secret-store.ts';
import { codeOf } from './file-fault.ts';

/** A key is a line; more is not what was meant. */
const credentialBytesMax = 4_096;

/**
 * Secrets that the service manager hands to this process alone (systemd's LoadCredential=, a file each in the folder
 * CREDENTIALS_DIRECTORY): `membridge-identity`, `membridge-s3-access-key`, `membridge-s3-secret-key`. One that is there
 * wins over the secret beneath, and is never written to the disk. `folder` null: only those beneath.
 * Faults: `secrets-unreadable`, and those of the store beneath.
 */
export function secretsWithCredentials(folder: string | null, beneath: SecretStore): SecretStore {
  if (folder === null) return beneath;
  return {
    async get(name) {
      return credential(folder, name) ?? (await beneath.get(name));
    },
    async set(name, value) {
      // Who gave a credential wants it kept off the disk.
      if (credential(folder, name) !== value) await beneath.set(name, value);
    },
    delete: (name) => beneath.delete(name),
  };
}

/** Null when the manager gave none of this name. */
function credential(folder: string, name: SecretName): string | null {
  const path = join(folder, `membridge-${name}`);
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return null;
    if (!facts.isFile()) throw fail('secrets-unreadable', { path, finding: 'it is no file' });
    if (facts.size > credentialBytesMax)
      throw fail('secrets-unreadable', { path, finding: `it has ${facts.size} bytes` });
    const value = readFileSync(path, 'utf8').trim();
    if (value === '' || /\p{Cc}/u.test(value)) {
      throw fail('secrets-unreadable', { path, finding: 'it is not one line of text' });
    }
    return value;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM') {
      throw fail('secrets-unreadable', { path, finding: `it cannot be read (${code})` }, error);
    }
    throw error;
  }
}
