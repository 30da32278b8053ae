import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Makes a home that was copied with all around it, from `from` to `to`, speak of its new place. */
export function moveHome(home: string, from: string, to: string): void {
  const settings = join(home, 'settings.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(from, to), { mode: 0o600 });
  const db = new Database(join(home, 'state.db'), { fileMustExist: true });
  try {
    // The grade of the store is kept with its path.
    db.prepare("UPDATE notes SET value = replace(value, ?, ?) WHERE name = 'grade'").run(from, to);
  } finally {
    db.close();
  }
}
