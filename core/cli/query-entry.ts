/** What `startQueryThread` runs: beside this module, in a checkout as in a bundle. */
export const queryEntry = new URL(
  import.meta.url.endsWith('.ts') ? './query-thread.ts' : './query-thread.mjs',
  import.meta.url,
);
