import { homedir, userInfo } from 'node:os';
import { join, sep } from 'node:path';

/** Set by the runner before it moves HOME, so that every process of the run knows what it must not touch. */
export const realHomesVariable = 'MEMBRIDGE_TEST_REAL_HOMES';

/** What no test may touch in the person's home; the last one is where our own host keeps its state. */
const guardedNames = ['.claude', '.claude-mem', '.claude-mem-minio', '.membridge'];

/** A coding assistant that runs beside the tests changes the rest of ~/.claude by itself. */
const fingerprintedNames = [
  '.claude-mem',
  '.claude-mem-minio',
  '.membridge',
  '.claude/settings.json',
  '.claude/plugins',
];

/**
 * The person's homes: by the variable, else by the user database and the environment.
 * @returns {string[]}
 */
export function realHomes() {
  const given = process.env[realHomesVariable];
  if (given !== undefined && given !== '') return given.split('\n');
  return [...new Set([userInfo().homedir, homedir()])];
}

/**
 * Absolute paths, without one that holds this very checkout (an assistant's work tree may lie in ~/.claude).
 * @returns {string[]}
 */
export function guardedFolders() {
  const folders = realHomes().flatMap((home) => guardedNames.map((name) => join(home, name)));
  return folders.filter((folder) => !import.meta.filename.startsWith(folder + sep));
}

/** @returns {string[]} absolute paths of files and folders */
export function fingerprintedPaths() {
  return realHomes().flatMap((home) => fingerprintedNames.map((name) => join(home, name)));
}
