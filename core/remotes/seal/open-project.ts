import { strict as assert } from 'node:assert';
import { keyFileKey, projectFileKey } from '../../model/bucket-keys.ts';
import { fail, isFault, type MembridgeError } from '../../model/errors.ts';
import { smallObjectBytesMax } from '../../model/limits.ts';
import type { ProjectFile } from '../../model/project-file.ts';
import type { Remote } from '../../ports/remote.ts';
import type { Seal } from '../../ports/seal.ts';
import { ageSeal, type SealKey } from './age-seal.ts';
import { unwrapIdentity } from './key-file.ts';
import { plainSeal } from './plain-seal.ts';
import { listKeyIds, readProject } from './project-file.ts';

/** A project this device can read and write. `key` is null without encryption; its identity is a secret. */
export interface OpenedProject {
  readonly file: ProjectFile;
  readonly key: SealKey | null;
}

/** Each try costs a scrypt run; a project has one key file, and one more per change of passphrase. */
const keyFilesTriedMax = 8;

/**
 * Opens a project that is there. The highest key file that the passphrase opens wins; writes nothing. Faults:
 * `object-missing` without project.json or key files, `passphrase-wrong`, `object-damaged` when no key file is whole.
 * `passphrase` may be null only where `readProject` said `encryption: 'none'`.
 */
export async function openProject(
  remote: Pick<Remote, 'get' | 'list' | 'where'>,
  passphrase: string | null,
): Promise<OpenedProject> {
  const project = await readProject(remote);
  if (project.kind !== 'present') throw fail('object-missing', { key: projectFileKey });
  const { file } = project;
  if (file.encryption === 'none') return { file, key: null };
  assert(passphrase !== null, 'a sealed project is opened with a passphrase');
  return { file, key: await openKey(remote, file, passphrase) };
}

/** The seal for everything below an opened project's root. */
export async function sealOf({ file, key }: OpenedProject): Promise<Seal> {
  return key === null ? plainSeal(file.repoId) : await ageSeal(key);
}

async function openKey(
  remote: Pick<Remote, 'get' | 'list' | 'where'>,
  { repoId }: ProjectFile,
  passphrase: string,
): Promise<SealKey> {
  let refusal: MembridgeError = fail('object-missing', { key: keyFileKey(1) });
  const keyIds = await listKeyIds(remote);
  for (const keyId of keyIds.slice(0, keyFilesTriedMax)) {
    const stored = await remote.get(keyFileKey(keyId), smallObjectBytesMax);
    if (stored === null) continue;
    try {
      return { identity: await unwrapIdentity(stored.body, passphrase, repoId, keyId), repoId, keyId };
    } catch (error) {
      if (!isFault(error, 'passphrase-wrong') && !isFault(error, 'object-damaged')) throw error;
      // A wrong passphrase is what a person can mend, so it outweighs a damaged sibling.
      if (!isFault(refusal, 'passphrase-wrong')) refusal = error;
    }
  }
  throw isFault(refusal, 'passphrase-wrong') ? fail('passphrase-wrong', { where: remote.where }) : refusal;
}
