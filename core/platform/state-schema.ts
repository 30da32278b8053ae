import type Database from 'better-sqlite3';

/** 'MBST' in the header of every state database: tells ours from any other SQLite file. */
export const stateApplicationId = 0x4d425354;

/**
 * The schema, one step per version, oldest first. A step that was released is never changed: a change is a new step.
 * core/FORMATS.md describes the outcome and a golden file in the tests holds it.
 */
export const stateMigrations: readonly string[] = [
  `
  CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE base (one INTEGER PRIMARY KEY CHECK (one = 1), base TEXT NOT NULL) STRICT;
  CREATE TABLE lease_sight (one INTEGER PRIMARY KEY CHECK (one = 1), etag TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE journal (act TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL) STRICT;
  CREATE TABLE restore_points (number INTEGER PRIMARY KEY, point TEXT NOT NULL) STRICT;
  CREATE TABLE stored_parts (
    plain_sha256 TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    plain_bytes INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL,
    stored_sha256 TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE head_seen (
    device TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    nonce TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/** The version of the schema in the file: how many steps it has been through. */
export function stateVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Brings the schema to the newest version, each step whole or not at all. */
export function migrateState(db: Database.Database, migrations = stateMigrations): void {
  for (let version = stateVersion(db); version < migrations.length; version += 1) {
    const step = db.transaction(() => {
      db.exec(migrations[version] ?? '');
      db.pragma(`user_version = ${version + 1}`);
      db.pragma(`application_id = ${stateApplicationId}`);
    });
    step.immediate();
  }
}
