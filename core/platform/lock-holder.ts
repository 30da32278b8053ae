import { readFileSync, statSync } from 'node:fs';

/** More open locks than this is no machine of a person; the list is read for a message only. */
const listCharsMax = 1_000_000;

/**
 * Which process holds a lock file, in words for the log, from the kernel's list of locks (Linux). Undefined where
 * nobody does or the system does not tell. Looks at the file's name only: opening a lock file would drop our own lock.
 */
export function lockHolder(path: string): Error | undefined {
  try {
    const { ino } = statSync(path, { bigint: true });
    const lines = readFileSync('/proc/locks', 'utf8').slice(0, listCharsMax).split('\n');
    // `1: POSIX  ADVISORY  WRITE 9456 fe:00:2154625 1073741824 1073742335`. The device's form differs between file
    // systems, so inode and SQLite's lock byte (1 GiB) must do.
    const line = lines.find((text) => text.includes(` WRITE `) && text.includes(`:${ino} 1073741824 `));
    const pid = / WRITE +(\d+) /.exec(line ?? '')?.[1];
    return pid === undefined ? undefined : new Error(`process ${pid} holds ${path}`);
  } catch {
    return undefined;
  }
}
