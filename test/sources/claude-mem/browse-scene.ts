/** Databases for the browser of memories: the fixture, or many small rows made by SQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { systemClock } from '../../../core/platform/clock.ts';
import { rowOrigins } from '../../../core/platform/records/row-origins.ts';
import { migrateState } from '../../../core/platform/state-schema.ts';
import {
  memoryKinds,
  type BrowseFilter,
  type ListedMemory,
  type MemoryBrowser,
  type OriginTables,
} from '../../../core/ports/memory-browser.ts';
import { openMemoryBrowser } from '../../../core/sources/claude-mem/browse/browser.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { fixtureDatabase, type FixtureName } from '../../support/fixtures.ts';

export const everything: BrowseFilter = { kinds: memoryKinds, project: null, words: null, origins: null };

export interface Scene {
  readonly folder: string;
  readonly path: string;
}

export async function scene(t: TestContext, fixture: FixtureName | null): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'membridge-browse-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'claude-mem.db');
  if (fixture === null) createClaudeMemDatabase(path);
  else await fixtureDatabase(fixture, path);
  return { folder, path };
}

export async function browsing<T>(
  { folder, path }: Scene,
  use: (browser: MemoryBrowser) => T,
  origins: OriginTables | null = null,
): Promise<T> {
  const live = { path, scratchFolder: join(folder, 'scratch'), clock: systemClock };
  const browser = await openMemoryBrowser(live, origins);
  if (browser === null) throw new Error('there is no memory');
  try {
    return use(browser);
  } finally {
    browser.close();
  }
}

/** Another program at work; its connection is over when `work` is. */
export function written<T>({ path }: Pick<Scene, 'path'>, work: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export const namesOf = (rows: readonly ListedMemory[]) => rows.map(({ kind, rowid }) => `${kind}-${rowid}`);

/** `count` observations, a minute apart, in ten projects; every hundredth says `rare`. */
export function manyRows({ path }: Scene, count: number, from = 1): void {
  written({ path }, (db) => {
    db.pragma('synchronous = OFF');
    db.exec(`INSERT OR IGNORE INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch)
      VALUES ('c', 'm', 'p1', '2026-01-01', 1767225600000)`);
    db.prepare(
      `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count - 1})
       INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
       SELECT 'm', 'p' || (i % 10), 'discovery', 'title ' || i, iif(i % 100 = 0, 'rare common', 'common'), '', 1767225600000 + i * 60000, 'h' || i
       FROM n`,
    ).run();
  });
}

/** A state database that knows every row: by the number of the row, in turns before the first sync, device 11…, device 22…. */
export function knownOrigins({ folder, path }: Scene): OriginTables {
  const file = join(folder, 'state.db');
  const db = new Database(file);
  try {
    migrateState(db);
    db.prepare('ATTACH ? AS memory').run(path);
    db.exec(`INSERT INTO record_rows SELECT 'observation', id, randomblob(16), 1, x'00', x'00', '' FROM memory.observations;
      INSERT INTO records (key, kind, form, dead, life, device) SELECT key, kind, 'row', 0, 1,
        CASE row % 3 WHEN 0 THEN NULL WHEN 1 THEN unhex('${deviceOne}') ELSE unhex('${deviceTwo}') END FROM record_rows;`);
  } finally {
    db.close();
  }
  return rowOrigins(file);
}

export const deviceOne = '11'.repeat(16);
export const deviceTwo = '22'.repeat(16);
