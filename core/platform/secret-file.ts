import { chmodSync, readFileSync, statSync } from 'node:fs';
import { fail } from '../model/errors.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Logger } from '../ports/logger.ts';
import type { SecretName, SecretsPlace, SecretStore } from '../ports/secret-store.ts';
import { writeAtomically } from './atomic-file.ts';
import { codeOf } from './file-fault.ts';
import { parseSecrets, secretsText, type SecretDocument, type SecretValues } from './secret-document.ts';

export interface FileSecrets extends SecretStore {
  readonly place: () => SecretsPlace;
  /**
   * Seals all of them, or writes all as they are; the file is replaced whole, so that a crash leaves the one or the other.
   * Only with the home locked. Faults also: `keychain-unavailable` where it does not give back what it sealed.
   */
  readonly moveTo: (place: SecretsPlace) => Promise<'moved' | 'as-it-was'>;
}

/** A few keys; more is not our file. */
const fileBytesMax = 64 * 1024;

/**
 * Secrets in one 0600 file. Where a person chose the keychain each is sealed by it, and nothing is ever written there as it
 * is: without the keychain nothing is read or set. A file that others could read is closed to them, and the log says so.
 * Faults: `secrets-unreadable`, `disk-full`, those of the keychain.
 */
export function fileSecrets(path: string, logger: Pick<Logger, 'warn'>, keychain: Keychain): FileSecrets {
  const current = () => read(path, logger);
  const write = (document: SecretDocument) => writeAtomically(path, secretsText(document), 0o600);
  // One change after another: sealing takes its time, and two at once must not lose each other's.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  const opened = async (sealed: string): Promise<string> => {
    const text = await keychain.open(sealed);
    if (text !== null) return text;
    throw fail('secrets-unreadable', { path, finding: 'the keychain does not open what it sealed' });
  };
  return {
    get: async (name) => {
      const { kind, values } = current();
      const value = values[name];
      if (value === undefined) return null;
      return kind === 'plain' ? value : opened(value);
    },
    set: (name, value) =>
      inTurn(async () => {
        const sealed = current().kind === 'sealed' ? await sealedFor(keychain, value) : null;
        // Read and written without a pause between.
        const { kind, values } = current();
        if ((kind === 'sealed') !== (sealed !== null)) throw fail('secrets-unreadable', { path, finding: changed });
        write({ kind, values: { ...values, [name]: sealed ?? value } });
      }),
    delete: (name) =>
      inTurn(async () => {
        const { kind, values } = current();
        const { [name]: gone, ...rest } = values;
        if (gone !== undefined) write({ kind, values: rest });
      }),
    place: () => (current().kind === 'sealed' ? 'keychain' : 'file'),
    moveTo: (place) =>
      inTurn(async () => {
        const before = current();
        const kind = place === 'keychain' ? 'sealed' : 'plain';
        if (before.kind === kind) return 'as-it-was';
        const turned = place === 'keychain' ? (value: string) => sealedFor(keychain, value) : opened;
        const values = await eachOf(before.values, turned);
        if (secretsText(current()) !== secretsText(before))
          throw fail('secrets-unreadable', { path, finding: changed });
        write({ kind, values });
        return 'moved';
      }),
  };
}

/** Whoever holds the home is alone with it; this is somebody who edits the file by hand. */
const changed = 'it was changed meanwhile';

/** A keychain that takes and does not give back would lose them. */
async function sealedFor(keychain: Keychain, value: string): Promise<string> {
  const sealed = await keychain.seal(value);
  if ((await keychain.open(sealed)) === value) return sealed;
  throw fail('keychain-unavailable', { backend: 'it does not open what it sealed' });
}

async function eachOf(values: SecretValues, turned: (value: string) => Promise<string>): Promise<SecretValues> {
  const names = Object.keys(values) as SecretName[];
  // One by one: a keychain may ask its person about the first, and then knows.
  const entries: [SecretName, string][] = [];
  for (const name of names) {
    const value = values[name];
    if (value !== undefined) entries.push([name, await turned(value)]);
  }
  return Object.fromEntries(entries);
}

/** Without a file yet there are none. */
function read(path: string, logger: Pick<Logger, 'warn'>): SecretDocument {
  const text = readText(path, logger);
  return text === null ? { kind: 'plain', values: {} } : parseSecrets(path, text);
}

/** Null when there is no file yet. */
function readText(path: string, logger: Pick<Logger, 'warn'>): string | null {
  try {
    const facts = statSync(path);
    if (facts.size > fileBytesMax) throw fail('secrets-unreadable', { path, finding: `it has ${facts.size} bytes` });
    if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
      chmodSync(path, 0o600);
      logger.warn('secrets.tightened', { path, modeBefore: (facts.mode & 0o777).toString(8) });
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR') {
      throw fail('secrets-unreadable', { path, finding: `it cannot be read (${code})` }, error);
    }
    throw error;
  }
}
