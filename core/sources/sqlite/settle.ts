import { rm } from 'node:fs/promises';
import { isLocked, withFaults } from './faults.ts';
import { requireQuickIntegrity } from './integrity.ts';
import { besideName, followLinks, type LiveFile } from './live-file.ts';
import { untilUnlocked } from './locked.ts';
import { openDatabase } from './open.ts';
import { withReaderIfAny } from './reader.ts';

/** After a replace: folds the -wal into the file and looks once over all pages. Faults: `source-corrupt`, `source-locked`. */
export async function settle(live: LiveFile): Promise<void> {
  await withFaults({ path: live.path }, async () => {
    const file = await followLinks(live.path);
    await rm(besideName(file), { force: true });
    await untilUnlocked(live, () => {
      const db = openDatabase(file);
      try {
        db.pragma('wal_checkpoint(TRUNCATE)');
        requireQuickIntegrity(db, live.path);
      } finally {
        db.close();
      }
    });
  });
}

/**
 * Removes what a killed replace left beside the live file: a half-made copy, and pages in a -wal or -journal that were
 * never committed. Those SQLite clears away itself when an ordinary connection comes and goes, unless somebody else has
 * the database open. A file that cannot be opened keeps all that lies beside it.
 */
export async function sweep(live: LiveFile): Promise<void> {
  await withFaults({ path: live.path }, async () => {
    const file = await followLinks(live.path);
    await rm(besideName(file), { force: true });
    if (!(await withReaderIfAny(live, async (reader) => reader !== null))) return;
    const db = openDatabase(file);
    try {
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
    } catch (error) {
      // Whoever works with it will leave it clean.
      if (!isLocked(error)) throw error;
    } finally {
      db.close();
    }
  });
}
