import type Database from 'better-sqlite3';
import type { RecordReading } from '../../../ports/record-source.ts';
import { fail } from '../../../model/errors.ts';
import { withFaults } from '../../sqlite/faults.ts';
import { copyDatabase } from '../../sqlite/image.ts';
import { fileState, followLinks, type LiveFile } from '../../sqlite/live-file.ts';
import { openDatabase } from '../../sqlite/open.ts';
import { closeReader, openInPlace, withReader } from '../../sqlite/reader.ts';
import { withScratchFile } from '../../sqlite/still-copy.ts';
import { viewOf } from './reading.ts';
import { statementsOf } from './statements.ts';

/**
 * One read transaction on a connection of its own, without a trace beside the live file and without keeping the memory
 * tool waiting: where a reader would (rollback-journal mode), or would have to write, a copy in our scratch folder is read.
 */
export async function openReading(live: LiveFile): Promise<RecordReading> {
  return withFaults({ path: live.path }, async () => {
    const { kind } = await fileState(live.path);
    if (kind === 'absent') throw fail('source-missing', { path: live.path });
    if (kind === 'empty') throw fail('source-empty', { path: live.path });
    const inPlace = await openInPlace(live, await followLinks(live.path));
    if (inPlace === null) return ofCopy(live);
    if (!inPlace.holdsUpWriters) return readingOf(inPlace.db, live, () => closeReader(inPlace.db));
    closeReader(inPlace.db);
    return ofCopy(live);
  });
}

function readingOf(db: Database.Database, live: LiveFile, close: () => void): RecordReading {
  try {
    return { ...viewOf(statementsOf(db, live.path)).reading, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The copy goes a moment after `close`; a crash leaves it to the next sweep of the scratch folder. */
async function ofCopy(live: LiveFile): Promise<RecordReading> {
  const closed = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<RecordReading>();
  const gone = withScratchFile(live, async (copy) => {
    await withReader(live, (reader) => copyDatabase(reader, copy, {}));
    const db = openDatabase(copy, { readonly: true });
    db.exec('BEGIN');
    const close = () => {
      db.close();
      closed.resolve();
    };
    opened.resolve(readingOf(db, live, close));
    await closed.promise;
  });
  // Before it was opened this is the fault to tell; afterwards nobody can do anything about it.
  gone.catch(opened.reject);
  return opened.promise;
}
