import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { ContentDigest, TableDigest } from '../../model/content.ts';
import type { Sha256 } from '../../model/ids.ts';
import type { WorkOptions } from '../../ports/source.ts';
import { throwIfAborted } from './abort.ts';
import { rowBytes, type SqlValue } from './row-bytes.ts';
import { compareCodeUnits, quoted, type Table } from './tables.ts';

/** First words of every digest: another encoding would get another number. */
const title = 'membridge content 1';
/** Between two looks at the event loop: a few milliseconds of work on a laptop, some tens on a board. */
const turnBytes = 1024 * 1024;

/**
 * Digest of the tables' rows (core/FORMATS.md, 'Content digest'): independent of pages, free space, -wal, indexes and the
 * order of columns. The connection must be inside one read transaction, or nobody else may write. Memory stays flat.
 */
export async function digestOf(
  db: Database.Database,
  tables: readonly Table[],
  options: WorkOptions = {},
): Promise<ContentDigest> {
  const digests: Record<string, TableDigest> = {};
  const overall = createHash('sha256').update(`${title}\n`);
  for (const table of [...tables].sort((a, b) => compareCodeUnits(a.name, b.name))) {
    const digest = await tableDigest(db, table, options);
    digests[table.name] = digest;
    overall.update(`${JSON.stringify([table.name, digest.rows, digest.digest])}\n`);
  }
  return { digest: overall.digest('hex') as Sha256, tables: digests };
}

async function tableDigest(
  db: Database.Database,
  table: Table,
  { progress, signal }: WorkOptions,
): Promise<TableDigest> {
  const hash = createHash('sha256').update(`${JSON.stringify([title, table.name, table.columns])}\n`);
  let rows = 0;
  let bytesThisTurn = 0;
  const bytes = rowBytes((block) => {
    hash.update(block);
    bytesThisTurn += block.length;
  });
  for (const row of select(db, table)) {
    for (const value of row) bytes.add(value);
    rows += 1;
    if (bytesThisTurn < turnBytes) continue;
    progress?.advance(bytesThisTurn);
    bytesThisTurn = 0;
    await setImmediate();
    throwIfAborted(signal, 'reading the database');
  }
  bytes.flush();
  progress?.advance(bytesThisTurn);
  return { rows, digest: hash.digest('hex') as Sha256 };
}

function select(db: Database.Database, { name, columns, where, order }: Table): IterableIterator<SqlValue[]> {
  // A table may have generated columns only; its rows still count.
  const list = columns.length === 0 ? 'NULL' : columns.map(quoted).join(', ');
  const statement = db.prepare<[], SqlValue[]>(`SELECT ${list} FROM ${quoted(name)} WHERE ${where} ORDER BY ${order}`);
  return statement.raw(true).safeIntegers(true).iterate();
}
