import { z } from 'zod';
import { boards } from './contract-boards.ts';

/**
 * Questions of the panel that the engine answers from its databases. Every list is bounded and goes on by `before`: the
 * `next` of the answer before, null at the end. Text is as it stands in the memory: whoever shows it treats it as text.
 */

const instant = z.int().min(0);
const count = z.int().min(0);
const label = z.string().max(400);
/** Opaque to the panel; made by the side that answers. */
const cursor = z.string().min(1).max(400);
const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
const shownText = z.string().max(64 * 1024);
/** A list shows the beginning: a page of rows stays small. */
const excerpt = z.string().max(400);
const kind = z.enum(['observation', 'summary', 'prompt', 'session']);
const next = cursor.nullable();

const device = z.object({ id: z.string().max(100), label });
/** From where to where something stands in a text, in UTF-16 code units; ascending. */
const hits = z.array(z.tuple([count, count])).max(40);

const activityEntry = z.object({
  id: z.int().min(1),
  at: instant,
  act: z.string().max(40),
  /** Whose rows came; empty for what went out. */
  from: z.array(label).max(100),
  published: count,
  applied: count,
  removed: count,
  /** Null: was not counted. */
  bytes: count.nullable(),
  undoable: z.boolean(),
  /** The entry that this one undid. */
  undoes: z.int().nullable(),
});

/** What moved: an act of the history, newest first. */
const activity = {
  params: z.strictObject({ before: cursor.exactOptional(), limit: limit(100, 50) }),
  answer: z.object({ entries: z.array(activityEntry).max(100), next }),
};

/** One act with the rows that it moved, as far as they are still known one by one: what came first, then what was sent. */
const act = {
  params: z.strictObject({
    id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    before: cursor.exactOptional(),
    limit: limit(200, 50),
  }),
  answer: z.object({
    entry: activityEntry,
    records: z
      .array(
        z.object({
          /** `came`: written in the rows here (of a force push: in those of the others). */
          way: z.enum(['came', 'sent']),
          change: z.enum(['added', 'changed', 'deleted']),
          kind: z.string().max(40),
          /** '' where nobody knows it any more. */
          title: excerpt,
          project: label,
          /** Who wrote it, as it is now; null for what was there before the first sync. */
          device: device.nullable(),
          /** What `memory` takes; null: it is not here now. */
          memory: z.string().max(100).nullable(),
        }),
      )
      .max(200),
    next,
    /** How many rows of each way are known one by one; of the others there is only their number. */
    known: z.object({ came: count, sent: count }),
    /** Where a whole memory was put in place: the rows of its tables. */
    tables: z.array(z.object({ name: z.string().max(100), before: count, after: count })).max(50),
  }),
};

/** Search and browse, newest first; with `query` the full text of the memory tool finds the rows. */
const memories = {
  params: z.strictObject({
    query: z.string().max(400).exactOptional(),
    project: z.string().max(400).exactOptional(),
    device: z.string().max(100).exactOptional(),
    kind: kind.exactOptional(),
    /** Those before this moment. */
    until: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
    before: cursor.exactOptional(),
    limit: limit(200, 50),
  }),
  answer: z.object({
    memories: z
      .array(
        z.object({
          id: z.string().max(100),
          kind,
          at: instant,
          project: label,
          title: excerpt,
          excerpt,
          /** Of a search: what of the two it found. */
          titleHits: hits,
          excerptHits: hits,
          /** The device that wrote it; null for what was there before the first sync. */
          device: device.nullable(),
        }),
      )
      .max(200),
    next,
    /** Of the whole list; null when counting would take too long. */
    total: count.nullable(),
  }),
};

/** One memory, whole: its columns in the order in which people read them. */
const memory = {
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  answer: z.object({
    id: z.string().max(100),
    kind,
    at: instant,
    project: label,
    title: excerpt,
    device: device.nullable(),
    columns: z.array(z.object({ name: z.string().max(100), text: shownText.nullable(), cut: z.boolean() })).max(200),
  }),
};

/** Projects with their memories of all kinds, most first. */
const projects = {
  params: z.strictObject({ limit: limit(500, 200) }),
  answer: z.object({
    projects: z.array(z.object({ name: label, count })).max(500),
    /** There are more. */
    isCut: z.boolean(),
  }),
};

/** Memories per day and device, oldest first. A day begins at midnight of `offsetMinutes` east of Greenwich. */
const days = {
  params: z.strictObject({
    days: limit(366, 90),
    offsetMinutes: z.coerce.number().int().min(-840).max(840).default(0),
  }),
  answer: z.object({
    devices: z.array(device).max(200),
    days: z
      .array(
        z.object({
          /** `2026-11-21`. */
          day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
          /** By the device's id; '' is what was there before the first sync. */
          counts: z.record(z.string().max(100), count),
        }),
      )
      .max(366),
  }),
};

/** What one can go back to: copies here and snapshots in the bucket, newest first. */
const points = {
  params: z.strictObject({ before: cursor.exactOptional(), limit: limit(100, 50) }),
  answer: z.object({
    points: z
      .array(
        z.object({
          /** What `restore` takes: `r3`, `v12`. */
          id: z.string().max(100),
          at: instant,
          kind: z.enum(['safety', 'set-aside', 'snapshot']),
          where: z.enum(['here', 'bucket']),
          why: z.string().max(400),
          label: label.nullable(),
          bytes: count.nullable(),
          rows: z.record(z.string().max(100), count),
          /** It fails the checks of a sound database: kept all the same. */
          damaged: z.boolean(),
          /** Until when it is kept; null: nothing removes it. */
          keptUntil: instant.nullable(),
        }),
      )
      .max(100),
    next,
  }),
};

const conflictHead = z.object({
  id: z.int().min(1),
  kind: z.string().max(40),
  title: excerpt,
  at: instant,
  settled: z.boolean(),
  columns: z.array(z.string().max(100)).max(200),
  winner: label.nullable(),
  loser: label.nullable(),
  deleted: z.boolean(),
});

/** What two machines wrote at once, oldest first. */
const conflicts = {
  params: z.strictObject({
    all: z.enum(['true', 'false']).default('false'),
    before: cursor.exactOptional(),
    limit: limit(100, 50),
  }),
  answer: z.object({ conflicts: z.array(conflictHead).max(100), open: count, next }),
};

/** Both sides of one. Looking at it does not settle it: `conflicts show` does, as a command. */
const conflict = {
  params: z.strictObject({ id: z.coerce.number().int().min(1).max(999_999_999) }),
  answer: conflictHead.extend({
    isDeletedHere: z.boolean(),
    sides: z
      .array(
        z.object({
          column: z.string().max(100),
          now: shownText.nullable(),
          nowBy: label.nullable(),
          lost: shownText.nullable(),
          lostBy: label.nullable(),
          /** Which of the two this machine wrote. */
          ours: z.enum(['now', 'lost']),
        }),
      )
      .max(200),
  }),
};

/** Every question by its name: `GET /api/NAME?…`; what has an id by `GET /api/activity/ID`, `/api/memories/ID`, `/api/conflicts/ID`. */
export const queries = {
  activity,
  act,
  memories,
  memory,
  projects,
  days,
  points,
  conflicts,
  conflict,
  boards,
} as const;

export type QueryName = keyof typeof queries;
/** What a caller gives: numbers may be words, defaults may be left out. */
export type QueryInput<Name extends QueryName> = z.input<(typeof queries)[Name]['params']>;
export type QueryAnswer<Name extends QueryName> = z.output<(typeof queries)[Name]['answer']>;
