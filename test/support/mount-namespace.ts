import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A mount that takes longer hangs. */
const runMsMax = 30_000;

/** Why this machine cannot mount for a test, in the words of a skip; null when it can. */
export async function noMountsBecause(): Promise<string | null> {
  if (process.platform !== 'linux') return 'this machine cannot: make a private mount namespace (Linux only)';
  if (process.getuid?.() !== 0) return 'needs root: run the tests as root to mount a read-only and a full file system';
  try {
    await run('unshare', ['--mount', 'true'], { timeout: runMsMax });
    return null;
  } catch {
    return 'this machine cannot: make a private mount namespace';
  }
}

/**
 * Runs a Node script in a mount namespace of its own: what it mounts nobody else sees, and it goes when the script
 * ends. Returns what it printed.
 */
export async function runInMountNamespace(script: string, ...args: readonly string[]): Promise<string> {
  const command = ['--mount', '--propagation', 'private', process.execPath, script, ...args];
  return (await run('unshare', command, { timeout: runMsMax })).stdout;
}
