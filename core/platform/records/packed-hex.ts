import { z } from 'zod';
import type { RecordKey } from '../../model/records/record.ts';

/** Bytes of a record's key, a body's hash, a device's id. */
const hashBytes = 16;

/** Lower-case hex as half as many bytes; the order of keys stays the same. */
export function packHex(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** '' as NULL: it costs nothing then. */
export function packHash(hash: string): Buffer | null {
  return hash === '' ? null : packHex(hash);
}

/** A text that may be hex, and mostly is: as bytes if it is, as it stands if not. */
export function packText(text: string): Buffer | string {
  return /^(?:[0-9a-f]{2})+$/.test(text) ? packHex(text) : text;
}

/** What `packText` made; undefined for anything else. */
export function unpackText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('hex') : undefined;
}

/** 32 hex; undefined for anything but 16 bytes. */
export function unpackHash(value: unknown): string | undefined {
  return Buffer.isBuffer(value) && value.length === hashBytes ? value.toString('hex') : undefined;
}

export function unpackKey(value: unknown): RecordKey | undefined {
  return unpackHash(value) as RecordKey | undefined;
}

/** A column that holds a key. */
export const keyColumn = z.unknown().transform((value, context): RecordKey => {
  const key = unpackKey(value);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: 'it is no key' });
  return z.NEVER;
});

/** A column that holds a hash, or NULL. */
export const hashColumn = z.unknown().transform((value, context): string | null => {
  const hash = value === null ? null : unpackHash(value);
  if (hash !== undefined) return hash;
  context.addIssue({ code: 'custom', message: 'it is no hash' });
  return z.NEVER;
});
