import type { Consent } from '../consent.ts';

/** In the background no brake is lifted: nobody was asked. */
export const nobody: Consent = { yes: false, ask: () => Promise.resolve(false) };
