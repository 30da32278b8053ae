import { z } from 'zod';
import type { Phase } from '../../ports/progress.ts';
import type { FaultTold, Job, JobEnd } from './job.ts';

// Both ends are of one build: what a message is about is checked, and not each field of what it carries.

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** To the thread. It has at most one job; a second is sent after the end of the first. */
const toThreadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), id: z.int(), job: z.custom<Job>(isObject) }),
  /** Of a job that has ended already it means nothing. */
  z.object({ kind: z.literal('abort'), id: z.int() }),
  /** Close everything and go; sent when no job is at work. */
  z.object({ kind: z.literal('end') }),
]);

const fromThreadSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    id: z.int(),
    phase: z.custom<Phase>((value) => typeof value === 'string').nullable(),
    doneBytes: z.number(),
    totalBytes: z.number().nullable(),
  }),
  z.object({ kind: z.literal('done'), id: z.int(), end: z.custom<JobEnd[Job['kind']]>() }),
  z.object({ kind: z.literal('failed'), id: z.int(), fault: z.custom<FaultTold>(isObject) }),
]);

export type ToThread = z.infer<typeof toThreadSchema>;
export type FromThread = z.infer<typeof fromThreadSchema>;

export function parseToThread(message: unknown): ToThread {
  return toThreadSchema.parse(message);
}

export function parseFromThread(message: unknown): FromThread {
  return fromThreadSchema.parse(message);
}
