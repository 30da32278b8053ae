import type { ExportedRow } from '../../model/export-line.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { fail } from '../../model/errors.ts';
import { importRow, isThere, type RowImported } from './import-row.ts';
import type { Watch } from '../machine.ts';
import { rowsPerTurn } from './tools.ts';

/** A row of a file, by the number of its line. */
export interface NumberedRow {
  readonly line: number;
  readonly row: ExportedRow;
}

export interface ImportTools {
  readonly records: RecordSource;
  /** What this machine knows of its rows; null where records are not merged. */
  readonly store: RecordStore | null;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
}

/** What an import would add. */
export interface ImportPlan {
  readonly added: Readonly<Record<KnownKind, number>>;
  /** Rows of the file that are here already. */
  readonly there: number;
  /** Line numbers of those that are not, ascending: numbers only, so that a whole database fits. */
  readonly sessions: readonly number[];
  readonly children: readonly number[];
}

export interface ImportReport {
  readonly added: Readonly<Record<KnownKind, number>>;
  /** Rows that could not be written, with the first reason: a constraint, or work in progress. */
  readonly left: { readonly rows: number; readonly finding: string } | null;
}

/** Opens the file anew: its rows in their order. */
export type RowsOfFile = () => AsyncIterable<NumberedRow>;

/** Looks for every row of a file by its natural identity; nothing is written. */
export async function planImport({ records, store, clock }: ImportTools, rows: RowsOfFile): Promise<ImportPlan> {
  const reading = await records.open();
  try {
    const added = noRows();
    const lines: Record<'sessions' | 'children', number[]> = { sessions: [], children: [] };
    const met = new Set<number>();
    let there = 0;
    let looked = 0;
    for await (const { line, row } of rows()) {
      if (++looked % rowsPerTurn === 0) await clock.sleep(0);
      if (isThere(store, reading, row, null)) {
        there += 1;
        continue;
      }
      lines[row.kind === 'session' ? 'sessions' : 'children'].push(line);
      // Two exports put together say the same row twice: it is added once.
      const name = shortName(row);
      if (met.has(name)) there += 1;
      else added[row.kind] += 1;
      met.add(name);
    }
    return { added, there, ...lines };
  } finally {
    reading.close();
  }
}

/** 52 bits of the key: a fifth of its memory, and one mistake in a billion rows would only be counted wrong. */
function shortName({ key }: ExportedRow): number {
  return Number.parseInt(key.slice(0, 13), 16);
}

/**
 * Adds the rows that are not here, the memory tool running: sessions first, in write transactions of milliseconds. They are
 * ordinary new rows, which the next capture finds. Take a copy of the database first. May be repeated after a kill: it adds
 * what still is not here. What was added is kept under `act`, for an undo; null: nothing is kept.
 */
export async function importRows(
  tools: ImportTools,
  rows: RowsOfFile,
  plan: Pick<ImportPlan, 'sessions' | 'children'>,
  act: string | null,
  watch: Watch,
): Promise<ImportReport> {
  const { store, clock } = tools;
  const keeper = act === null ? null : store;
  if (act !== null) keeper?.addAct({ id: act, act: 'import', at: clock.now(), state: 'begun' });
  const added = noRows();
  const left = { rows: 0, finding: '' };
  const note = (kind: KnownKind, end: RowImported): void => {
    if (end.kind === 'there') return;
    if (end.kind === 'added') added[kind] += 1;
    else if (left.rows++ === 0) left.finding = end.finding;
    for (const image of end.images) if (act !== null) store?.addPreImage(act, image);
  };
  if (act !== null) store?.addAct({ id: act, act: 'import', at: clock.now(), state: 'begun' });
  for (const lines of [plan.sessions, plan.children]) {
    for await (const page of pagesOf(rows(), lines)) {
      if (watch.signal?.aborted === true) throw fail('interrupted', { during: 'import' });
      await writePage(tools, page, note);
    }
  }
  if (act !== null) store?.setActState(act, 'done');
  return { added, left: left.rows === 0 ? null : left };
}

/** Ends a write transaction after this, see apply.ts. */
const turnMsMax = 50;

type Note = (kind: KnownKind, end: RowImported) => void;

async function writePage(
  { records, store, clock }: ImportTools,
  page: readonly ExportedRow[],
  note: Note,
): Promise<void> {
  const atOnce = store === null ? (work: () => void) => work() : (work: () => void) => store.transaction(work);
  for (let at = 0; at < page.length;) {
    at += await records.write((writing) => {
      let done = 0;
      // What is noted of the rows is durable before they are written.
      atOnce(() => {
        for (const row of page.slice(at)) {
          if (done > 0 && writing.elapsedMs() > turnMsMax) break;
          note(row.kind, importRow(store, writing, row));
          done += 1;
        }
      });
      return done;
    });
    await clock.sleep(0);
  }
}

/** The rows of these lines (ascending), so many at once. */
async function* pagesOf(rows: AsyncIterable<NumberedRow>, lines: readonly number[]): AsyncGenerator<ExportedRow[]> {
  let page: ExportedRow[] = [];
  let next = 0;
  for await (const { line, row } of rows) {
    if (next >= lines.length) break;
    if (line !== lines[next]) continue;
    next += 1;
    page.push(row);
    if (page.length < rowsPerPage) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Rows in memory at once: one may have megabytes. */
const rowsPerPage = 20;

function noRows(): Record<KnownKind, number> {
  return { session: 0, observation: 0, summary: 0, prompt: 0, 'tool-use': 0 };
}
