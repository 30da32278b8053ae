import type Database from 'better-sqlite3';
import { cached } from './tables.ts';

const searched = ['observations', 'session_summaries', 'user_prompts'];

const checked = new WeakMap<Database.Database, string>();

/** What is wrong with a database, if somebody wrote since the last look; empty: nothing (protocol.md section 13, number 4). */
export function unsoundnessSince(db: Database.Database): string[] {
  const version = versionOf(db);
  if (checked.get(db) === version) return [];
  const found = unsoundness(db);
  checked.set(db, versionOf(db));
  return found;
}

/** Changes with every commit of another connection, and every row of this one. */
function versionOf(db: Database.Database): string {
  const own = cached(db, 'SELECT total_changes()').pluck().get();
  return `${String(db.pragma('data_version', { simple: true }))} ${String(own)}`;
}

function unsoundness(db: Database.Database): string[] {
  const found: string[] = [];
  // First: this makes a connection forget what it knew of a full-text index before others wrote. The general check does
  // not, and takes its own stale knowledge for corruption (a new connection finds nothing).
  for (const table of searched) {
    try {
      cached(db, `INSERT INTO ${table}_fts(${table}_fts, rank) VALUES ('integrity-check', 1)`).run();
    } catch (error) {
      found.push(`${table}_fts: ${(error as Error).message}`);
    }
  }
  const integrity = db.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') found.push(`integrity_check: ${String(integrity)}`);
  const orphans = db.pragma('foreign_key_check') as unknown[];
  if (orphans.length > 0) found.push(`foreign_key_check: ${JSON.stringify(orphans[0])}`);
  return found;
}
