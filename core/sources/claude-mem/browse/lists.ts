import type { BrowseFilter, MemoryKind, MemoryMark, OriginTables, RowOrigin } from '../../../ports/memory-browser.ts';
import { memoryKinds } from '../../../ports/memory-browser.ts';
import { quoted } from '../../sqlite/tables.ts';
import { kindTables } from '../records/tables.ts';
import type { Bound, Statements } from '../records/statements.ts';
import { searchQuery } from './search-words.ts';
import { shownKinds } from './shown-columns.ts';

/** Lists of rows of one database. */
export interface Lists {
  after(filter: BrowseFilter, after: MemoryMark | null, limit: number): MemoryMark[];
  count(filter: BrowseFilter): number | null;
}

export interface ListParts {
  readonly statements: Statements;
  /** The kinds whose table is there. */
  readonly kinds: ReadonlySet<MemoryKind>;
  /** Those of them that full text finds. */
  readonly searched: ReadonlySet<MemoryKind>;
  readonly origins: OriginTables | null;
}

/** Up to here the rows of a project are read and sorted; of a larger one the newest are met soon in the index of times. */
const fewRows = 2_000;
/** Hits are counted up to here: more than anybody pages through. */
const hitsCountedMax = 10_000;

/**
 * Each kind has an index of times: a page is the next of them in all kinds, and costs the same wherever it is in the list.
 * Hits of the full text are gathered as row numbers (100,000: 2 MB, 0.1 s), and the index is walked until enough are met.
 */
export function listsOf({ statements, kinds, searched, origins }: ListParts): Lists {
  const asked = (filter: BrowseFilter): Asked | null => {
    const isSearch = filter.words !== null && filter.words.trim() !== '';
    const words = isSearch ? searchQuery(filter.words) : null;
    if (isSearch && words === null) return null;
    const wanted = filter.kinds.filter((kind) => kinds.has(kind) && (words === null || searched.has(kind)));
    // Without origins every row's is null.
    if (origins === null && filter.origins !== null && !filter.origins.includes(null)) return null;
    return { kinds: wanted, project: filter.project, words, origins: origins === null ? null : filter.origins };
  };

  const isFew = (kind: MemoryKind, project: string): boolean => {
    const { inProject } = shownKinds[kind];
    const found = statements.first(
      `SELECT count(*) FROM (SELECT 1 FROM ${tableOf(kind)} t WHERE ${inProject('')} LIMIT ${fewRows + 1})`,
      { project },
    );
    return Number(found?.[0]) <= fewRows;
  };

  const page = (kind: MemoryKind, wish: Asked, after: MemoryMark | null, limit: number): MemoryMark[] => {
    const { born, name } = kindTables[kind];
    // A plus keeps SQLite from another index than the one it is to walk.
    const byProject = wish.project !== null && wish.words === null && isFew(kind, wish.project);
    const time = `${byProject ? '+' : ''}t.${born}`;
    const { where, values } = conditions(kind, wish, byProject, origins);
    const from = startOf(kind, after);
    const sql = `SELECT t.${born}, t.rowid FROM ${quoted(name)} t
      WHERE ${[`${time} <= @at`, ...(from.rowid === null ? [] : [`(t.${born} < @at OR t.rowid > @rowid)`]), ...where].join(' AND ')}
      ORDER BY t.${born} DESC, t.rowid LIMIT @limit`;
    const bound = { ...values, at: from.at, limit, ...(from.rowid === null ? {} : { rowid: from.rowid }) };
    return statements.all(sql, bound).map(([at, rowid]) => ({ at: Number(at), kind, rowid: Number(rowid) }));
  };

  const countOf = (kind: MemoryKind, { project, words }: Asked): number => {
    if (words !== null) {
      const hits = `SELECT rowid FROM ${fullTextOf(kind)} WHERE ${fullTextOf(kind)} MATCH @words LIMIT ${hitsCountedMax + 1}`;
      return Number(statements.first(`SELECT count(*) FROM (${hits})`, { words })?.[0]);
    }
    const where = project === null ? '' : ` WHERE ${shownKinds[kind].inProject('')}`;
    const sql = `SELECT count(*) FROM ${tableOf(kind)} t${where}`;
    return Number((project === null ? statements.first(sql) : statements.first(sql, { project }))?.[0]);
  };

  return {
    after(filter, after, limit) {
      const wish = asked(filter);
      if (wish === null) return [];
      const found = wish.kinds.flatMap((kind) => page(kind, wish, after, limit));
      return found.toSorted(byPlace).slice(0, limit);
    },
    count(filter) {
      const wish = asked(filter);
      if (wish === null) return 0;
      if (wish.origins !== null || (wish.words !== null && wish.project !== null)) return null;
      const counts = wish.kinds.map((kind) => countOf(kind, wish));
      if (wish.words !== null && counts.some((count) => count > hitsCountedMax)) return null;
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** `list` order: newest first. */
export function byPlace(a: MemoryMark, b: MemoryMark): number {
  return b.at - a.at || rankOf(a.kind) - rankOf(b.kind) || a.rowid - b.rowid;
}

/** The table `<name>_fts` that claude-mem keeps beside a table. */
export function fullTextOf(kind: MemoryKind): string {
  return quoted(`${kindTables[kind].name}_fts`);
}

interface Asked {
  readonly kinds: readonly MemoryKind[];
  readonly project: string | null;
  readonly words: string | null;
  readonly origins: readonly RowOrigin[] | null;
}

/** Anything greater is no time: text sorts after every number. */
const latest = Number.MAX_SAFE_INTEGER;

/** From where a kind goes on after a mark that may be of another kind. `rowid` null: all rows of that moment come too. */
function startOf(kind: MemoryKind, after: MemoryMark | null): { readonly at: number; readonly rowid: number | null } {
  if (after === null) return { at: latest, rowid: null };
  const order = rankOf(kind) - rankOf(after.kind);
  if (order > 0) return { at: after.at, rowid: null };
  // Of an earlier kind everything of that moment was listed.
  return { at: after.at, rowid: order === 0 ? after.rowid : latest };
}

function conditions(kind: MemoryKind, wish: Asked, byProject: boolean, origins: OriginTables | null) {
  const where: string[] = [];
  const values: Record<string, Bound> = {};
  if (wish.words !== null) {
    where.push(`+t.rowid IN (SELECT rowid FROM ${fullTextOf(kind)} WHERE ${fullTextOf(kind)} MATCH @words)`);
    values['words'] = wish.words;
  }
  if (wish.project !== null) {
    where.push(shownKinds[kind].inProject(byProject ? '' : '+'));
    values['project'] = wish.project;
  }
  if (wish.origins !== null && origins !== null) {
    const origin = origins.of(kind, 't.rowid');
    const any = wish.origins.map((device, index) => {
      if (device === null) return `${origin} IS NULL`;
      values[`origin${index}`] = Buffer.from(device, 'hex');
      return `${origin} = @origin${index}`;
    });
    where.push(`(${any.join(' OR ')})`);
  }
  return { where, values };
}

function rankOf(kind: MemoryKind): number {
  return memoryKinds.indexOf(kind);
}

function tableOf(kind: MemoryKind): string {
  return quoted(kindTables[kind].name);
}
