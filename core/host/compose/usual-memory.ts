import { join } from 'node:path';
import { claudeMemFolder, databaseName } from '../../sources/claude-mem/data-folder.ts';
import type { Tools } from './tools.ts';

/** Where claude-mem keeps its database by its own rule, whether it is there or not. */
export async function usualMemory({ at }: Pick<Tools, 'at'>): Promise<string> {
  return join(await claudeMemFolder(at), databaseName);
}
