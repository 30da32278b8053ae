import { fail } from '../../model/errors.ts';
import type { RemoteSettings } from '../../model/settings.ts';
import { storeManners } from '../../model/known-stores.ts';
import { plainEndpoint, plainPrefix, type ConnectionWish, type S3Wish } from '../connection-wish.ts';

/**
 * Where a person wants the memory kept: what they said, on top of what is connected now. Throws `usage` when it is not
 * clear, `setting-invalid` for names that no store has.
 */
export function wishedRemote({ folder, s3 }: ConnectionWish, before: RemoteSettings | null): RemoteSettings {
  if (folder !== undefined && s3 !== undefined)
    throw fail('usage', { detail: 'say one place where the memory is kept: --folder DIR or --s3 URL' });
  if (folder !== undefined) return { kind: 'folder', folder };
  if (s3 !== undefined) return wishedBucket(s3, before?.kind === 's3' ? before : null);
  if (before !== null) return before;
  throw fail('usage', { detail: 'say where the memory is kept: --folder DIR, or --s3 URL --bucket NAME' });
}

function wishedBucket(wish: S3Wish, before: (RemoteSettings & { kind: 's3' }) | null): RemoteSettings {
  const endpoint = wish.endpoint === undefined ? before?.endpoint : plainEndpoint(wish.endpoint);
  const same = endpoint === before?.endpoint ? before : null;
  const bucket = wish.bucket ?? same?.bucket;
  if (endpoint === undefined) throw fail('usage', { detail: 'say at which store the bucket is: --s3 URL' });
  if (bucket === undefined) throw fail('usage', { detail: 'say which bucket: --bucket NAME' });
  const caFile = wish.caFile ?? same?.caFile;
  return {
    kind: 's3',
    endpoint,
    bucket: requireName('--bucket', bucket, /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/, 'the name of a bucket'),
    region: requireName(
      '--region',
      wish.region ?? same?.region ?? storeManners(endpoint).region,
      /^[A-Za-z0-9-]{1,64}$/,
      'the name of a region',
    ),
    prefix: requirePrefix(plainPrefix(wish.prefix ?? same?.prefix ?? '')),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

function requireName(key: string, value: string, pattern: RegExp, expected: string): string {
  if (pattern.test(value)) return value;
  throw fail('setting-invalid', { key, value, expected });
}

/** Together with our longest key it must stay under the 1,024 bytes that stores take. */
const prefixCharsMax = 256;

function requirePrefix(prefix: string): string {
  const names = prefix.split('/');
  const isFine =
    prefix.length <= prefixCharsMax && !/[\p{Cc}\\]/u.test(prefix) && !names.includes('..') && !names.includes('.');
  if (isFine) return prefix;
  throw fail('setting-invalid', { key: '--prefix', value: prefix, expected: 'names with slashes between' });
}
