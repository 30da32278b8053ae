import type { KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading, RowMark } from '../../ports/record-source.ts';
import type { RowMap } from '../../ports/record-store.ts';
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
const numbersPerTurn = 5_000;

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
  const known = mappedMarks(store, kind);
  let next = known.next();
  let edited = 0;
  for (const page of full ? pagesOfMarks(reading, kind) : pagesOfNumbers(reading, kind)) {
    for (const { rowid, fingerprint } of page) {
      while (next.done !== true && next.value.rowid < rowid) {
        gone.push(next.value.rowid);
        next = known.next();
      }
      if (next.done === true || next.value.rowid > rowid) added.push(rowid);
      else {
        if (fingerprint !== null && next.value.fingerprint !== fingerprint) {
          changed.push(rowid);
          edited += Number(isEdited(store, reading, kind, rowid));
        }
        next = known.next();
      }
    }
    await tools.clock.sleep(0);
  }
  for (; next.done !== true; next = known.next()) gone.push(next.value.rowid);
  return { kind, added, gone, changed, edited, mapped: store.mappedRowCount(kind) };
}

function isEdited(store: RowMap, reading: RecordReading, kind: KnownKind, rowid: number): boolean {
  const [row, mapped] = [reading.row(kind, rowid), store.mappedRow(kind, rowid)];
  return row !== null && mapped !== null && columnsEdited(mapped.sketch, row.body, store).length > 0;
}

interface Seen {
  readonly rowid: number;
  /** Null in a quick look. */
  readonly fingerprint: string | null;
}

function* pagesOfNumbers(reading: RecordReading, kind: KnownKind): Iterable<readonly Seen[]> {
  let page: Seen[] = [];
  for (const rowid of reading.rowids(kind)) {
    page.push({ rowid, fingerprint: null });
    if (page.length < numbersPerTurn) continue;
    yield page;
    page = [];
  }
  yield page;
}

function* pagesOfMarks(reading: RecordReading, kind: KnownKind): Iterable<readonly Seen[]> {
  let page = reading.marksAfter(kind, 0);
  while (page.length > 0) {
    yield page;
    page = reading.marksAfter(kind, page.at(-1)?.rowid ?? 0);
  }
}

function* mappedMarks(store: RowMap, kind: KnownKind): Generator<RowMark, void> {
  let page = store.mappedMarksAfter(kind, 0, pageRows);
  while (page.length > 0) {
    yield* page;
    page = store.mappedMarksAfter(kind, page.at(-1)?.rowid ?? 0, pageRows);
  }
}
