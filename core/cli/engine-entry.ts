/** What `startEngineThread` runs: beside this module, in a checkout as in a bundle. */
export const engineEntry = new URL(
  import.meta.url.endsWith('.ts') ? './engine-thread.ts' : './engine-thread.mjs',
  import.meta.url,
);
