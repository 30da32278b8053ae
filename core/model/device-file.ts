import { z } from 'zod';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema } from './ids.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';

const headSeenSchema = z.object({ revision: revisionSchema, epoch: epochSchema, nonce: nonceSchema });

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
});

/** What a device says of itself: at most 1.5 KB sealed, written by that device alone, after what it names. */
export type DeviceFile = z.infer<typeof deviceFileSchema>;
export type HeadSeen = z.infer<typeof headSeenSchema>;

export function encodeDeviceFile(file: DeviceFile): string {
  return encodeStored(file);
}

/** Faults: `object-damaged`, `format-unknown`. */
export function parseDeviceFile(key: string, text: string): DeviceFile {
  return parseStored(key, text, deviceFileSchema);
}
