import { open } from 'node:fs/promises';

/** Bytes 18 and 19 of the header: the versions that a writer and a reader must know; 1 rollback journal, 2 WAL (sqlite.org, file format, 1.3.3). */
const versionsAt = 18;
const walVersions = Uint8Array.of(2, 2);

/**
 * Turns a file that nobody has open, ours and without a -journal or -wal, into a database in WAL mode. SQLite's own pragma
 * writes the same two bytes, but makes and removes files beside it. Not flushed.
 */
export async function markAsWal(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(walVersions, 0, walVersions.length, versionsAt);
  } finally {
    await handle.close();
  }
}
