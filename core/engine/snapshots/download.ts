import { createHash } from 'node:crypto';
import type { ContentDigest, SourceFacts } from '../../model/content.ts';
import { fail, isFault } from '../../model/errors.ts';
import type { Head } from '../../model/head.ts';
import { manifestBytesMax, objectBytesMax } from '../../model/limits.ts';
import { parseManifest, type Manifest } from '../../model/manifest.ts';
import type { StoredObject } from '../../ports/remote.ts';
import { damageOf } from '../damage.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';
import { openExact, readExact, sha256Of } from '../vault.ts';
import { oneAhead } from './one-ahead.ts';
import { unpackPart } from './parts.ts';

type DownloadTools = Pick<Machine, 'remote' | 'seal' | 'scratch' | 'source'>;

export interface Downloaded {
  /** Scratch file, checked: sums, integrity, foreign keys and content digest. */
  readonly image: string;
  readonly manifest: Manifest;
  /** What the check found in it. */
  readonly content: SourceFacts & ContentDigest;
  readonly receivedBytes: number;
}

/** The manifest a head names, checked against the head. Throws `object-missing`, `object-damaged`, `format-unknown`. */
export async function readManifest(tools: Pick<Machine, 'remote' | 'seal'>, head: Head): Promise<Manifest> {
  const { key, storedSha256 } = head.manifest;
  const plain = await readExact(tools, key, storedSha256, manifestBytesMax);
  const manifest = parseManifest(key, new TextDecoder().decode(plain));
  const { image, content } = manifest;
  const isOfHead =
    image.sha256 === head.image.sha256 && image.bytes === head.image.bytes && content.digest === head.content.digest;
  if (!isOfHead) {
    throw fail('object-damaged', { key, finding: 'its image is not the one of its head' });
  }
  return manifest;
}

/** Fetches the image of a head into a scratch file. Nothing of it is trusted before every check has passed. */
export async function download(tools: DownloadTools, head: Head, watch: Watch): Promise<Downloaded> {
  const manifest = await readManifest(tools, head);
  return downloadImage(tools, { manifest, key: head.manifest.key }, watch);
}

/** As `download`, of a manifest that was read under `key`. */
export async function downloadImage(
  tools: DownloadTools,
  { manifest, key }: { readonly manifest: Manifest; readonly key: string },
  watch: Watch,
): Promise<Downloaded> {
  requireSameKind(tools, manifest);
  const { image } = manifest;
  // Image, safety copy and the -wal of the replace may lie side by side.
  await tools.scratch.requireSpace(image.bytes, null);
  watch.progress?.phase('downloading', image.bytes);
  const file = await tools.scratch.write(`image-${manifest.nonce}`);
  try {
    const hash = createHash('sha256');
    let receivedBytes = 0;
    for await (const [part, fetched] of fetchedParts(tools, manifest.parts)) {
      throwIfInterrupted(watch.signal, 'the download');
      const plain = await openPart(tools, part, await fetched);
      hash.update(plain);
      await file.append(plain);
      receivedBytes += part.storedBytes;
      watch.progress?.advance(plain.length);
    }
    await file.finish();
    if (hash.digest('hex') !== image.sha256)
      throw damaged(key, 'the image has another checksum than its manifest says');
    watch.progress?.phase('checking', null);
    const content = await tools.source.checkImage(file.path, watch);
    if (content.digest !== manifest.content.digest)
      throw damaged(key, 'the image holds other rows than its manifest says');
    return { image: file.path, manifest, content, receivedBytes };
  } catch (error) {
    await file.abandon();
    const corrupt = isFault(error, 'source-corrupt') || isFault(error, 'source-not-database');
    throw corrupt ? fail('object-damaged', { key, finding: 'its image is no sound database' }, error) : error;
  }
}

/** Rows of another kind of memory are counted otherwise: the image would look damaged. */
function requireSameKind({ source }: Pick<Machine, 'source'>, manifest: Manifest): void {
  const there = manifest.source.kind;
  if (there !== source.kind) throw fail('source-kind-differs', { path: source.path, here: source.kind, there });
}

/** Whether the whole image of a head can still be read from the remote. Reads it all. */
export async function isStoredWhole(
  tools: Pick<Machine, 'remote' | 'seal'>,
  head: Head,
  watch: Watch,
): Promise<boolean> {
  try {
    await requireStoredWhole(tools, head, watch);
    return true;
  } catch (error) {
    if (damageOf(error, head.manifest.key) === null) throw error;
    return false;
  }
}

/** Reads the whole image of a head and keeps nothing of it. Throws `object-missing`, `object-damaged`, `format-unknown`. */
export async function requireStoredWhole(
  tools: Pick<Machine, 'remote' | 'seal'>,
  head: Head,
  watch: Watch,
): Promise<void> {
  watch.progress?.phase('verifying', head.image.bytes);
  const { parts } = await readManifest(tools, head);
  for await (const [part, fetched] of fetchedParts(tools, parts)) {
    throwIfInterrupted(watch.signal, 'the look at what is stored');
    const plain = await openPart(tools, part, await fetched);
    watch.progress?.advance(plain.length);
  }
}

type Part = Manifest['parts'][number];
type Fetched = StoredObject | null;

/** The stored bytes of parts, the next one under way while one is at work. */
export function fetchedParts(
  { remote }: Pick<Machine, 'remote'>,
  parts: Iterable<Part>,
): AsyncGenerator<readonly [Part, Promise<Fetched>]> {
  return oneAhead(parts, ({ key }) => remote.get(key, objectBytesMax));
}

/** One part, unpacked and checked. */
export async function openPart(tools: Pick<Machine, 'seal'>, part: Part, fetched: Fetched): Promise<Uint8Array> {
  const packed = await openExact(tools, part.key, part.storedSha256, fetched);
  const plain = unpackPart(part.key, packed, part.plainBytes);
  if (sha256Of(plain) !== part.plainSha256)
    throw fail('object-damaged', { key: part.key, finding: 'its plain bytes differ' });
  return plain;
}

function damaged(key: string, finding: string): Error {
  return fail('object-damaged', { key, finding });
}
