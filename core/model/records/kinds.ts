import { z } from 'zod';

/**
 * What a record is about. Kinds of later versions are carried, never refused: a record of an unknown kind waits in the
 * state database.
 */
export type RecordKind = KnownKind | (string & {});
export type KnownKind = 'session' | 'observation' | 'summary' | 'prompt' | 'tool-use';

/** Each with its own log, numbers and cursors. `tools` is off by default: its size, and what tools print. */
export type Stream = 'core' | 'tools';

/** In the order in which they are written to a database: a child never before its session. */
export const knownKinds: readonly KnownKind[] = ['session', 'observation', 'summary', 'prompt', 'tool-use'];
export const streams: readonly Stream[] = ['core', 'tools'];

export const kindSchema: z.ZodType<RecordKind> = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
export const streamSchema = z.enum(['core', 'tools']);

export function streamOf(kind: RecordKind): Stream {
  return kind === 'tool-use' ? 'tools' : 'core';
}

export function isKnownKind(kind: RecordKind): kind is KnownKind {
  return (knownKinds as readonly string[]).includes(kind);
}
