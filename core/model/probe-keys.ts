/** Where objects stand that only try a store out; nothing below it means anything. */
export const probesPrefix = 'probes/';

/** Hex digits that keep two trials of one moment apart. */
export const probeNonceBytes = 8;

/** A trial goes on for seconds; a laptop that was closed in the middle of one has a day's grace. */
const litterAgeMs = 24 * 60 * 60_000;

const pattern = /^probes\/(\d{13,15})-[0-9a-f]{16}(?:\/|$)/;

/** The name of one trial. `storeMs` by the store's own clock: only that tells its age to everybody. */
export function probeName(storeMs: number, nonce: string): string {
  return `${probesPrefix}${String(Math.trunc(storeMs)).padStart(13, '0')}-${nonce}`;
}

/** Whether an object was left behind by a trial that was killed. What does not tell its age stays. */
export function isProbeLitter(key: string, storeMs: number): boolean {
  const begun = pattern.exec(key)?.[1];
  return begun !== undefined && storeMs - Number(begun) > litterAgeMs;
}
