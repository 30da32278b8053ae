import {
  memoryKinds,
  type MemoryBrowser,
  type MemoryKind,
  type MemoryMark,
  type OriginTables,
} from '../../../ports/memory-browser.ts';
import { withFaults } from '../../sqlite/faults.ts';
import { hasTable } from '../../sqlite/image.ts';
import { fileState, followLinks, type LiveFile } from '../../sqlite/live-file.ts';
import { locked, untilUnlocked } from '../../sqlite/locked.ts';
import { closeReader, openInPlace } from '../../sqlite/reader.ts';
import { viewOf } from '../records/reading.ts';
import { guarded, statementsOf, type Statements } from '../records/statements.ts';
import { kindTables } from '../records/tables.ts';
import { daysOf } from './days.ts';
import { listsOf } from './lists.ts';
import { projectsOf } from './projects.ts';
import { searchHitsOf, type RowHits, type SearchHits } from './search-hits.ts';
import { searchQuery } from './search-words.ts';
import { shownRowsOf, type ShownRow } from './shown-rows.ts';

/** Whoever opens a database makes its -wal before its -shm: until both are there nobody else may read it in place. */
const passingMsMax = 1_000;

/**
 * Opens the live memory for one short look. Null: there is none. Only in place, never through a copy of its bytes: this may
 * run beside a thread of the same process that has it open, and a descriptor closed there would drop that one's locks
 * (sqlite/live-file.ts). Faults: `source-locked` where SQLite cannot read it in place, and
 * did not soon; those of the source.
 */
export async function openMemoryBrowser(live: LiveFile, origins: OriginTables | null): Promise<MemoryBrowser | null> {
  return withFaults({ path: live.path }, async () => {
    const { kind } = await fileState(live.path);
    if (kind !== 'file') return null;
    const { path, clock } = live;
    const file = await followLinks(path);
    const { db } = await untilUnlocked(
      { path, clock, waitMsMax: passingMsMax },
      async () => (await openInPlace(live, file)) ?? locked,
    );
    try {
      db.pragma('query_only = ON');
      if (origins !== null) db.prepare(`ATTACH ? AS ${origins.schema}`).run(origins.file);
      return browserOver(statementsOf(db, live.path), origins, () => closeReader(db));
    } catch (error) {
      closeReader(db);
      throw error;
    }
  });
}

function browserOver(statements: Statements, origins: OriginTables | null, close: () => void): MemoryBrowser {
  const { layouts, reading } = viewOf(statements);
  const kinds = new Set<MemoryKind>(
    memoryKinds.filter((kind) => layouts.get(kind)?.columns.has(kindTables[kind].born)),
  );
  const hasFullText = (kind: MemoryKind) =>
    guarded(statements.path, () => hasTable(statements.db, `${kindTables[kind].name}_fts`));
  const searched = new Set([...kinds].filter(hasFullText));
  const lists = listsOf({ statements, kinds, searched, origins });
  const rows = shownRowsOf(statements, layouts, origins);
  const hitsOf = searchHitsOf(statements);
  return {
    list(filter, after, limit) {
      const words = searchQuery(filter.words ?? '');
      const marks = lists.after(filter, after, limit);
      const hits = words === null ? null : hitsByKind(hitsOf, marks, words);
      return marks.flatMap(({ kind, rowid, at }) => {
        const row = rows.row(kind, rowid);
        return row === null ? [] : [{ ...withHits(row, hits?.get(kind)?.get(rowid)), at }];
      });
    },
    one: (kind, rowid) => (kinds.has(kind) ? rows.row(kind, rowid) : null),
    count: lists.count,
    whole(kind, rowid, charsMax) {
      const row = kinds.has(kind) ? rows.row(kind, rowid) : null;
      return row === null ? null : { ...row, columns: rows.columns(kind, rowid, charsMax) };
    },
    perDay: (fromMs, untilMs, offsetMs) => daysOf(statements, kinds, origins, { fromMs, untilMs, offsetMs }),
    projects: (limit) => projectsOf(statements, kinds, limit),
    records: { ...reading, close: () => {} },
    close,
  };
}

function hitsByKind(hitsOf: SearchHits, marks: readonly MemoryMark[], words: string) {
  const rowids = (kind: MemoryKind) => marks.filter((mark) => mark.kind === kind).map(({ rowid }) => rowid);
  return new Map(memoryKinds.map((kind) => [kind, hitsOf(kind, rowids(kind), words)]));
}

function withHits(row: ShownRow, hits: RowHits | undefined): ShownRow {
  if (hits === undefined) return row;
  const { title, excerpt } = hits;
  return {
    ...row,
    // A title that full text does not have is another one.
    ...(title.text === row.title ? { titleHits: title.hits } : {}),
    ...(excerpt === null ? {} : { excerpt: excerpt.text, excerptHits: excerpt.hits }),
  };
}
