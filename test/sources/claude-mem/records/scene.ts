/** A folder with one claude-mem database and the record source over it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { knownKinds, type KnownKind } from '../../../../core/model/records/kinds.ts';
import type { SessionRef } from '../../../../core/model/records/record.ts';
import { systemClock } from '../../../../core/platform/clock.ts';
import type { Clock } from '../../../../core/ports/clock.ts';
import type { RecordReading, RecordSource, RowWritten, SourceRow } from '../../../../core/ports/record-source.ts';
import { claudeMemRecordSource } from '../../../../core/sources/claude-mem/records/source.ts';
import { createClaudeMemDatabase } from '../../../../core/sources/claude-mem/schema.ts';
import { fixtureDatabase, type FixtureName } from '../../../support/fixtures.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

export interface Scene {
  readonly records: RecordSource;
  readonly path: string;
  readonly live: string;
  readonly scratch: string;
}

/** `empty`: claude-mem's schema without rows; `none`: no file. */
export async function scene(
  t: TestContext,
  content: FixtureName | 'empty' | 'none',
  {
    clock = systemClock,
    hasCloudSync = async () => false,
  }: { clock?: Clock; hasCloudSync?: () => Promise<boolean> } = {},
): Promise<Scene> {
  const root = await scratchFolder(t, 'records');
  const [live, scratch] = [join(root, 'live'), join(root, 'scratch')];
  for (const folder of [live, scratch]) mkdirSync(folder);
  const path = join(live, 'claude-mem.db');
  if (content === 'empty') createClaudeMemDatabase(path);
  else if (content !== 'none') await fixtureDatabase(content, path);
  return { path, live, scratch, records: claudeMemRecordSource({ path, scratchFolder: scratch, clock, hasCloudSync }) };
}

/** Somebody else's connection, which leaves no file behind. */
export function sql<T>(path: string, work: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export async function reading<T>({ records }: Pick<Scene, 'records'>, look: (reading: RecordReading) => T): Promise<T> {
  const open = await records.open();
  try {
    return look(open);
  } finally {
    open.close();
  }
}

export function rowsIn(open: Pick<RecordReading, 'rowsAfter'>, kind: KnownKind): SourceRow[] {
  const rows: SourceRow[] = [];
  for (;;) {
    const page = open.rowsAfter(kind, rows.at(-1)?.rowid ?? 0);
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}

export function allRows(at: Pick<Scene, 'records'>): Promise<SourceRow[]> {
  return reading(at, (open) => knownKinds.flatMap((kind) => rowsIn(open, kind)));
}

/** What a row's session would be called in a record. */
export function refOf(row: SourceRow): SessionRef | null {
  if (row.session === null) return null;
  const { rowid: _, ...names } = row.session;
  return { key: row.identity, ...names };
}

/** Writes rows of another database, as an apply would: the session of each child is looked for by its reference. */
export function copyRows(at: Pick<Scene, 'records'>, rows: readonly SourceRow[]): Promise<RowWritten[]> {
  return at.records.write((writing) =>
    rows.map((row) => {
      const ref = refOf(row);
      const session = ref === null ? null : writing.sessionLike(ref);
      return writing.insert(row.kind, row.identity, row.body, session);
    }),
  );
}

/** The row that was written; fails with the finding if there is none. */
export function written(result: RowWritten): SourceRow {
  if (result.kind !== 'written') throw new Error(JSON.stringify(result));
  return result.row;
}

/** What other machines hear of a row. */
export function heard({ kind, body, identity, createdAt, text, session }: SourceRow): unknown {
  const names = session === null ? null : { ...session, rowid: 0 };
  return { kind, body: { ...body }, identity, createdAt, text, session: names };
}
