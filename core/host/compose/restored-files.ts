import { freeRestoredPath, restoredPath } from '../../platform/restored-file.ts';

/** Copies of restore points at a place of ours. */
export const restoredFiles = { path: restoredPath, freePath: freeRestoredPath } as const;
