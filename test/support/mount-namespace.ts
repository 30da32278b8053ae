import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A mount that takes longer hangs. */
const runMsMax = 30_000;

/** A person's own user namespace allows the same to who is not root, where the system lets them have one. */
const namespaces = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];

/** Before a command line: it then runs in a mount namespace of its own. */
export const unshareMounts = ['unshare', ...namespaces].join(' ');

/** Why this machine cannot mount for a test, in the words of a skip; null when it can. */
export async function noMountsBecause(): Promise<string | null> {
  if (process.platform !== 'linux') return 'this machine cannot: make a private mount namespace (Linux only)';
  try {
    await run('unshare', [...namespaces, 'true'], { timeout: runMsMax });
    return null;
  } catch {
    return process.getuid?.() === 0
      ? 'this machine cannot: make a private mount namespace'
      : 'needs root: run the tests as root, or allow user namespaces, to mount a read-only and a full file system';
  }
}

/**
 * Runs a Node script in a mount namespace of its own: what it mounts nobody else sees, and it goes when the script
 * ends. Returns what it printed.
 */
export async function runInMountNamespace(script: string, ...args: readonly string[]): Promise<string> {
  const command = [...namespaces, '--propagation', 'private', process.execPath, script, ...args];
  return (await run('unshare', command, { timeout: runMsMax })).stdout;
}
