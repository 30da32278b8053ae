import { z } from 'zod';
import { sha256Hex } from '../sha256.ts';
import { decodeValue, encodeValue, type ColumnValue, type JsonValue } from './column-value.ts';

declare const brand: unique symbol;
/** First 32 hex of a sha256: names contents inside sealed objects, where 128 bits are enough. */
export type Hash128 = string & { readonly [brand]: 'Hash128' };

/** The columns a row has and that travel; a column absent is not NULL. */
export type Body = Readonly<Record<string, ColumnValue>>;

export const hash128Schema = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .transform((value) => value as Hash128);

/** SQLite allows any name; longer ones are nobody's column. */
export const columnCharsMax = 200;
/** SQLite's own default limit. */
const columnsMax = 2_000;

/** A body as it stands in a record, parsed without a prototype: a column may be called `__proto__`. */
export const bodySchema: z.ZodType<Body> = z.unknown().transform((json, context) => {
  const body = decodeBody(json);
  if (body !== null) return body;
  context.addIssue({ code: 'custom', message: 'not a body' });
  return z.NEVER;
});

/** False for columns that no reader takes. */
export function isReadableBody(body: Body): boolean {
  const columns = Object.keys(body);
  return columns.length <= columnsMax && columns.every(isColumnName);
}

function isColumnName(column: string): boolean {
  return column.length <= columnCharsMax && column.isWellFormed();
}

export function encodeBody(body: Body): Record<string, JsonValue> {
  const encoded = emptyObject<JsonValue>();
  for (const column of Object.keys(body).sort()) encoded[column] = encodeValue(body[column] ?? null);
  return encoded;
}

function decodeBody(json: unknown): Body | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const entries = Object.entries(json);
  if (entries.length > columnsMax) return null;
  const body = emptyObject<ColumnValue>();
  for (const [column, spelled] of entries) {
    const value = decodeValue(spelled);
    if (value === undefined || !isColumnName(column)) return null;
    body[column] = value;
  }
  return body;
}

/** Hash of the canonical JSON (RFC 8785: columns in the order of their code units). */
export function bodyHash(body: Body): Hash128 {
  const columns = Object.keys(body).sort();
  // By hand: objects put names that look like numbers first, whatever the order they were given in.
  const fields = columns.map(
    (column) => `${JSON.stringify(column)}:${JSON.stringify(encodeValue(body[column] ?? null))}`,
  );
  return hashOfText(`{${fields.join(',')}}`);
}

/** `json` must already be in its canonical order. */
export function hashOf(json: unknown): Hash128 {
  return hashOfText(JSON.stringify(json));
}

export function hashOfText(text: string): Hash128 {
  return sha256Hex(text).slice(0, 32) as Hash128;
}

/** Names from databases become keys: an object without a prototype has no name that means something else. */
export function emptyObject<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** The object's own entry: a column may be called `constructor`, and not every object was made by `emptyObject`. */
export function entryOf<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
