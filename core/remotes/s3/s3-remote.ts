import { projectRoot } from '../../model/bucket-keys.ts';
import type { Instant, ProjectId } from '../../model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Remote } from '../../ports/remote.ts';
import { checkKey, checkKeyPrefix } from '../object-key.ts';
import { bucketTime } from './bucket-time.ts';
import { s3Calls, whereOf } from './calls.ts';
import type { S3Place } from './client.ts';
import { entriesOf, pages } from './listing.ts';
import { lookAtObject, readObject } from './reading.ts';
import { writing } from './writing.ts';

export interface S3RemoteOptions extends S3Place {
  /** '' or names that end with a slash. */
  readonly prefix: string;
  readonly project: ProjectId;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A bucket of an S3-compatible store as a remote. What the store does with conditions decides its grade (protocol.md section
 * 10) and is for the probe to find out; here each write ends as the store lets it. Nothing is asked before the first call.
 */
export function s3Remote(options: S3RemoteOptions): Remote {
  const { bucket, prefix, project } = options;
  const where = whereOf(options, prefix);
  const root = projectRoot(prefix, project);
  const calls = s3Calls(options, where, options);
  const nameOf = (key: string) => root + key;
  const address = (key: string) => ({ Bucket: bucket, Key: nameOf(key) });
  let latest: number | null = null;

  async function look(key: string) {
    const found = await calls.read(0, lookAtObject(address(key), key), (trouble) =>
      trouble.kind === 'nothing-there' || trouble.kind === 'absent' ? null : undefined,
    );
    // Such an answer has no body to say whether it is the bucket that is not there.
    if (found === null && latest === null) latest = await bucketTime(calls, bucket, where);
    return found;
  }

  const writes = writing({ bucket, calls, nameOf, look });

  return {
    kind: 's3',
    where,
    async *list(keyPrefix, startAfter = '') {
      checkKeyPrefix(keyPrefix);
      const wish = { bucket, prefix: nameOf(keyPrefix), startAfter: startAfter === '' ? '' : nameOf(startAfter) };
      yield* entriesOf(pages(calls, where, wish), root, startAfter);
    },
    async get(key, bytesMax) {
      checkKey(key);
      return calls.read(bytesMax, readObject(address(key), key, bytesMax), ({ kind }) =>
        kind === 'absent' ? null : undefined,
      );
    },
    async head(key) {
      checkKey(key);
      return look(key);
    },
    async create(key, body) {
      checkKey(key);
      return writes.create(key, body);
    },
    async put(key, body, ifMatch) {
      checkKey(key);
      return writes.put(key, body, ifMatch);
    },
    async delete(key) {
      checkKey(key);
      const { trouble } = await calls.write(0, ({ sdk, client }, abortSignal) =>
        client.send(new sdk.DeleteObjectCommand(address(key)), { abortSignal }),
      );
      if (trouble !== null && trouble.kind !== 'absent') throw calls.fault(trouble);
    },
    async storeTime() {
      latest = Math.max(latest ?? 0, await bucketTime(calls, bucket, where));
      return latest as Instant;
    },
    conditions: writes.conditions,
    requests: calls.made,
  };
}
