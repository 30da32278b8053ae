import { z } from 'zod';
import { parseSnapshotKey } from './bucket-keys.ts';
import { contentDigestSchema } from './content.ts';
import { fail } from './errors.ts';
import { deviceIdSchema, instantSchema, nonceSchema, sha256Schema } from './ids.ts';
import { imageBytesMax, partBytesMax } from './limits.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';

const partSchema = z.object({
  /** Logical key; may lie in an earlier snapshot of the same device that had the same bytes. */
  key: z.string().refine((key) => parseSnapshotKey(key)?.name.startsWith('part-') === true, 'names no part'),
  plainBytes: z.int().min(1).max(partBytesMax),
  plainSha256: sha256Schema,
  storedBytes: z.int().min(1),
  storedSha256: sha256Schema,
});

/** Streams of later versions are named alike, and passed over. */
const streamName = z.string().regex(/^[a-z]{1,20}$/);

const indexPartSchema = partSchema.extend({
  key: z.string().refine((key) => parseSnapshotKey(key)?.name.startsWith('index-') === true, 'names no index'),
});

/** What a snapshot of merge mode says besides (protocol.md section 7). */
const mergeSchema = z.object({
  /** Per device and stream the number up to which all of its log is in this snapshot. */
  covers: z.record(deviceIdSchema, z.record(streamName, z.int().min(0))),
  /** Lines of the record index: every key ever seen. */
  records: z.int().min(0),
  /** The index in order, cut like the image. */
  index: z.array(indexPartSchema).min(1).max(1_000_000),
});

const manifestSchema = z.object({
  format: z.literal(formatCurrent),
  kind: z.literal('snapshot'),
  device: deviceIdSchema,
  number: z.int().min(1),
  nonce: nonceSchema,
  takenAt: instantSchema,
  source: z.object({
    kind: z.enum(['claude-mem', 'sqlite-file']),
    toolVersion: shownText(100).nullable(),
    schemaVersions: z.array(z.int()).max(10_000),
  }),
  image: z.object({
    bytes: z.int().min(1).max(imageBytesMax),
    pageBytes: z.int().min(512).max(65_536),
    sha256: sha256Schema,
  }),
  /** Rows and digests of the tables that travel. */
  content: contentDigestSchema,
  /** `full`: the parts in order are the image. Others may come; a reader that does not know one must update. */
  encoding: z.literal('full'),
  codec: z.literal('zstd'),
  parts: z.array(partSchema).min(1).max(1_000_000),
  /** Merge mode; left out in mirror mode. */
  merge: mergeSchema.exactOptional(),
});

/** What a snapshot is. Written last, so that a name never exists before its bytes. */
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestPart = z.infer<typeof partSchema>;
export type ManifestMerge = z.infer<typeof mergeSchema>;

export function encodeManifest(manifest: Manifest): string {
  return encodeStored(manifest);
}

/** Faults: `object-damaged`, `format-unknown`, both naming `key`. */
export function parseManifest(key: string, text: string): Manifest {
  const manifest = parseStored(key, text, manifestSchema);
  const bytes = manifest.parts.reduce((sum, part) => sum + part.plainBytes, 0);
  if (bytes !== manifest.image.bytes) {
    throw fail('object-damaged', { key, finding: `its parts hold ${bytes} bytes, its image ${manifest.image.bytes}` });
  }
  return manifest;
}
