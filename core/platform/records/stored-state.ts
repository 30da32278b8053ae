import { z } from 'zod';
import { bodySchema, emptyObject, encodeBody, type Body } from '../../model/records/body.ts';
import type { JsonValue } from '../../model/records/column-value.ts';
import { sessionRefSchema, stampSchema, type Stamps } from '../../model/records/record.ts';
import { bodyOf, cellsOf, stampsOf, type Cells, type LiveState, type RecordState } from '../../model/records/state.ts';
import { seenOf, seenSchema, versionSchema, type Seen, type Stamp } from '../../model/records/version.ts';

/** Cells as the database keeps them: values, and the stamps that differ from the record's own. */
interface StoredCells {
  readonly body: Record<string, JsonValue>;
  readonly stamps?: Record<string, readonly [string, string]>;
}

type SpelledStamps = Record<string, readonly [string, string]>;

/** Column names are anybody's: parsed without a prototype. */
export const stampsSchema: z.ZodType<Stamps> = z.unknown().transform((json, context) => {
  const stamps = emptyObject<Stamp>();
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [['', null] as const];
  for (const [column, pair] of entries) {
    const [hlc, device] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const stamp = stampSchema.safeParse({ hlc, device });
    if (!stamp.success) {
      context.addIssue({ code: 'custom', message: 'not stamps' });
      return z.NEVER;
    }
    stamps[column] = stamp.data;
  }
  return stamps;
});

const cellsFields = { body: bodySchema, stamps: stampsSchema.optional() };
export const cellsSchema = z.object(cellsFields);

const liveSchema = z.object({
  version: versionSchema,
  ref: sessionRefSchema.nullable().default(null),
  seen: seenSchema.optional(),
  ...cellsFields,
});
const deadSchema = z.object({ version: versionSchema, seen: seenSchema.optional() });

/** A whole state; its tombstone has no body. */
export const stateSchema: z.ZodType<RecordState> = z.unknown().transform((json, context): RecordState => {
  const state = typeof json === 'object' && json !== null && 'body' in json ? liveFrom(json) : deadFrom(json);
  if (state !== null) return state;
  context.addIssue({ code: 'custom', message: 'it is no state' });
  return z.NEVER;
});

function liveFrom(json: unknown): RecordState | null {
  const parsed = liveSchema.safeParse(json);
  if (!parsed.success) return null;
  const { version, ref, seen, body, stamps } = parsed.data;
  return { kind: 'live', version, cells: cellsOf(body, version, stamps ?? {}), ref, seen: seen ?? seenOf(version) };
}

function deadFrom(json: unknown): RecordState | null {
  const parsed = deadSchema.safeParse(json);
  if (!parsed.success) return null;
  const { version, seen } = parsed.data;
  return { kind: 'dead', version, seen: seen ?? seenOf(version) };
}

export const liveStateSchema: z.ZodType<LiveState> = stateSchema.transform((state, context) => {
  if (state.kind === 'live') return state;
  context.addIssue({ code: 'custom', message: 'it is dead' });
  return z.NEVER;
});

export function encodeState(state: RecordState): string {
  const { version } = state;
  const seen = encodeSeen(state.seen, version);
  const spelled = { version, ...(seen !== null && { seen: state.seen }) };
  if (state.kind === 'dead') return JSON.stringify(spelled);
  return JSON.stringify({
    ...spelled,
    ...(state.ref !== null && { ref: state.ref }),
    ...cellsJson(state.cells, version),
  });
}

/** Null where the version's own stamp says it all. */
export function encodeSeen(seen: Seen, own: Stamp): string | null {
  const spelled = JSON.stringify(seen);
  return spelled === JSON.stringify(seenOf(own)) ? null : spelled;
}

/** Null for no stamps. */
export function encodeStamps(stamps: Stamps): string | null {
  const spelled = spelledStamps(stamps);
  return spelled === null ? null : JSON.stringify(spelled);
}

/** Null for no cells. */
export function encodeCells(cells: Cells, own: Stamp): string | null {
  return Object.keys(cells).length === 0 ? null : JSON.stringify(cellsJson(cells, own));
}

export function encodeBodyText(body: Body): string {
  return JSON.stringify(encodeBody(body));
}

function cellsJson(cells: Cells, own: Stamp): StoredCells {
  const stamps = spelledStamps(stampsOf(cells, own));
  return { body: encodeBody(bodyOf(cells)), ...(stamps !== null && { stamps }) };
}

function spelledStamps(stamps: Stamps): SpelledStamps | null {
  const columns = Object.entries(stamps);
  if (columns.length === 0) return null;
  const spelled = emptyObject<readonly [string, string]>();
  for (const [column, { hlc, device }] of columns) spelled[column] = [hlc, device];
  return spelled;
}
