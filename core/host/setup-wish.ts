import { isAbsolute, join } from 'node:path';
import { fail } from '../model/errors.ts';
import { storeNamed } from '../model/known-stores.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { ConnectRequest, Place, TestRequest } from './api/contract-setup.ts';
import { environmentKeys, hasAwsKeys, keptKeys, s3Keys, type KeySource } from './compose/s3-keys.ts';
import type { Surroundings } from './compose/surroundings.ts';
import type { ConnectionWish, S3Wish } from './connection-wish.ts';
import { storePlace } from './store-place.ts';

interface Around {
  readonly at: Pick<Surroundings, 'env' | 'home'>;
  readonly secrets: SecretStore;
}

/** What a panel asks for, as `init` would be asked. Throws `setting-invalid` for a place that cannot be. */
export function setupWish(request: TestRequest | ConnectRequest, around: Around): ConnectionWish {
  const { place, project } = request;
  const asked = 'encryption' in request ? request : null;
  return {
    folder: place.kind === 'folder' ? folderOf(place.folder, around.at) : undefined,
    s3: place.kind === 's3' ? bucketOf(place, around) : undefined,
    project: project ?? undefined,
    label: asked?.label ?? undefined,
    noEncryption: asked?.encryption === 'none',
    reconnect: asked?.reconnect ?? false,
  };
}

/** A page has no folder that a relative path could be meant from. */
function folderOf(folder: string, { home }: Around['at']): string {
  if (/^~(?:[/\\]|$)/.test(folder)) return join(home, folder.slice(1));
  if (isAbsolute(folder)) return folder;
  throw fail('setting-invalid', {
    key: '--folder',
    value: folder,
    expected: 'the whole path, from / on, or one that begins with ~/',
  });
}

function bucketOf(place: Place & { kind: 's3' }, around: Around): S3Wish {
  requireAddress(place);
  const { store, endpoint, region } = storePlace({
    store: said(place.store),
    // A form may still hold one where no store is named any more.
    account: said(place.store) === undefined ? undefined : said(place.account),
    endpoint: said(place.endpoint),
    region: said(place.region),
  });
  return {
    store: store?.name,
    endpoint,
    region,
    bucket: place.bucket,
    // A form shows the prefix of now: an empty one is meant.
    prefix: place.prefix ?? '',
    caFile: undefined,
    createBucket: place.createBucket,
    keys: keysOf(place.keys, around),
  };
}

/** What is missing for an address, by its field: `usage` would speak of options. */
function requireAddress(place: Place & { kind: 's3' }): void {
  const [name, account, region] = [said(place.store), said(place.account), said(place.region)];
  const missing = (key: string, expected: string) => fail('setting-invalid', { key, value: '', expected });
  const anAddress = 'an address like https://s3.example.com, without a user name';
  if (said(place.endpoint) !== undefined) return;
  if (name === undefined) throw missing('--s3', anAddress);
  const store = storeNamed(name);
  if (store?.kind === 'own') throw missing('--s3', anAddress);
  if (store?.endpoint.includes('{account}') === true && account === undefined)
    throw missing('--account', 'the id of an account');
  if (store?.endpoint.includes('{region}') === true && region === undefined)
    throw missing('--region', 'the name of a region');
}

/** Entered; else those in use, the environment's or the AWS tools' own. Nobody can be asked: throws `store-keys-needed`. */
function keysOf(entered: (Place & { kind: 's3' })['keys'], { at, secrets }: Around): KeySource {
  if (entered !== null) {
    const { accessKeyId, secretAccessKey } = entered;
    requireEntered('--access-key', accessKeyId, 'the access key that the store gave');
    requireEntered('--secret-key', secretAccessKey, 'the secret key that the store gave');
    return () => Promise.resolve(s3Keys(accessKeyId, secretAccessKey));
  }
  return async () => {
    const found = environmentKeys(at.env) ?? (await keptKeys(secrets));
    if (found !== null || hasAwsKeys(at)) return found;
    throw fail('store-keys-needed', { names: 'access key, secret key' });
  };
}

function requireEntered(key: string, value: string, expected: string): void {
  if (value === '') throw fail('setting-invalid', { key, value, expected });
}

/** A field that was left empty says nothing. */
function said(value: string | null): string | undefined {
  return value === null || value.trim() === '' ? undefined : value;
}
