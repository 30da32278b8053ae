import { createClaudeMemDatabase } from '../../sources/claude-mem/schema.ts';

/**
 * Makes a new, empty database as claude-mem itself would, for the demonstration: a person's own memory is only ever made
 * by claude-mem. Throws `file-exists` when something is there already.
 */
export function makeBlankMemory(path: string): void {
  createClaudeMemDatabase(path);
}
