import type { MemoryKind } from '../../../ports/memory-browser.ts';
import type { Statements } from '../records/statements.ts';
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

/**
 * Full text itself says what it found, so that what is marked is what was searched: beginnings of words, letters without
 * their accents. One look at each row that is shown, never at all that were found.
 */
export function searchHitsOf(
  statements: Statements,
): (kind: MemoryKind, rowid: number, words: string) => RowHits | null {
  const selects = new Map<MemoryKind, HitSelect>();
  const selectOf = (kind: MemoryKind): HitSelect => {
    const known = selects.get(kind);
    if (known !== undefined) return known;
    const made = hitSelect(statements, kind);
    selects.set(kind, made);
    return made;
  };
  return (kind, rowid, words) => {
    const { sql, titles, columns } = selectOf(kind);
    const found = statements.first(sql, { rowid, words, begin: markBegin, end: markEnd });
    if (found === null) return null;
    const texts = found.map((value) => (typeof value === 'string' ? value : ''));
    const titleAt = texts.slice(0, titles.length).findIndex((text) => text !== '');
    const title = markedText(texts[titleAt] ?? '', titleCharsMax);
    const shown = title.hits.length > 0 ? titles[titleAt] : undefined;
    const snippets = columns.map((column, at) => [column, texts[titles.length + at] ?? ''] as const);
    const [, text] = snippets.find(([column, each]) => column !== shown && each.includes(markBegin)) ?? [];
    return { title, excerpt: text === undefined ? null : nearHit(markedText(text, excerptCharsMax)) };
  };
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
  return {
    sql: `SELECT ${values.join(', ')} FROM ${table} WHERE ${table} MATCH @words AND rowid = @rowid`,
    titles,
    columns,
  };
}
