import { z } from 'zod';

declare const brand: unique symbol;
/**
 * When a version was written: 12 hex digits of milliseconds since 1970, 4 of a counter; compares as a string. It is a
 * clock **of one record**: receiving never moves the device's clock, so a wrong clock can only win a truly concurrent edit
 * of one record (protocol.md section 3).
 */
export type Hlc = string & { readonly [brand]: 'Hlc' };

/** First scan, import and join: loses to every real edit and every tombstone. */
export const hlcZero = '0000000000000000' as Hlc;

/** The end of the year 9999: a wall clock beyond it is broken, and there must always be a later stamp. */
const wallMsMax = 253_402_300_799_999;
const counterMax = 0xffff;

/** Nobody's clock: it would leave no room for the edit after it. */
const hlcEnd = 'f000000000000000';

export const hlcSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .refine((value) => value < hlcEnd)
  .transform((value) => value as Hlc);

/** The stamp of a new version: after the one it replaces, and not before the wall clock (milliseconds since 1970). */
export function hlcAfter(replaced: Hlc | null, wallMs: number): Hlc {
  const wall = Math.min(Math.max(1, Math.trunc(wallMs)), wallMsMax);
  if (replaced === null || wall > hlcMs(replaced)) return encode(wall, 0);
  const counter = hlcCounter(replaced) + 1;
  // A counter that is full moves the time on by the least step: order is what matters.
  return counter > counterMax ? encode(hlcMs(replaced) + 1, 0) : encode(hlcMs(replaced), counter);
}

/** The last stamp of that millisecond: whatever was written until then is not after it. */
export function hlcUntil(wallMs: number): Hlc {
  return encode(Math.min(Math.max(0, Math.trunc(wallMs)), wallMsMax), counterMax);
}

/** Milliseconds since 1970, for people. */
export function hlcMs(hlc: Hlc): number {
  return Number.parseInt(hlc.slice(0, 12), 16);
}

function hlcCounter(hlc: Hlc): number {
  return Number.parseInt(hlc.slice(12), 16);
}

function encode(ms: number, counter: number): Hlc {
  return (ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0')) as Hlc;
}
