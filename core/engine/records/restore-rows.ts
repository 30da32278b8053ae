import { emptyObject, type Body } from '../../model/records/body.ts';
import { sameValue, type ColumnValue } from '../../model/records/column-value.ts';
import { isShown } from '../../model/records/column-rules.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import type { SessionRef } from '../../model/records/record.ts';
import type { RecordReading, RecordSource, RecordWriting, RowSession, SourceRow } from '../../ports/record-source.ts';
import { primaryOf } from './aliases.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface RestoreWish {
  /** A checked database of the same kind: a restore point, or a snapshot's image. */
  readonly image: Pick<RecordSource, 'open'>;
  /** Rows that the image lacks go too; else what is newer stays. */
  readonly exact: boolean;
}

export interface RestorePlan {
  readonly bringBack: number;
  readonly unedit: number;
  /** Only with `exact`. */
  readonly remove: number;
}

export interface RestoreReport extends RestorePlan {
  /** Rows that could not be written, with the first reason: a constraint, or work in progress. */
  readonly left: { readonly rows: number; readonly finding: string } | null;
}

/** What a restore would change here. */
export async function planRestore(tools: RecordTools, wish: RestoreWish): Promise<RestorePlan> {
  return withBoth(tools, wish, async (image, here) => counted(await differences(tools, image, here, wish.exact)));
}

/**
 * Writes the difference to an image into the live rows, the memory tool running; nothing is swapped. The rows are ordinary
 * local changes: the next capture, confirmed as one batch, tells them to everybody, and what was deleted lives again. Take
 * a copy of the database first. May be repeated after a kill: it writes what still differs.
 */
export async function restoreRows(tools: RecordTools, wish: RestoreWish): Promise<RestoreReport> {
  return withBoth(tools, wish, async (image, here) => {
    const todo = await differences(tools, image, here, wish.exact);
    const left: string[] = [];
    for (const { kind, missing, edited } of todo) {
      await inTurns(tools, missing, (writing, rowid) => note(left, bringBack(writing, image, kind, rowid)));
      await inTurns(tools, edited, (writing, pair) => note(left, unedit(writing, image, kind, pair)));
    }
    for (const { kind, extra } of todo.toReversed()) {
      await inTurns(tools, extra, (writing, rowid) => note(left, remove(writing, kind, rowid)));
    }
    const report = { ...counted(todo), left: left[0] === undefined ? null : { rows: left.length, finding: left[0] } };
    tools.log.info('records.restored', { ...report });
    return report;
  });
}

type Tools = Pick<RecordTools, 'store' | 'clock'>;

async function withBoth<T>(
  tools: RecordTools,
  { image }: RestoreWish,
  work: (image: RecordReading, here: RecordReading) => Promise<T>,
): Promise<T> {
  const there = await image.open();
  try {
    const here = await tools.records.open();
    try {
      return await work(there, here);
    } finally {
      here.close();
    }
  } finally {
    there.close();
  }
}

/** Row numbers of one kind: numbers only, so that a whole database fits. */
interface Difference {
  readonly kind: KnownKind;
  /** Rows of the image that are not here. */
  readonly missing: readonly number[];
  readonly edited: readonly EditedRow[];
  /** Rows here that the image lacks. */
  readonly extra: readonly number[];
}

interface EditedRow {
  readonly image: number;
  readonly here: number;
}

async function differences(
  tools: Tools,
  image: RecordReading,
  here: RecordReading,
  exact: boolean,
): Promise<readonly Difference[]> {
  const all: Difference[] = [];
  for (const kind of image.kinds.filter((each) => here.kinds.includes(each))) {
    const missing: number[] = [];
    const edited: EditedRow[] = [];
    const met = new Set<number>();
    let page = image.rowsAfter(kind, 0);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      for (const row of page) {
        const like = counterpart(tools, image, here, row, met);
        if (like === undefined) missing.push(row.rowid);
        else {
          met.add(like.rowid);
          if (!isEmpty(columnsToWrite(here, like, row))) edited.push({ image: row.rowid, here: like.rowid });
        }
      }
      await tools.clock.sleep(0);
      page = image.rowsAfter(kind, last.rowid);
    }
    all.push({ kind, missing, edited, extra: exact ? [...here.rowids(kind)].filter((rowid) => !met.has(rowid)) : [] });
  }
  return all;
}

/** The row here that is the same record: by its frozen key, else by what it says now: identity, or birth, text and session. */
function counterpart(
  { store }: Tools,
  image: RecordReading,
  here: RecordReading,
  row: SourceRow,
  met: ReadonlySet<number>,
): SourceRow | undefined {
  const { kind, identity, body, session } = row;
  for (const { rowid } of store.rowsOf(primaryOf(store, identity))) {
    const mapped = met.has(rowid) ? null : here.row(kind, rowid);
    if (mapped !== null) return mapped;
  }
  const ref = refIn(image, session);
  const like = here.rowsLike(kind, identity, body, ref, ref === null ? null : here.sessionLike(ref));
  return like.find(({ rowid }) => !met.has(rowid));
}

function refIn(reading: Pick<RecordReading, 'row'>, session: RowSession | null): SessionRef | null {
  if (session === null) return null;
  const { rowid, ...ref } = session;
  const key = reading.row('session', rowid)?.identity;
  return key === undefined ? null : { key, ...ref };
}

function counted(todo: readonly Difference[]): RestorePlan {
  const sum = (count: (difference: Difference) => number) => todo.reduce((total, each) => total + count(each), 0);
  return {
    bringBack: sum(({ missing }) => missing.length),
    unedit: sum(({ edited }) => edited.length),
    remove: sum(({ extra }) => extra.length),
  };
}

type Written = { readonly finding: string } | null;

const busy = { finding: 'the memory tool has work queued for it' };

function bringBack(writing: RecordWriting, image: RecordReading, kind: KnownKind, rowid: number): Written {
  const row = image.row(kind, rowid);
  if (row === null) return null;
  const ref = refIn(image, row.session);
  let session = ref === null ? null : writing.sessionLike(ref);
  if (ref !== null && session === null) {
    const made = writing.insertSession(ref);
    if (made.kind !== 'written') return made.kind === 'parked' ? made : busy;
    session = made.row.rowid;
  }
  const written = writing.insert(kind, row.identity, held(row.body, writing.columns(kind)), session);
  if (written.kind === 'written') return null;
  return written.kind === 'parked' ? written : busy;
}

function unedit(writing: RecordWriting, image: RecordReading, kind: KnownKind, pair: EditedRow): Written {
  const [row, here] = [image.row(kind, pair.image), writing.row(kind, pair.here)];
  if (row === null || here === null) return null;
  const written = writing.update(kind, pair.here, columnsToWrite(writing, here, row));
  if (written.kind === 'written') return null;
  return written.kind === 'parked' ? written : busy;
}

function remove(writing: RecordWriting, kind: KnownKind, rowid: number): Written {
  return writing.delete(kind, rowid).kind === 'deleted' ? null : busy;
}

/** What the image says otherwise, of columns that both have. */
function columnsToWrite(here: Pick<RecordReading, 'columns'>, row: SourceRow, image: SourceRow): Body {
  const columns = emptyObject<ColumnValue>();
  for (const [column, value] of Object.entries(held(image.body, here.columns(row.kind)))) {
    const now = row.body[column];
    if (now !== undefined && !sameValue(now, value) && isShown(row.kind, column, value)) columns[column] = value;
  }
  return columns;
}

function held(body: Body, columns: ReadonlySet<string>): Body {
  const kept = emptyObject<ColumnValue>();
  for (const [column, value] of Object.entries(body)) if (columns.has(column)) kept[column] = value;
  return kept;
}

function isEmpty(body: Body): boolean {
  return Object.keys(body).length === 0;
}

function note(left: string[], written: Written): void {
  if (written !== null) left.push(written.finding);
}

/** Ends a write transaction after this, see apply.ts. */
const turnMsMax = 100;

async function inTurns<T>(
  tools: RecordTools,
  todo: readonly T[],
  work: (writing: RecordWriting, one: T) => void,
): Promise<void> {
  for (let at = 0; at < todo.length;) {
    at += await tools.records.write((writing) => {
      let done = 0;
      for (const one of todo.slice(at, at + rowsPerTurn)) {
        if (done > 0 && writing.elapsedMs() > turnMsMax) break;
        work(writing, one);
        done += 1;
      }
      return done;
    });
    await tools.clock.sleep(0);
  }
}
