/** A database's schema and settings in a form in which two databases can be compared. */
import { withPrivateCopy } from './private-copy.ts';

export interface DatabaseShape {
  readonly settings: Readonly<Record<string, unknown>>;
  /** `type name` -> the table it belongs to and its statement with white space normalised. */
  readonly objects: Readonly<Record<string, string>>;
  /** Rows of schema_versions: id and version, without the date. */
  readonly versions: readonly string[];
}

const settingNames = ['page_size', 'auto_vacuum', 'journal_mode', 'encoding', 'user_version', 'application_id'];

export async function databaseShape(path: string): Promise<DatabaseShape> {
  return withPrivateCopy(path, (db) => {
    const master = db
      .prepare('SELECT type, name, tbl_name AS owner, sql FROM sqlite_master ORDER BY type, name')
      .all() as {
      type: string;
      name: string;
      owner: string;
      sql: string | null;
    }[];
    return {
      settings: Object.fromEntries(settingNames.map((name) => [name, db.pragma(name, { simple: true })])),
      objects: Object.fromEntries(
        master.map((made) => [`${made.type} ${made.name}`, `${made.owner}: ${normalised(made.sql)}`]),
      ),
      versions: db.prepare(`SELECT id || ':' || version FROM schema_versions ORDER BY id`).pluck().all().map(String),
    };
  });
}

/** White space is one blank or, beside a bracket or comma, none. */
function normalised(sql: string | null): string {
  return (sql ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim();
}
