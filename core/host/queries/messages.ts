import { z } from 'zod';
import type { QueryName } from '../api/contract-panel.ts';
import type { FaultTold } from '../thread/job.ts';

// Both ends are of one build: what a message is about is checked, and not each field of what it carries.

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const toThreadSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ask'),
    id: z.int(),
    name: z.custom<QueryName>((name) => typeof name === 'string'),
    params: z.custom<object>(isObject),
  }),
  /** Nobody waits for the answer any more. */
  z.object({ kind: z.literal('forget'), id: z.int() }),
]);

const fromThreadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), fault: z.custom<FaultTold>(isObject) }),
]);

export type ToQueryThread = z.infer<typeof toThreadSchema>;
export type FromQueryThread = z.infer<typeof fromThreadSchema>;

export function parseToQueryThread(message: unknown): ToQueryThread {
  return toThreadSchema.parse(message);
}

export function parseFromQueryThread(message: unknown): FromQueryThread {
  return fromThreadSchema.parse(message);
}
