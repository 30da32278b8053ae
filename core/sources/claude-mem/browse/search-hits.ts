import type { MemoryKind } from '../../../ports/memory-browser.ts';
import type { Bound, Statements } from '../records/statements.ts';
import { kindTables } from '../records/tables.ts';
import { fullTextOf } from './lists.ts';
import { markBegin, markedText, markEnd, nearHit, type MarkedText } from './marked-text.ts';
import { shownKinds } from './shown-columns.ts';
import { excerptCharsMax, readCharsMax, titleCharsMax } from './shown-rows.ts';

/** Where the words of a search stand in a row. */
export interface RowHits {
  readonly title: MarkedText;
  /** Null: only the title has them. */
  readonly excerpt: MarkedText | null;
}

/** Words around what was found: SQLite's most is 64, and a row of the list shows a dozen. */
const snippetWords = 32;

/** Of these rows of a kind, by row number; those that full text does not have are not among them. */
export type SearchHits = (kind: MemoryKind, rowids: readonly number[], words: string) => ReadonlyMap<number, RowHits>;

/**
 * Full text itself says what it found, so that what is marked is what was searched: beginnings of words, letters without
 * their accents. All rows of a page are looked at in one statement: each beginning of a search costs as much as the search.
 */
export function searchHitsOf(statements: Statements): SearchHits {
  const selects = new Map<MemoryKind, HitSelect>();
  const selectOf = (kind: MemoryKind): HitSelect => {
    const known = selects.get(kind);
    if (known !== undefined) return known;
    const made = hitSelect(statements, kind);
    selects.set(kind, made);
    return made;
  };
  return (kind, rowids, words) => {
    if (rowids.length === 0) return new Map();
    const select = selectOf(kind);
    const found = statements.all(select.sql, {
      words,
      begin: markBegin,
      end: markEnd,
      rows: JSON.stringify(rowids),
      least: Math.min(...rowids),
      most: Math.max(...rowids),
    });
    return new Map(found.map(([rowid, ...values]) => [Number(rowid), hitsIn(select, values)]));
  };
}

function hitsIn({ titles, columns }: HitSelect, values: readonly Bound[]): RowHits {
  const texts = values.map((value) => (typeof value === 'string' ? value : ''));
  const titleAt = texts.slice(0, titles.length).findIndex((text) => text !== '');
  const title = markedText(texts[titleAt] ?? '', titleCharsMax);
  const shown = title.hits.length > 0 ? titles[titleAt] : undefined;
  const snippets = columns.map((column, at) => [column, texts[titles.length + at] ?? ''] as const);
  const [, text] = snippets.find(([column, each]) => column !== shown && each.includes(markBegin)) ?? [];
  return { title, excerpt: text === undefined ? null : nearHit(markedText(text, excerptCharsMax)) };
}

interface HitSelect {
  readonly sql: string;
  /** Columns that give a title, in their order. */
  readonly titles: readonly string[];
  /** Columns with an excerpt, in the order in which they are preferred. */
  readonly columns: readonly string[];
}

function hitSelect(statements: Statements, kind: MemoryKind): HitSelect {
  const table = fullTextOf(kind);
  const there = statements
    .all('SELECT name FROM pragma_table_info(?)', `${kindTables[kind].name}_fts`)
    .map(([name]) => String(name));
  const { title, excerpt } = shownKinds[kind];
  const titles = title.filter((column) => there.includes(column));
  const preferred = excerpt.filter((column) => there.includes(column));
  const columns = [...preferred, ...there.filter((column) => !preferred.includes(column))];
  const values = [
    ...titles.map((name) => `substr(highlight(${table}, ${there.indexOf(name)}, @begin, @end), 1, ${readCharsMax})`),
    ...columns.map((name) => `snippet(${table}, ${there.indexOf(name)}, @begin, @end, '…', ${snippetWords})`),
  ];
  // A plus keeps SQLite from searching anew for each row.
  const where = `${table} MATCH @words AND rowid BETWEEN @least AND @most AND +rowid IN (SELECT value FROM json_each(@rows))`;
  return { sql: `SELECT rowid, ${values.join(', ')} FROM ${table} WHERE ${where}`, titles, columns };
}
