import type { MemoryKind, OriginTables, RowOrigin, WholeMemory } from '../../../ports/memory-browser.ts';
import { quoted } from '../../sqlite/tables.ts';
import type { Layouts } from '../records/layout.ts';
import type { Bound, Statements } from '../records/statements.ts';
import { kindTables } from '../records/tables.ts';
import { shownKinds } from './shown-columns.ts';
import { cutText, excerptOf } from './shown-text.ts';

/** What of a row is shown. */
export type ShownRow = Omit<WholeMemory, 'columns'>;

export interface ShownRows {
  row(kind: MemoryKind, rowid: number): ShownRow | null;
  /** All columns, in the order in which people read them. */
  columns(kind: MemoryKind, rowid: number, charsMax: number): WholeMemory['columns'];
}

export const titleCharsMax = 200;
export const excerptCharsMax = 400;
const projectCharsMax = 400;
/** An excerpt is cut when its white space is gone: of a text that is mostly that, less is shown. */
export const readCharsMax = 1_200;
/** Tables have a few dozen. */
const columnsMax = 200;
const nameCharsMax = 100;

export function shownRowsOf(statements: Statements, layouts: Layouts, origins: OriginTables | null): ShownRows {
  const selects = new Map<MemoryKind, string>();
  const selectOf = (kind: MemoryKind): string => {
    const known = selects.get(kind);
    if (known !== undefined) return known;
    const made = rowSelect(kind, layouts, origins);
    selects.set(kind, made);
    return made;
  };
  return {
    row(kind, rowid) {
      const found = layouts.has(kind) ? statements.first(selectOf(kind), rowid) : null;
      if (found === null) return null;
      const [at, project, title, excerpt, origin] = found;
      return {
        kind,
        rowid,
        at: Number(at),
        project: excerptOf(project, projectCharsMax),
        title: excerptOf(title, titleCharsMax),
        excerpt: excerptOf(excerpt, excerptCharsMax),
        titleHits: [],
        excerptHits: [],
        origin: originOf(origin),
      };
    },
    columns(kind, rowid, charsMax) {
      const names = readingOrder(kind, layouts);
      if (names.length === 0) return [];
      // One character more tells whether there was more.
      const values = names.map((name) => `substr(CAST(${quoted(name)} AS TEXT), 1, ${charsMax + 1})`);
      const sql = `SELECT ${values.join(', ')} FROM ${quoted(kindTables[kind].name)} WHERE rowid = ?`;
      const found = statements.first(sql, rowid) ?? [];
      return names.map((name, index) => {
        const value = found[index];
        const text = typeof value === 'string' ? value : null;
        return {
          name,
          text: text === null ? null : cutText(text, charsMax),
          cut: text !== null && text.length > charsMax,
        };
      });
    },
  };
}

/** The device's bytes as SQLite gave them. */
export function originOf(value: Bound | undefined): RowOrigin {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : null;
}

function rowSelect(kind: MemoryKind, layouts: Layouts, origins: OriginTables | null): string {
  const columns = layouts.get(kind)?.columns ?? new Map<string, unknown>();
  const { title, excerpt, project } = shownKinds[kind];
  const { name, born } = kindTables[kind];
  const first = (names: readonly string[]) => {
    const there = names.filter((column) => columns.has(column)).map((column) => `nullif(t.${quoted(column)}, '')`);
    // A list of one has no coalesce.
    return there.length === 0 ? 'NULL' : `substr(CAST(coalesce(${there.join(', ')}, '') AS TEXT), 1, ${readCharsMax})`;
  };
  const origin = origins === null ? 'NULL' : origins.of(kind, 't.rowid');
  const shownProject = kind === 'prompt' && !layouts.has('session') ? 'NULL' : project;
  return `SELECT t.${born}, ${shownProject}, ${first(title)}, ${first(excerpt)}, ${origin}
    FROM ${quoted(name)} t WHERE t.rowid = ?`;
}

function readingOrder(kind: MemoryKind, layouts: Layouts): string[] {
  const there = [...(layouts.get(kind)?.columns.keys() ?? [])].filter((name) => name.length <= nameCharsMax);
  const { reading } = shownKinds[kind];
  const known = reading.filter((name) => there.includes(name));
  return [...known, ...there.filter((name) => !known.includes(name))].slice(0, columnsMax);
}
