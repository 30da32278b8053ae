/** How long, how many: reference values of the rules of clean-up. */
export interface CleanupBounds {
  /** Younger than this something may still be on its way up, or its Claude between two lives. */
  readonly ageMinMs: number;
  /** Without any processor time between two looks this far apart, a helper waits for somebody. */
  readonly idleMinMs: number;
  /** A helper that was asked to end closes its database meanwhile. */
  readonly endMsMax: number;
  /** What was killed is gone at once; the rest is the machine being slow. */
  readonly killMsMax: number;
  /** How often one looks whether somebody has ended. */
  readonly lookEveryMs: number;
}

export const cleanupBounds: CleanupBounds = {
  ageMinMs: 15 * 60_000,
  idleMinMs: 30_000,
  endMsMax: 10_000,
  killMsMax: 5_000,
  lookEveryMs: 200,
};

/** In one run: more than this at once is looked at again in between. */
export const endedMax = 50;
/** pid_max of a 32-bit kernel; a machine of a person has hundreds. */
export const processesMax = 32_768;
/** Two starts of a helper's command line have a few dozen words. */
export const argvWordsMax = 256;
