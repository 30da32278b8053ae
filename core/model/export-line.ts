import { z } from 'zod';
import { instantSchema, type Instant } from './ids.ts';
import { bodySchema, encodeBody, type Body } from './records/body.ts';
import { isKnownKind, kindSchema, knownKinds, type KnownKind } from './records/kinds.ts';
import { recordKeySchema, sessionNames, type RecordKey, type SessionRef } from './records/record.ts';

/** The first line of an export: what follows, and how much. */
export interface ExportHeader {
  /** Version of the Membridge that wrote it. */
  readonly membridge: string;
  readonly at: Instant;
  /** Of the database. */
  readonly schemaVersions: readonly number[];
  /** Rows of each kind that follow; a kind that is not named was left out. */
  readonly counts: Readonly<Partial<Record<KnownKind, number>>>;
}

/** A row's session, so that a child finds it, or has it made, elsewhere. */
export type ExportedSession = Omit<SessionRef, 'key'>;

/** One row as plain data. */
export interface ExportedRow {
  readonly kind: KnownKind;
  /** Natural identity as the row says it (protocol.md section 3). */
  readonly key: RecordKey;
  /** Null for sessions, and for a row that no session owns. */
  readonly session: ExportedSession | null;
  readonly body: Body;
}

/** One line, read. */
export type ExportLine =
  | { readonly kind: 'header'; readonly header: ExportHeader }
  /** Of a later format. */
  | { readonly kind: 'later' }
  | { readonly kind: 'row'; readonly row: ExportedRow }
  /** `finding` names what is wrong, nothing of what stands there. */
  | { readonly kind: 'bad'; readonly finding: string };

/** Lines of a file that cannot be used. */
export interface SetAside {
  readonly lines: number;
  /** The first of them, by number. */
  readonly first: readonly { readonly line: number; readonly finding: string }[];
}

/** Grows when an older Membridge would read a file wrongly. */
const exportFormat = 1;

/** A row is at most SQLite's own billion bytes; one of this size is beyond anything that the memory tool writes. */
export const exportLineBytesMax = 64 * 1024 * 1024;

const countSchema = z.int().min(0);
const headerSchema = z.object({
  kind: z.literal('export'),
  format: z.int().min(1),
  membridge: z.string(),
  at: instantSchema,
  schemaVersions: z.array(z.int()),
  counts: z.partialRecord(kindSchema as z.ZodType<string>, countSchema),
});
const formatSchema = z.object({ kind: z.literal('export'), format: z.int().min(exportFormat + 1) });

const rowSchema = z.object({
  kind: kindSchema,
  key: recordKeySchema,
  session: z
    .object({ ...sessionNames, startedAtEpoch: z.int() })
    .nullable()
    .default(null),
  body: bodySchema,
});

/** Without a newline. */
export function encodeExportHeader({ membridge, at, schemaVersions, counts }: ExportHeader): string {
  const kinds = knownKinds.filter((kind) => counts[kind] !== undefined);
  return JSON.stringify({
    kind: 'export',
    format: exportFormat,
    membridge,
    at,
    schemaVersions,
    counts: Object.fromEntries(kinds.map((kind) => [kind, counts[kind]])),
  });
}

/** Without a newline. */
export function encodeExportRow({ kind, key, session, body }: ExportedRow): string {
  const owner = session === null ? {} : { session: sessionFields(session) };
  return JSON.stringify({ kind, key, ...owner, body: encodeBody(body) });
}

function sessionFields({ platform, content, memory, project, startedAtEpoch }: ExportedSession): ExportedSession {
  return { platform, content, memory, project, startedAtEpoch };
}

/** Never throws: one bad line must not hold up the others. */
export function parseExportLine(text: string): ExportLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'bad', finding: 'not JSON' };
  }
  if (formatSchema.safeParse(json).success) return { kind: 'later' };
  const header = headerSchema.safeParse(json);
  if (header.success) return { kind: 'header', header: header.data };
  const row = rowSchema.safeParse(json);
  if (!row.success) {
    const field = row.error.issues[0]?.path[0];
    return { kind: 'bad', finding: field === undefined ? 'not an object' : `${String(field)} is wrong` };
  }
  const { kind, key, session, body } = row.data;
  if (!isKnownKind(kind)) return { kind: 'bad', finding: 'a kind that only a later Membridge knows' };
  return { kind: 'row', row: { kind, key, session, body } };
}
