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
  `
  CREATE TABLE record_rows (
    kind TEXT NOT NULL,
    row INTEGER NOT NULL,
    key BLOB NOT NULL,
    created_at REAL NOT NULL,
    fingerprint ANY NOT NULL,
    text ANY NOT NULL,
    sketch TEXT NOT NULL,
    PRIMARY KEY (kind, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_rows_key ON record_rows (key);
  CREATE TABLE record_row_counts (kind TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TRIGGER record_rows_added AFTER INSERT ON record_rows BEGIN
    INSERT INTO record_row_counts VALUES (new.kind, 1) ON CONFLICT (kind) DO UPDATE SET count = count + 1;
  END;
  CREATE TRIGGER record_rows_gone AFTER DELETE ON record_rows BEGIN
    UPDATE record_row_counts SET count = count - 1 WHERE kind = old.kind;
  END;
  CREATE TABLE column_sets (number INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE records (
    key BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    dead INTEGER NOT NULL,
    life INTEGER NOT NULL,
    hlc BLOB,
    device BLOB,
    body_hash BLOB,
    ref INTEGER,
    twin ANY,
    seen TEXT,
    stamps TEXT,
    extra TEXT,
    state TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX records_twin ON records (twin) WHERE twin IS NOT NULL;
  CREATE TABLE session_refs (number INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE record_aliases (key BLOB PRIMARY KEY, main BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX record_aliases_main ON record_aliases (main);
  CREATE TABLE pending (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    finding TEXT,
    batch TEXT,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX pending_waiting ON pending (kind, key) WHERE finding IS NULL;
  CREATE TABLE in_flight (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    row INTEGER,
    before TEXT,
    after TEXT
  ) STRICT;
  CREATE TABLE unsent (id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, line TEXT NOT NULL) STRICT;
  CREATE INDEX unsent_stream ON unsent (stream);
  CREATE TABLE too_large (key BLOB PRIMARY KEY, kind TEXT NOT NULL, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE segments (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX segments_unverified ON segments (stream, seq) WHERE state <> 'verified';
  CREATE TABLE segment_bytes (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
  ) STRICT;
  CREATE TABLE cursors (
    device TEXT NOT NULL,
    stream TEXT NOT NULL,
    cursor TEXT NOT NULL,
    PRIMARY KEY (device, stream)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE peer_files (device TEXT PRIMARY KEY, etag TEXT NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE quarantine (
    device TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    finding TEXT NOT NULL,
    since INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (device, stream, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rollback_sight (one INTEGER PRIMARY KEY CHECK (one = 1), evidence TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE confirmed_batches (id TEXT PRIMARY KEY, batch TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE conflicts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL,
    loss TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    winner TEXT NOT NULL,
    columns TEXT NOT NULL,
    loser TEXT NOT NULL,
    UNIQUE (key, loss)
  ) STRICT;
  CREATE INDEX conflicts_open ON conflicts (id) WHERE settled = 0;
  CREATE TABLE held (key BLOB PRIMARY KEY, kind TEXT NOT NULL, shown BLOB) STRICT, WITHOUT ROWID;
  CREATE TABLE braked (
    key BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    change TEXT NOT NULL,
    side TEXT NOT NULL,
    brake TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE change_counts (
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    change TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (at, kind, change)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE row_acts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    act TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE TABLE pre_images (
    number INTEGER PRIMARY KEY,
    act INTEGER NOT NULL,
    key BLOB NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT,
    before TEXT,
    after BLOB,
    UNIQUE (act, key)
  ) STRICT;
  CREATE TABLE source_generation (one INTEGER PRIMARY KEY CHECK (one = 1), generation TEXT NOT NULL) STRICT;
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
