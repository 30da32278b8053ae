import type Database from 'better-sqlite3';
import { isFault } from '../../model/errors.ts';
import type { ChangeWatch } from '../../ports/source.ts';
import { isLocked, withFaults } from './faults.ts';
import { fileFacts, identityOf } from './file-facts.ts';
import { fileState, followLinks, type LiveFile } from './live-file.ts';
import { closeReader, openInPlace } from './reader.ts';

/**
 * Notices commits of other connections from now on: one idle connection, which holds up nobody, asked for SQLite's
 * data_version. Where no connection is to be had (no file, no database, no right), sizes and time stamps must do.
 */
export async function watchChanges(live: LiveFile): Promise<ChangeWatch> {
  return withFaults({ path: live.path }, async () => {
    const file = await followLinks(live.path);
    const db = await connect(live, file);
    const look = () => (db === null ? fileFacts(file) : `${identityOf(live.path)} ${dataVersion(db)}`);
    const before = look();
    const factsBefore = fileFacts(file);
    let isOpen = true;
    return {
      changed: () => look() !== before,
      touched: () => fileFacts(file) !== factsBefore,
      close() {
        if (isOpen && db !== null) closeReader(db);
        isOpen = false;
      },
    };
  });
}

async function connect(live: LiveFile, file: string): Promise<Database.Database | null> {
  if ((await fileState(file)).kind !== 'file') return null;
  try {
    const reader = await openInPlace(live, file);
    reader?.db.exec('COMMIT');
    return reader?.db ?? null;
  } catch (error) {
    if (isFault(error, 'source-locked')) throw error;
    return null;
  }
}

/** Locked at this moment: somebody is writing. */
function dataVersion(db: Database.Database): number | 'being written' {
  try {
    return db.pragma('data_version', { simple: true }) as number;
  } catch (error) {
    if (isLocked(error)) return 'being written';
    throw error;
  }
}
