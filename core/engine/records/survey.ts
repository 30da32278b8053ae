import type { KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { MappedRow, RowMap } from '../../ports/record-store.ts';
import { columnsEdited } from './sketch.ts';
import type { RecordTools } from './tools.ts';
import { quickLook } from './quick-look.ts';

/** Row numbers of one kind that differ from what we know; numbers only, so that a whole database fits. */
export interface Survey {
  readonly kind: KnownKind;
  /** Rows we do not know. */
  readonly added: readonly number[];
  /** Rows we know that are not there. */
  readonly gone: readonly number[];
  /** Rows that are not as we left them; empty in a quick look. */
  readonly changed: readonly number[];
  /** Of these, rows that say something else themselves; the others only belong to a session that does. */
  readonly edited: number;
  /** Rows we knew of before. */
  readonly mapped: number;
}

type Tools = Pick<RecordTools, 'store' | 'clock'>;

/** Mapped rows fetched at once. */
const pageRows = 1_000;
/** Row numbers compared between two looks at the event loop. */
const numbersPerTurn = 20_000;

/**
 * Compares the row numbers of a kind with the row map (protocol.md section 4), and if `full` the rows' fingerprints too.
 * Memory is bounded by eight bytes a row.
 */
export async function surveyKind(
  tools: Tools,
  reading: RecordReading,
  kind: KnownKind,
  full: boolean,
): Promise<Survey> {
  const { store } = tools;
  const news = full ? null : quickLook(store, reading, kind);
  if (news !== null) return { kind, added: news, gone: [], changed: [], edited: 0, mapped: store.mappedRowCount(kind) };
  const added: number[] = [];
  const gone: number[] = [];
  const changed: number[] = [];
  const known = mappedRows(store, kind);
  let next = known.next();
  let edited = 0;
  let seen = 0;
  for await (const { rowid, row } of full ? rows(tools, reading, kind) : numbers(reading, kind)) {
    while (next.done !== true && next.value.rowid < rowid) {
      gone.push(next.value.rowid);
      next = known.next();
    }
    if (next.done === true || next.value.rowid > rowid) added.push(rowid);
    else {
      if (row !== null && next.value.fingerprint !== row.fingerprint) {
        changed.push(rowid);
        edited += Number(columnsEdited(next.value.sketch, row.body, store).length > 0);
      }
      next = known.next();
    }
    if (++seen % numbersPerTurn === 0) await tools.clock.sleep(0);
  }
  for (; next.done !== true; next = known.next()) gone.push(next.value.rowid);
  return { kind, added, gone, changed, edited, mapped: store.mappedRowCount(kind) };
}

interface Seen {
  readonly rowid: number;
  /** Null in a quick look. */
  readonly row: SourceRow | null;
}

function* numbers(reading: RecordReading, kind: KnownKind): Iterable<Seen> {
  for (const rowid of reading.rowids(kind)) yield { rowid, row: null };
}

async function* rows(tools: Tools, reading: RecordReading, kind: KnownKind): AsyncIterable<Seen> {
  let page = reading.rowsAfter(kind, 0);
  while (page.length > 0) {
    for (const row of page) yield { rowid: row.rowid, row };
    await tools.clock.sleep(0);
    page = reading.rowsAfter(kind, page.at(-1)?.rowid ?? 0);
  }
}

function* mappedRows(store: RowMap, kind: KnownKind): Generator<MappedRow, void> {
  let page = store.mappedRowsAfter(kind, 0, pageRows);
  while (page.length > 0) {
    yield* page;
    page = store.mappedRowsAfter(kind, page.at(-1)?.rowid ?? 0, pageRows);
  }
}
