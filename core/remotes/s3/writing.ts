import type { Entry, PutResult } from '../../ports/remote.ts';
import type { S3Calls } from './calls.ts';
import type { Trouble } from './trouble.ts';

export interface Writing {
  create(key: string, body: Uint8Array): Promise<PutResult>;
  put(key: string, body: Uint8Array, ifMatch: string | undefined): Promise<PutResult>;
  conditions(): 'store' | 'look';
}

interface WritingPlace {
  readonly bucket: string;
  readonly calls: S3Calls;
  nameOf(key: string): string;
  look(key: string): Promise<Entry | null>;
}

type Condition = { readonly IfNoneMatch?: '*'; readonly IfMatch?: string };

/** What this store was seen to make of conditions, remembered for the life of the remote. */
interface Seen {
  refusesConditions: boolean;
  /** Ceph compares with the bare etag, so that the right one in quotes is refused. */
  etagForm: 'unknown' | 'quoted' | 'bare';
}

/** Writes with three ends. What a store does not do by itself is done as well as it can be: looked at first, then written. */
export function writing({ bucket, calls, nameOf, look }: WritingPlace): Writing {
  const seen: Seen = { refusesConditions: false, etagForm: 'unknown' };

  async function send(key: string, body: Uint8Array, condition: Condition): Promise<PutResult | 'unsupported'> {
    const { trouble, attempts } = await calls.write(body.length, ({ sdk, client }, abortSignal) => {
      const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: nameOf(key), Body: body, ...condition });
      return client.send(command, { abortSignal });
    });
    const end = trouble === null ? 'stored' : endOf(trouble);
    if (end === null) throw calls.fault(trouble as Trouble);
    // An earlier attempt may have been carried out against its word: then it is our own object that refuses us.
    return end === 'refused' && attempts > 1 ? 'unknown' : end;
  }

  async function putIfSame(key: string, body: Uint8Array, etag: string): Promise<PutResult | 'unsupported'> {
    const first = seen.etagForm === 'bare' ? etag : `"${etag}"`;
    const result = await send(key, body, { IfMatch: first });
    if (seen.etagForm !== 'unknown') return result;
    if (result === 'stored') seen.etagForm = 'quoted';
    if (result !== 'refused' || (await look(key))?.etag !== etag) return result;
    // Refused, though the etag is right: this store wants it without quotes.
    const second = await send(key, body, { IfMatch: etag });
    if (second === 'stored') seen.etagForm = 'bare';
    return second;
  }

  async function plainly(key: string, body: Uint8Array): Promise<PutResult> {
    const result = await send(key, body, {});
    if (result === 'unsupported') throw calls.fault({ kind: 'unsupported' });
    return result;
  }

  /** Grade C: between the look and the write another may write. */
  async function lookThenPut(
    key: string,
    body: Uint8Array,
    isFine: (there: Entry | null) => boolean,
  ): Promise<PutResult> {
    return isFine(await look(key)) ? plainly(key, body) : 'refused';
  }

  async function conditionally(
    act: () => Promise<PutResult | 'unsupported'>,
    instead: () => Promise<PutResult>,
  ): Promise<PutResult> {
    if (!seen.refusesConditions) {
      const result = await act();
      if (result !== 'unsupported') return result;
      seen.refusesConditions = true;
    }
    return instead();
  }

  return {
    create: (key, body) =>
      conditionally(
        () => send(key, body, { IfNoneMatch: '*' }),
        () => lookThenPut(key, body, (there) => there === null),
      ),
    put: (key, body, ifMatch) =>
      ifMatch === undefined
        ? plainly(key, body)
        : conditionally(
            () => putIfSame(key, body, ifMatch),
            () => lookThenPut(key, body, (there) => there?.etag === ifMatch),
          ),
    conditions: () => (seen.refusesConditions ? 'look' : 'store'),
  };
}

/** Null: a fault. */
function endOf(trouble: Trouble): PutResult | 'unsupported' | null {
  switch (trouble.kind) {
    case 'condition-failed':
    // If-Match on a key that is not there.
    case 'absent':
    case 'nothing-there':
      return 'refused';
    case 'concurrent':
    case 'lost':
      return 'unknown';
    case 'unsupported':
      return 'unsupported';
    case 'again':
    case 'bucket-missing':
    case 'full':
    case 'denied':
    case 'not-sent':
      return null;
  }
}
