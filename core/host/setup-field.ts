import { isFault, type ErrorCode, type MembridgeError } from '../model/errors.ts';
import type { Place, SetupField } from './api/contract-setup.ts';

/** By the option that a setting would have on a command line. */
const byKey: Readonly<Record<string, SetupField>> = {
  '--folder': 'folder',
  '--store': 'store',
  '--s3': 'endpoint',
  '--region': 'region',
  '--account': 'account',
  '--bucket': 'bucket',
  '--prefix': 'prefix',
  '--project': 'project',
  '--label': 'label',
  '--ca': 'endpoint',
  '--access-key': 'accessKeyId',
  '--secret-key': 'secretAccessKey',
};

/** By the reason that a store refuses for (remotes/s3/trouble.ts); all others are about the address. */
const byReason: Readonly<Record<string, SetupField>> = {
  'access-key': 'accessKeyId',
  'secret-key': 'secretAccessKey',
  'no-keys': 'accessKeyId',
  'expired-keys': 'accessKeyId',
  // Whose keys fit, and may not do this: mostly it is somebody else's bucket.
  rights: 'bucket',
  region: 'region',
  'bucket-name': 'bucket',
  clock: 'clock',
};

/** `place`: the folder, or the bucket of a store; `reach`: the folder, or the address of a store. */
const byCode: Partial<Readonly<Record<ErrorCode, SetupField | 'place' | 'reach'>>> = {
  'remote-denied': 'reach',
  'remote-unreachable': 'reach',
  'remote-missing': 'place',
  'remote-full': 'place',
  'remote-foreign': 'place',
  'remote-folder-inside': 'folder',
  'store-keys-needed': 'accessKeyId',
  'passphrase-wrong': 'passphrase',
  'passphrase-needed': 'passphrase',
  'passphrase-empty': 'passphrase',
  'project-sealed': 'encryption',
  'project-plain': 'encryption',
  'encryption-switched': 'encryption',
  'already-connected': 'reconnect',
  'source-kind-differs': 'memory',
};

/** What of a request a fault is about; null where it is about none of it alone. */
export function fieldOf(error: MembridgeError, { kind }: Pick<Place, 'kind'>): SetupField | null {
  if (isFault(error, 'setting-invalid')) return byKey[error.data.key] ?? null;
  // Its words alone say what it is about: everything else was checked before.
  if (isFault(error, 'usage')) return /\bpassphrase\b/.test(error.data.detail) ? 'passphrase' : null;
  if (isFault(error, 'remote-denied') && kind === 's3') return byReason[error.data.reason] ?? 'endpoint';
  const about = byCode[error.code] ?? (error.exit === 6 ? 'memory' : null);
  if (about === 'place') return kind === 's3' ? 'bucket' : 'folder';
  if (about === 'reach') return kind === 's3' ? 'endpoint' : 'folder';
  return about;
}
