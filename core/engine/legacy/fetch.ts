import { createHash } from 'node:crypto';
import type { ContentDigest, SourceFacts } from '../../model/content.ts';
import { fail, isFault } from '../../model/errors.ts';
import type { ProjectId, Sha256 } from '../../model/ids.ts';
import { legacyKeys, parseLegacySha256 } from '../../model/legacy.ts';
import { imageBytesMax, smallObjectBytesMax } from '../../model/limits.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';

/** The old writer needs a moment between database and checksum; more often than this it does not hit ours. */
const triesMax = 3;

export type FetchTools = Pick<Machine, 'scratch' | 'source' | 'random'> & { readonly bucket: LegacyBucket };

/** A database of the Python membridge in a scratch file, as it lies in the bucket. The caller removes it. */
export interface LegacyImage {
  readonly path: string;
  /** Of the raw bytes. */
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly etag: string;
  readonly content: SourceFacts & ContentDigest;
}

/**
 * Fetches the database and checks it as a pull does: the checksum that lies beside it (read again afterwards, because the
 * old writer replaces both in place), pages, foreign keys, full text. Memory stays flat. Throws `object-missing`,
 * `object-damaged`, `legacy-changed`.
 */
export async function fetchLegacyImage(tools: FetchTools, id: ProjectId, watch: Watch): Promise<LegacyImage> {
  const { database } = legacyKeys(id);
  for (let tries = 1; ; tries++) {
    const before = await readSum(tools.bucket, id);
    const fetched = await fetchRaw(tools, id, watch).catch(changedAsNull);
    const after = await readSum(tools.bucket, id);
    if (fetched !== null && fetched.sha256 === after) return checked(tools, id, fetched, watch);
    const hasMoved = fetched === null || before !== after || (await etagOf(tools.bucket, id)) !== fetched.etag;
    if (fetched !== null) await tools.scratch.remove(fetched.path);
    if (!hasMoved)
      throw fail('object-damaged', { key: database, finding: 'its checksum is not the one noted beside it' });
    if (tries === triesMax) throw fail('legacy-changed', { where: tools.bucket.where });
  }
}

/** The database whatever its checksum, for one who keeps it before he writes over it. Null where there is none, or no sound one. */
export async function fetchAnyLegacyImage(tools: FetchTools, id: ProjectId, watch: Watch): Promise<LegacyImage | null> {
  try {
    return await checked(tools, id, await fetchRaw(tools, id, watch), watch);
  } catch (error) {
    if (isFault(error, 'object-missing') || isFault(error, 'object-damaged')) return null;
    throw error;
  }
}

/** The noted checksum. Throws `object-missing`, `object-damaged`. */
async function readSum(bucket: LegacyBucket, id: ProjectId): Promise<Sha256> {
  const { sha256: key } = legacyKeys(id);
  const object = await bucket.get(key, smallObjectBytesMax);
  if (object === null) throw fail('object-missing', { key });
  return parseLegacySha256(key, new TextDecoder().decode(object.body));
}

type Raw = Omit<LegacyImage, 'content'>;

async function fetchRaw({ bucket, scratch, random }: FetchTools, id: ProjectId, watch: Watch): Promise<Raw> {
  const { database: key } = legacyKeys(id);
  const stream = await bucket.open(key);
  if (stream === null) throw fail('object-missing', { key });
  const { bytes, etag, blocks } = stream;
  if (bytes > imageBytesMax) throw fail('object-damaged', { key, finding: `${bytes} bytes, more than it can have` });
  await scratch.requireSpace(bytes, null);
  watch.progress?.phase('downloading', bytes);
  const file = await scratch.write(`legacy-${random.hex(8)}`);
  try {
    const hash = createHash('sha256');
    for await (const block of blocks) {
      throwIfInterrupted(watch.signal, 'the download');
      hash.update(block);
      await file.append(block);
      watch.progress?.advance(block.length);
    }
    await file.finish();
    return { path: file.path, sha256: hash.digest('hex') as Sha256, bytes, etag };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function checked({ scratch, source }: FetchTools, id: ProjectId, raw: Raw, watch: Watch): Promise<LegacyImage> {
  try {
    watch.progress?.phase('checking', null);
    return { ...raw, content: await source.checkImage(raw.path, watch) };
  } catch (error) {
    await scratch.remove(raw.path);
    const isUnsound = isFault(error, 'source-corrupt') || isFault(error, 'source-not-database');
    if (!isUnsound) throw error;
    throw fail('object-damaged', { key: legacyKeys(id).database, finding: 'it is no sound database' }, error);
  }
}

function changedAsNull(error: unknown): null {
  if (isFault(error, 'legacy-changed')) return null;
  throw error;
}

async function etagOf(bucket: LegacyBucket, id: ProjectId): Promise<string | null> {
  return (await bucket.head(legacyKeys(id).database))?.etag ?? null;
}
