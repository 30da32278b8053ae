import { openDatabase } from './open.ts';
import { removeDatabase } from './still-copy.ts';

/**
 * Writes the database again as `to`, with pages of `pageBytes`, rows and rowids as they are. SQLite's backup needs equal
 * page sizes on both sides. VACUUM INTO, because a plain VACUUM may number the rows of keyless tables anew.
 */
export async function rewriteWithPageSize(image: string, to: string, pageBytes: number): Promise<void> {
  await removeDatabase(to);
  const db = openDatabase(image);
  try {
    db.pragma(`page_size = ${pageBytes}`);
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}
