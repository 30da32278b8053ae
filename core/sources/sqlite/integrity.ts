import type Database from 'better-sqlite3';
import { fail } from '../../model/errors.ts';
import { isCorrupt } from './faults.ts';
import { quoted } from './tables.ts';

/** One finding is enough to refuse; SQLite would collect a hundred. */
const findingsMax = 1;
/** A finding in an error message is cut here. */
const findingCharsMax = 200;

/**
 * Throws `source-corrupt`, naming `path`, unless pages, indexes, constraints and foreign keys are sound, and with
 * `fullText` unless every full-text index agrees with its table. Blocks while SQLite works (3 s for 500 MB on a laptop).
 * Changes nothing.
 */
export function requireIntegrity(db: Database.Database, path: string, fullText: boolean): void {
  refuse(path, pageFinding(db) ?? foreignKeyFinding(db) ?? (fullText ? fullTextFinding(db) : null));
}

/** As requireIntegrity, without comparing indexes with their tables, and without foreign keys: twice as fast. */
export function requireQuickIntegrity(db: Database.Database, path: string): void {
  refuse(path, answerOf(db, `quick_check(${findingsMax})`));
}

function refuse(path: string, finding: string | null): void {
  if (finding === null) return;
  const oneLine = finding.replaceAll(/\s+/g, ' ').slice(0, findingCharsMax);
  throw fail('source-corrupt', { path, finding: oneLine });
}

function pageFinding(db: Database.Database): string | null {
  return answerOf(db, `integrity_check(${findingsMax})`);
}

function answerOf(db: Database.Database, check: string): string | null {
  try {
    const answer = String(db.pragma(check, { simple: true }));
    return answer === 'ok' ? null : answer;
  } catch (error) {
    return findingOf(error);
  }
}

function foreignKeyFinding(db: Database.Database): string | null {
  try {
    const broken = db
      .prepare('SELECT "table", "parent", count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2')
      .get();
    if (broken === undefined) return null;
    const { table, parent, rows } = broken as { table: string; parent: string; rows: number };
    return `foreign key: ${rows} row(s) of ${table} point to no row of ${parent}`;
  } catch (error) {
    return findingOf(error);
  }
}

/** With rank 1, or an external-content index that is empty passes (claude-mem.md section 11). */
function fullTextFinding(db: Database.Database): string | null {
  const names = db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%' ORDER BY name",
    )
    .pluck()
    .all() as string[];
  return names.map((name) => oneFullTextFinding(db, name)).find((finding) => finding !== null) ?? null;
}

function oneFullTextFinding(db: Database.Database, name: string): string | null {
  // The check is written as an insert; rolled back, it cannot leave a trace.
  db.exec('SAVEPOINT full_text_check');
  try {
    db.exec(`INSERT INTO ${quoted(name)}(${quoted(name)}, rank) VALUES('integrity-check', 1)`);
    return null;
  } catch (error) {
    return `full-text index ${name}: ${findingOf(error)}`;
  } finally {
    db.exec('ROLLBACK TO full_text_check; RELEASE full_text_check');
  }
}

/** Malformed pages surface as errors of the check itself. Anything else is no finding. */
function findingOf(error: unknown): string {
  if (isCorrupt(error)) return (error as Error).message;
  throw error;
}
