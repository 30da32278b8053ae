import type { Look } from '../tune/look.ts';

/** The share of time, in percent, in which work waited (the kernel's accounting/psi.rst). */
export interface Pressure {
  /** At least one task waited, over the last 10 and 60 seconds. */
  readonly some10: number;
  readonly some60: number;
  /** Nobody could work meanwhile; null where the kernel does not tell (`cpu` of older ones). */
  readonly full10: number | null;
}

/** Null: built without it, or switched off at boot, as Raspberry Pi's kernel is. */
export function pressureOf(look: Look, of: 'memory' | 'io' | 'cpu'): Pressure | null {
  const text = look.text(`/proc/pressure/${of}`) ?? '';
  const average = (row: string, seconds: number) => {
    const found = new RegExp(`^${row} .*\\bavg${seconds}=(\\d{1,3}(?:\\.\\d{1,2})?)\\b`, 'm').exec(text)?.[1];
    return found === undefined || Number(found) > 100 ? null : Number(found);
  };
  const some10 = average('some', 10);
  const some60 = average('some', 60);
  return some10 === null || some60 === null ? null : { some10, some60, full10: average('full', 10) };
}
