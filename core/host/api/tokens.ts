import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** Codes that open a session once: short-lived, few at a time, and few tries at them. */
export interface OneTimeCodes {
  /** A new code for a person; the oldest one goes when there are too many. */
  issue(): { readonly code: string; readonly forMs: number };
  /** True once per code. Wrong ones are counted: too many end every code that is out. */
  redeem(code: string): boolean;
}

/** 256 bits: nobody guesses it, so wrong tries need no memory. */
const tokenBytes = 32;
/** 48 bits, twelve digits that can be typed from a screen: with few tries and a short life nobody guesses it either. */
const codeBytes = 6;
/** Time to walk to the other room. */
const codeMs = 10 * 60_000;
/** Codes that are out at once: a few windows. */
const codesMax = 8;
/** Wrong tries until every code that is out ends. */
const triesMax = 20;

/** A new token of the host. */
export function newToken(random: Random): string {
  return random.hex(tokenBytes);
}

/** Compares two secrets; how long it takes tells nothing of where they differ, nor of how long they are. */
export function sameSecret(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

/** Of a secret, so that two of any length compare in one time. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Codes in the memory of this process only: a restart ends them all. */
export function oneTimeCodes(clock: Pick<Clock, 'monotonicMs'>, random: Random): OneTimeCodes {
  let codes: readonly { readonly code: string; readonly endsAt: number }[] = [];
  let tries = 0;
  const alive = () => codes.filter(({ endsAt }) => clock.monotonicMs() < endsAt);
  return {
    issue() {
      const code = random.hex(codeBytes);
      codes = [...alive(), { code, endsAt: clock.monotonicMs() + codeMs }].slice(-codesMax);
      tries = 0;
      return { code: code.replaceAll(/(.{4})(?=.)/g, '$1-'), forMs: codeMs };
    },
    redeem(given) {
      const typed = given.toLowerCase().replaceAll(/[\s-]/g, '');
      // Every code is compared, also after a hit: how long it takes tells nothing of which.
      const hits = alive().filter(({ code }) => sameSecret(typed, code));
      if (hits.length > 0) {
        codes = codes.filter((each) => !hits.includes(each));
        return true;
      }
      tries += 1;
      if (tries >= triesMax) codes = [];
      return false;
    },
  };
}
