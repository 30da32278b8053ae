import { chmodSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { fail } from '../model/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { SecretName, SecretStore } from '../ports/secret-store.ts';
import { writeAtomically } from './atomic-file.ts';
import { codeOf } from './file-fault.ts';

/** Strict, so that a name of a newer Membridge is not lost when this one writes the file again. */
const secretsSchema = z.strictObject({
  format: z.literal(1),
  secrets: z.strictObject({
    identity: z.string().optional(),
    's3-access-key': z.string().optional(),
    's3-secret-key': z.string().optional(),
  } satisfies Record<SecretName, z.ZodType>),
});
type Secrets = z.infer<typeof secretsSchema>['secrets'];

/** A few keys; more is not our file. */
const fileBytesMax = 64 * 1024;

/**
 * Secrets in one 0600 file, for machines without a keychain. A file that others could read is closed to them, and the
 * log says so. Faults: `secrets-unreadable`, `disk-full`.
 */
export function fileSecrets(path: string, logger: Pick<Logger, 'warn'>): SecretStore {
  // Read and written without a pause between: two calls at once cannot lose each other's change.
  const change = (edit: (secrets: Secrets) => Secrets) => {
    const file = { format: 1, secrets: edit(read(path, logger)) };
    writeAtomically(path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
  };
  return {
    async get(name) {
      return read(path, logger)[name] ?? null;
    },
    async set(name, value) {
      change((secrets) => ({ ...secrets, [name]: value }));
    },
    async delete(name) {
      if (read(path, logger)[name] === undefined) return;
      change(({ [name]: _gone, ...rest }) => rest);
    },
  };
}

function read(path: string, logger: Pick<Logger, 'warn'>): Secrets {
  const text = readText(path, logger);
  if (text === null) return {};
  // No message of a parser goes into the fault: they quote the text, and the text is secret.
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('secrets-unreadable', { path, finding: 'it is not JSON' });
  }
  const parsed = secretsSchema.safeParse(json);
  if (parsed.success) return parsed.data.secrets;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw fail('secrets-unreadable', { path, finding: `${at === '' ? 'its form' : at} is not as Membridge writes it` });
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
