import { z } from 'zod';
import { repoIdSchema, sha256Schema, type RepoId, type Sha256 } from './ids.ts';

/**
 * The first line of every object but project.json (protocol.md section 11): `membridge1 {…}`, and in key files
 * `# membridge1 {…}`, because the age tool reads those as identity files and skips comments.
 */
export type ObjectHeader = SealedHeader | PlainHeader;

/** Inside an age file. */
export interface SealedHeader {
  readonly kind: 'sealed';
  /** Logical key the object was written for: see `boundKey`. */
  readonly key: string;
  /** Number of the key file the writer had opened, from 1. */
  readonly keyId: number;
  /** Over key, keyId and all bytes after the line; computed in remotes/seal/mac.ts. */
  readonly mac: Sha256;
}

/** In a project without encryption: notices damage and mix-ups, not forgers. Its stored keyId is 0. */
export interface PlainHeader {
  readonly kind: 'plain';
  readonly key: string;
  readonly repoId: RepoId;
  /** Of all bytes after the line. */
  readonly sha256: Sha256;
}

/** A line of a later major format: the reader must be updated. */
export interface NewerHeader {
  readonly kind: 'newer';
  readonly format: string;
}

/** Logical keys are ASCII of this kind, so that JSON spells them as they are; no store takes longer ones. */
const keyPattern = /^[a-zA-Z0-9./_-]{1,1024}$/;
/** The longest key, and room for the other fields and a comment mark. */
export const headerBytesMax = 1_024 + 256;
/** keys/<n:4>.age */
export const keyIdMax = 9_999;

const keySchema = z.string().regex(keyPattern);
const storedHeaderSchema = z.union([
  z.strictObject({ key: keySchema, keyId: z.int().min(1).max(keyIdMax), mac: sha256Schema }),
  z.strictObject({ key: keySchema, keyId: z.literal(0), repoId: repoIdSchema, sha256: sha256Schema }),
]);

/** The line without its newline. Every header has exactly one spelling. */
export function encodeHeader(header: ObjectHeader): string {
  const { key } = header;
  if (!keyPattern.test(key)) throw new Error(`not a logical key: ${key}`);
  const fields =
    header.kind === 'sealed'
      ? { key, keyId: header.keyId, mac: header.mac }
      : { key, keyId: 0, repoId: header.repoId, sha256: header.sha256 };
  return `membridge1 ${JSON.stringify(fields)}`;
}

/** What a first line says, given without its newline; null for anything we would not have written. */
export function parseHeader(line: string): ObjectHeader | NewerHeader | null {
  const match = /^membridge([1-9]\d{0,5}) (\{.*\})$/.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  if (match[1] !== '1') return { kind: 'newer', format: match[1] };
  const header = parseFields(match[2]);
  // Other spellings of the same fields would be bytes that no mac covers.
  return header !== null && encodeHeader(header) === line ? header : null;
}

function parseFields(text: string): ObjectHeader | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = storedHeaderSchema.safeParse(json);
  if (!parsed.success) return null;
  if ('mac' in parsed.data) return { kind: 'sealed', ...parsed.data };
  const { key, repoId, sha256 } = parsed.data;
  return { kind: 'plain', key, repoId, sha256 };
}

/** `log/<device>/<stream>/<seq:10>` and, in a stored name, `-<hash16>.seg`. */
const segmentKeyPattern = /^(log\/[0-9a-f]{32}\/[a-z]+\/\d{10})-([0-9a-f]{16})\.seg$/;

/**
 * The logical key that an object is bound to (K0): its key, but for segments without `-<hash16>.seg`, since bytes
 * cannot hold their own hash. A key that already is a K0 stays as it is.
 */
export function boundKey(key: string): string {
  return segmentKeyPattern.exec(key)?.[1] ?? key;
}

/** First 16 hex of the sha256 of the stored bytes, as a segment's name claims it; null for names without. */
export function hashInName(key: string): string | null {
  return segmentKeyPattern.exec(key)?.[2] ?? null;
}
