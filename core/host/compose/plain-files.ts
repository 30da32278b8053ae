import { readExport } from '../../platform/export-file.ts';
import { requireNew, writeNewFile } from '../../platform/new-file.ts';

/** Files of plain data, at places of a person's choice. */
export const plainFiles = { requireNew, write: writeNewFile, read: readExport } as const;
