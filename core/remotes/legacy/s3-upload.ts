import { fail } from '../../model/errors.ts';
import type { LegacyEntry } from '../../ports/legacy-bucket.ts';
import type { S3Calls } from '../s3/calls.ts';

interface Address {
  readonly Bucket: string;
  readonly Key: string;
}

/** A part may be sent twice: the second one takes the place of the first. */
const partTriesMax = 3;

/**
 * Stores a large object in parts, one in memory at a time: the store shows it whole or not at all. Throws `remote-unknown`
 * where the last answer was lost and the object does not tell; then nothing is left behind either way.
 */
export async function s3Upload(
  calls: S3Calls,
  address: Address,
  blocks: AsyncIterable<Uint8Array>,
  head: (key: string) => Promise<LegacyEntry | null>,
): Promise<void> {
  await sweepUploads(calls, address);
  const before = await head(address.Key);
  const UploadId = await begin(calls, address);
  try {
    const Parts: { ETag: string; PartNumber: number }[] = [];
    let bytes = 0;
    for await (const block of blocks) {
      Parts.push(await sendPart(calls, { ...address, UploadId, PartNumber: Parts.length + 1 }, block));
      bytes += block.length;
    }
    const { trouble } = await calls.write(0, ({ sdk, client }, abortSignal) =>
      client.send(new sdk.CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload: { Parts } }), {
        abortSignal,
      }),
    );
    if (trouble === null) return;
    const after = await head(address.Key);
    if (after !== null && after.etag !== before?.etag && after.bytes === bytes) return;
    throw trouble.kind === 'lost' ? fail('remote-unknown', { key: address.Key }) : calls.fault(trouble);
  } catch (error) {
    await abort(calls, { ...address, UploadId });
    throw error;
  }
}

async function begin(calls: S3Calls, address: Address): Promise<string> {
  let id: string | undefined;
  const { trouble } = await calls.write(0, async ({ sdk, client }, abortSignal) => {
    id = (await client.send(new sdk.CreateMultipartUploadCommand(address), { abortSignal })).UploadId;
  });
  if (trouble !== null) throw calls.fault(trouble);
  if (id === undefined) throw calls.fault({ kind: 'denied', reason: 'not-a-store' });
  return id;
}

async function sendPart(
  calls: S3Calls,
  part: Address & { readonly UploadId: string; readonly PartNumber: number },
  block: Uint8Array,
): Promise<{ ETag: string; PartNumber: number }> {
  for (let tries = 1; ; tries++) {
    let etag: string | undefined;
    const { trouble } = await calls.write(block.length, async ({ sdk, client }, abortSignal) => {
      etag = (await client.send(new sdk.UploadPartCommand({ ...part, Body: block }), { abortSignal })).ETag;
    });
    if (trouble === null) return { ETag: etag ?? '', PartNumber: part.PartNumber };
    if (trouble.kind !== 'lost' || tries === partTriesMax) throw calls.fault(trouble);
  }
}

/** Parts that a killed upload of this key left are seen by nobody and paid for all the same; whoever sent them lost the lock. */
async function sweepUploads(calls: S3Calls, address: Address): Promise<void> {
  const found = await calls.read<readonly string[]>(
    0,
    async ({ sdk, client }, abortSignal) => {
      const command = new sdk.ListMultipartUploadsCommand({ Bucket: address.Bucket, Prefix: address.Key });
      const { Uploads = [] } = await client.send(command, { abortSignal });
      return Uploads.flatMap(({ Key, UploadId }) => (Key === address.Key && UploadId !== undefined ? [UploadId] : []));
    },
    // Tidiness only: a store may not tell.
    () => [],
  );
  for (const UploadId of found) await abort(calls, { ...address, UploadId });
}

async function abort(calls: S3Calls, upload: Address & { readonly UploadId: string }): Promise<void> {
  await calls.write(0, ({ sdk, client }, abortSignal) =>
    client.send(new sdk.AbortMultipartUploadCommand(upload), { abortSignal }),
  );
}
