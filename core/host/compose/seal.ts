import { fail } from '../../model/errors.ts';
import type { RepoId } from '../../model/ids.ts';
import { checkPinned } from '../../model/project-file.ts';
import type { Connection } from '../../model/settings.ts';
import type { Base } from '../../model/base.ts';
import type { Remote } from '../../ports/remote.ts';
import type { Seal } from '../../ports/seal.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { ageSeal, type SealKey } from '../../remotes/seal/age-seal.ts';
import { plainSeal } from '../../remotes/seal/plain-seal.ts';
import { readProject } from '../../remotes/seal/project-file.ts';

/** `<key id>:<identity>`, as SecretName says. */
const kept = /^(\d{1,4}):(AGE-SECRET-KEY-1[0-9A-Z]+)$/;

export function identityToKeep({ keyId, identity }: SealKey): string {
  return `${keyId}:${identity}`;
}

/** The seal that was pinned at `init`, from what this home keeps; asks no remote. Throws `passphrase-needed`. */
export async function pinnedSeal(connection: Connection, secrets: SecretStore, home: string): Promise<Seal> {
  const repoId = connection.repoId as RepoId;
  if (connection.encryption === 'none') return plainSeal(repoId);
  const match = kept.exec((await secrets.get('identity')) ?? '');
  if (match === null) throw fail('passphrase-needed', { home });
  return ageSeal({ identity: match[2] ?? '', keyId: Number(match[1]), repoId });
}

/**
 * Looks whether the remote still is the project that was pinned. Throws `remote-foreign`, `encryption-switched`;
 * without project.json `remote-rolled-back` where we once agreed on something there, else `remote-missing`.
 */
export async function requireProject(remote: Remote, connection: Connection, base: Base | null): Promise<void> {
  const found = await readProject(remote);
  if (found.kind === 'present') {
    return checkPinned(
      found.file,
      { repoId: connection.repoId as RepoId, encryption: connection.encryption, mode: connection.mode },
      remote.where,
    );
  }
  throw base === null
    ? fail('remote-missing', { where: remote.where })
    : fail('remote-rolled-back', { known: base.revision, shown: 0 });
}
