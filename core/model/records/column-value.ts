/**
 * What one column of one row holds, without loss: INTEGER is a bigint, REAL a number (never NaN, SQLite has none), TEXT a
 * string of whole characters; TEXT that is not valid UTF-8 keeps its bytes.
 */
export type ColumnValue = null | bigint | number | string | Uint8Array | InvalidText;

export interface InvalidText {
  readonly invalidText: Uint8Array;
}

/** In JSON: what JSON has no exact word for is an object of one field. */
export type JsonValue = null | number | string | { readonly [tag: string]: string };

/** RFC 8785 spelling: one text for one value. Integers that JSON readers may round, whole REALs, blobs and invalid text are tagged. */
export function encodeValue(value: ColumnValue): JsonValue {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : { int: String(value) };
  if (typeof value === 'number') return needsTag(value) ? { real: realText(value) } : value;
  return value instanceof Uint8Array ? { blob: hexOf(value) } : { text: hexOf(value.invalidText) };
}

/**
 * The value of one spelling that `encodeValue` writes; undefined for anything else, and for what no database could hold or
 * give back the same: devices that stored it would never agree.
 */
export function decodeValue(json: unknown): ColumnValue | undefined {
  if (json === null) return json;
  if (typeof json === 'string') return json.isWellFormed() ? json : undefined;
  if (typeof json === 'number') return decodeNumber(json);
  if (typeof json !== 'object') return undefined;
  const [entry, ...others] = Object.entries(json);
  if (entry === undefined || others.length > 0) return undefined;
  return typeof entry[1] === 'string' ? decodeTagged(entry[0], entry[1]) : undefined;
}

/** Whole numbers are INTEGER; one that was rounded on its way must not become another value. */
function decodeNumber(json: number): bigint | number | undefined {
  if (Number.isInteger(json)) return Number.isSafeInteger(json) ? BigInt(json) : undefined;
  return Number.isFinite(json) ? json : undefined;
}

function decodeTagged(tag: string, text: string): ColumnValue | undefined {
  if (tag === 'int') return decodeInt(text);
  if (tag === 'real') return decodeReal(text);
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return undefined;
  if (tag === 'blob') return bytesOf(text);
  return tag === 'text' && !isUtf8(text) ? { invalidText: bytesOf(text) } : undefined;
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexOfByte[byte];
  return hex;
}

/** Of whole pairs of hex digits. */
function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, place) =>
    Number.parseInt(hex.slice(place * 2, place * 2 + 2), 16),
  );
}

function decodeInt(text: string): bigint | undefined {
  const value = /^-?\d{1,19}$/.test(text) ? BigInt(text) : 0n;
  return String(value) === text && !isSafe(value) && BigInt.asIntN(64, value) === value ? value : undefined;
}

function decodeReal(text: string): number | undefined {
  const value = Number(text);
  return !Number.isNaN(value) && needsTag(value) && realText(value) === text ? value : undefined;
}

/** Valid UTF-8 would be read back as TEXT: another value. */
function isUtf8(hex: string): boolean {
  try {
    decodeURIComponent(hex.replaceAll(/../g, '%$&'));
    return true;
  } catch {
    return false;
  }
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function realText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A REAL that would be read back as an INTEGER, or not at all. */
function needsTag(value: number): boolean {
  return Number.isInteger(value) || !Number.isFinite(value);
}

/** One total order of all values, so that every device settles a tie alike: NULL, numbers by size, TEXT, blobs, invalid text. */
export function compareValues(a: ColumnValue, b: ColumnValue): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  if (isNumber(a) && isNumber(b)) {
    if (a < b) return -1;
    if (a > b) return 1;
  }
  return order(spelled(a), spelled(b));
}

export function sameValue(a: ColumnValue, b: ColumnValue): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return spelled(a) === spelled(b) && rank(a) === rank(b);
}

function rank(value: ColumnValue): number {
  if (value === null) return 0;
  if (isNumber(value)) return 1;
  if (typeof value === 'string') return 2;
  return value instanceof Uint8Array ? 3 : 4;
}

function isNumber(value: ColumnValue): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function spelled(value: ColumnValue): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(encodeValue(value));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
