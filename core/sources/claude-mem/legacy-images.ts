import type Database from 'better-sqlite3';
import type { LegacyCounts, LegacyImages, RowDifference } from '../../ports/legacy-images.ts';
import { withFaults } from '../sqlite/faults.ts';
import { hasTable, withDatabase } from '../sqlite/image.ts';
import { openDatabase } from '../sqlite/open.ts';
import { quoted, rowCountOf, tablesOf, type Table } from '../sqlite/tables.ts';
import { claudeMemMemory } from './content.ts';

const countedTables = ['observations', 'session_summaries', 'user_prompts'] as const;
/** Numbers that each machine gives out for itself: the same row has others elsewhere. */
const localNumbers = new Set(['id', 'session_db_id']);

export const legacyImages: LegacyImages = {
  counts: (image) => withFaults({ path: image }, () => withDatabase(image, countsOf)),
  difference: (first, second) =>
    withFaults({ path: second }, () =>
      withDatabase(first, (db) => {
        const there = contentOf(second);
        db.prepare('ATTACH ? AS other').run(second);
        return differenceOf(db, contentTables(db), there);
      }),
    ),
};

function countsOf(db: Database.Database): LegacyCounts {
  const rows = (table: string) =>
    hasTable(db, table)
      ? (db
          .prepare(`SELECT count(*) FROM ${quoted(table)}`)
          .pluck()
          .get() as number)
      : 0;
  const [observations, session_summaries, user_prompts] = countedTables.map(rows) as [number, number, number];
  const tables = db.prepare("SELECT count(*) FROM sqlite_master WHERE type = 'table'").pluck().get() as number;
  return { observations, session_summaries, user_prompts, tables };
}

function contentTables(db: Database.Database): Map<string, Table> {
  return new Map(claudeMemMemory.content(tablesOf(db)).map((table) => [table.name, table]));
}

function contentOf(path: string): Map<string, Table> {
  const db = openDatabase(path, { readonly: true });
  try {
    return contentTables(db);
  } finally {
    db.close();
  }
}

function differenceOf(
  db: Database.Database,
  here: ReadonlyMap<string, Table>,
  there: ReadonlyMap<string, Table>,
): RowDifference {
  const onlyFirst: Record<string, number> = {};
  const onlySecond: Record<string, number> = {};
  for (const name of new Set([...here.keys(), ...there.keys()])) {
    const columns = sharedColumns(here.get(name), there.get(name));
    onlyFirst[name] = countOnly(db, 'main', 'other', here.get(name), columns);
    onlySecond[name] = countOnly(db, 'other', 'main', there.get(name), columns);
  }
  return { onlyFirst, onlySecond };
}

/** A session's row goes on changing while it lives: it is the same session all the same. */
const identities: Readonly<Record<string, readonly string[]>> = {
  sdk_sessions: ['content_session_id', 'platform_source'],
};

/** A later release has more columns; a row is the same when what both know is. */
function sharedColumns(first: Table | undefined, second: Table | undefined): readonly string[] {
  const identity = identities[first?.name ?? ''];
  if (identity !== undefined) return identity.filter((name) => isInBoth(name, first, second));
  const names = first?.columns.filter((name) => isInBoth(name, first, second)) ?? [];
  const telling = names.filter((name) => !localNumbers.has(name));
  return telling.length > 0 ? telling : names;
}

function isInBoth(name: string, first: Table | undefined, second: Table | undefined): boolean {
  return first?.columns.includes(name) === true && second?.columns.includes(name) === true;
}

function countOnly(
  db: Database.Database,
  schema: 'main' | 'other',
  against: 'main' | 'other',
  table: Table | undefined,
  columns: readonly string[],
): number {
  if (table === undefined) return 0;
  const list = columns.map(quoted).join(', ');
  if (list === '') return schema === 'main' ? rowCountOf(db, table) : otherCount(db, table);
  const rows = (from: string) => `SELECT ${list} FROM ${from}.${quoted(table.name)}`;
  return db
    .prepare(`SELECT count(*) FROM (${rows(schema)} EXCEPT ${rows(against)})`)
    .pluck()
    .get() as number;
}

/** A table that the first image does not have at all. */
function otherCount(db: Database.Database, { name }: Table): number {
  return db
    .prepare(`SELECT count(*) FROM other.${quoted(name)}`)
    .pluck()
    .get() as number;
}
