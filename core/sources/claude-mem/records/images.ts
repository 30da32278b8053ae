import type { RecordImages } from '../../../ports/record-images.ts';
import { withFaults } from '../../sqlite/faults.ts';
import { withDatabase } from '../../sqlite/image.ts';
import { openDatabase } from '../../sqlite/open.ts';
import { quoted } from '../../sqlite/tables.ts';
import { viewOf } from './reading.ts';
import { statementsOf } from './statements.ts';
import { kindTables } from './tables.ts';

/** Rows of claude-mem's images: see ports/record-images.ts. */
export const claudeMemImages: RecordImages = {
  open: (image) =>
    withFaults({ path: image }, async () => {
      const db = openDatabase(image, { readonly: true });
      try {
        db.exec('BEGIN');
        return { ...viewOf(statementsOf(db, image)).reading, close: () => void db.close() };
      } catch (error) {
        db.close();
        throw error;
      }
    }),
  remove: (image, kind, rowids) =>
    withFaults({ path: image }, () =>
      withDatabase(image, (db) => {
        db.pragma('secure_delete = ON');
        // Children of a session that is not known are not known either, or they would be left without one.
        db.pragma('foreign_keys = ON');
        const remove = db.prepare(`DELETE FROM ${quoted(kindTables[kind].name)} WHERE rowid = ?`);
        db.transaction(() => {
          for (const rowid of rowids) remove.run(rowid);
        })();
      }),
    ),
};
