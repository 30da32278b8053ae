import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { Secret } from '../../platform/secret.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { Surroundings } from './surroundings.ts';

/** The keys of an account at a store. */
export interface S3Keys {
  readonly access: Secret;
  readonly secret: Secret;
}

/** Null: where the AWS tools look for theirs. */
export type KeySource = () => Promise<S3Keys | null>;

export const ownKeyNames = ['MEMBRIDGE_S3_ACCESS_KEY', 'MEMBRIDGE_S3_SECRET_KEY'] as const;
/** Of the old Python membridge; they count when a machine is connected, not later: they may be meant for another store. */
const oldKeyNames = ['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'] as const;

export function s3Keys(access: string, secret: string): S3Keys {
  return { access: new Secret(access), secret: new Secret(secret) };
}

/** The keys for a machine that is connected: from the environment, else kept in its home, else the AWS tools' own. */
export function keySource(secrets: SecretStore, env: Surroundings['env']): KeySource {
  return async () => keysIn(env, ownKeyNames) ?? (await keptKeys(secrets));
}

/** The keys that the environment holds for a machine that is to be connected. Throws `usage` for half a pair. */
export function environmentKeys(env: Surroundings['env']): S3Keys | null {
  return keysIn(env, ownKeyNames) ?? keysIn(env, oldKeyNames);
}

/** Whether the AWS tools would find keys here without asking the network. */
export function hasAwsKeys({ env, home }: Pick<Surroundings, 'env' | 'home'>): boolean {
  const named = [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  ];
  if (named.some((name) => env[name])) return true;
  return existsSync(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'));
}

export async function keptKeys(secrets: SecretStore): Promise<S3Keys | null> {
  const [access, secret] = [await secrets.get('s3-access-key'), await secrets.get('s3-secret-key')];
  return access === null || secret === null ? null : s3Keys(access, secret);
}

/** Null forgets what was kept. */
export async function keepKeys(secrets: SecretStore, keys: S3Keys | null): Promise<void> {
  if (keys === null) {
    await secrets.delete('s3-access-key');
    await secrets.delete('s3-secret-key');
    return;
  }
  await secrets.set('s3-access-key', keys.access.reveal());
  await secrets.set('s3-secret-key', keys.secret.reveal());
}

function keysIn(env: Surroundings['env'], [accessName, secretName]: readonly [string, string]): S3Keys | null {
  const [access, secret] = [env[accessName], env[secretName]];
  if (!access && !secret) return null;
  if (access && secret) return s3Keys(access, secret);
  throw fail('usage', { detail: `${access ? secretName : accessName} is not set, though the other half is` });
}
