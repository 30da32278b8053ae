import { z } from 'zod';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema, sha256Schema } from './ids.ts';
import { seqSchema } from './records/segment.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';

const headSeenSchema = z.object({ revision: revisionSchema, epoch: epochSchema, nonce: nonceSchema });

/** A device as other devices' files name it: the first 12 hex of its id. Of two with one beginning nothing is known. */
export const peerNameChars = 12;
const peerName = z.string().regex(/^[0-9a-f]{12}$/);
/** Streams of later versions are named alike, and passed over. */
const streamName = z.string().regex(/^[a-z]{1,20}$/);
const count = z.int().min(0);

const mergeReportSchema = z.object({
  /** `ready`, `setup`, `read-only` …: a word, for people. */
  state: shownText(20),
  /** The newest segment of each stream that is stored. */
  heads: z.record(streamName, z.object({ seq: seqSchema, hash: sha256Schema })),
  /** The newest snapshot of this device, and how much it holds: segments of all logs together, and records. */
  snapshot: z
    .object({ number: z.int().min(1), nonce: nonceSchema, hash: sha256Schema, segments: count, records: count })
    .exactOptional(),
  /** Segments below were deleted, or may be soon; left out: none. */
  floor: z.record(streamName, seqSchema).default({}),
  /** Per device and stream: up to where its log was read without a hole, and the head it showed. Absent is unknown. */
  peers: z.record(peerName, z.record(streamName, z.tuple([count, count]))).default({}),
  /** Devices that this file has no room for; which they are changes from day to day. */
  peersLeft: count.default(0),
  /** Segments that could not be had or used, as device, stream, number: their author sends them again. */
  holes: z.array(z.tuple([peerName, streamName, seqSchema])).default([]),
});

const deviceFileSchema = z.object({
  format: z.literal(formatCurrent),
  kind: z.literal('device'),
  device: deviceIdSchema,
  label: shownText(200),
  platform: shownText(40),
  versions: z.object({ membridge: shownText(40), tool: shownText(40).nullable() }),
  /** Mirror mode: the head this device last agreed with. */
  mirror: headSeenSchema.nullable(),
  /** By this device's clock: for people. */
  at: instantSchema,
  lastError: shownText(60).nullable(),
  /** Merge mode; left out in mirror mode. */
  merge: mergeReportSchema.optional(),
});

/** What a device says of itself: at most 1.5 KB sealed, written by that device alone, after what it names. */
export type DeviceFile = z.infer<typeof deviceFileSchema>;
export type MergeReport = z.infer<typeof mergeReportSchema>;
export type SnapshotName = NonNullable<MergeReport['snapshot']>;
export type HeadSeen = z.infer<typeof headSeenSchema>;

export function encodeDeviceFile(file: DeviceFile): string {
  return encodeStored(file);
}

/** Faults: `object-damaged`, `format-unknown`. */
export function parseDeviceFile(key: string, text: string): DeviceFile {
  return parseStored(key, text, deviceFileSchema);
}
