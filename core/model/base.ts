import { z } from 'zod';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema, sha256Schema } from './ids.ts';

/** The head this device last agreed with, and what its database held at that moment. */
export const baseSchema = z.object({
  revision: revisionSchema,
  epoch: epochSchema,
  nonce: nonceSchema,
  /** Who published that head: its exact name. */
  device: deviceIdSchema,
  /** Content digest of the live database when it agreed. */
  digest: sha256Schema,
  rows: z.record(z.string(), z.int().min(0)),
  at: instantSchema,
  /** A head that a person undid here: it is not taken again by itself. */
  declined: nonceSchema.nullable(),
});
export type Base = z.infer<typeof baseSchema>;
