import { open } from 'node:fs/promises';

/** "SQLite format 3" and a zero: how every database file begins (sqlite.org/fileformat2.html, section 1.3). */
const magic = Buffer.from('SQLite format 3\0');
const headerBytes = 100;
/** 2 means that readers need a -wal, 1 a rollback journal. */
const readVersionAt = 19;

/**
 * How the header of a database says it is written; null when the bytes are no header. Only for files that no connection
 * of ours has open (live-file.ts says why).
 */
export async function journalModeOf(path: string): Promise<'wal' | 'rollback' | null> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    const { bytesRead } = await file.read(header, 0, headerBytes, 0);
    if (bytesRead < headerBytes || !header.subarray(0, magic.length).equals(magic)) return null;
    return header[readVersionAt] === 2 ? 'wal' : 'rollback';
  } finally {
    await file.close();
  }
}
