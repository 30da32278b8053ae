import type { KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading, RecordSource, RecordWriting, SourceRow } from '../../ports/record-source.ts';
import { primaryOf } from './aliases.ts';
import { bringBack, columnsToWrite, isEmpty, remove, unedit, type EditedRow, type RowRestored } from './restore-row.ts';
import { refIn } from './row-ref.ts';
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
 * a copy of the database first. May be repeated after a kill: it writes what still differs. What stood in the rows is kept
 * under `act`, for an undo.
 */
export async function restoreRows(tools: RecordTools, wish: RestoreWish, act: string): Promise<RestoreReport> {
  return withBoth(tools, wish, async (image, here) => {
    const todo = await differences(tools, image, here, wish.exact);
    const left: string[] = [];
    const { store, clock } = tools;
    store.addAct({ id: act, act: 'restore', at: clock.now(), state: 'begun' });
    const note = (written: RowRestored): void => {
      if (written.kind === 'left') left.push(written.finding);
      else if (written.kind === 'written') store.addPreImage(act, written.was);
    };
    for (const { kind, missing, edited } of todo) {
      await inTurns(tools, missing, (writing, rowid) => note(bringBack(writing, image, kind, rowid)));
      await inTurns(tools, edited, (writing, pair) => note(unedit(store, writing, image, kind, pair)));
    }
    for (const { kind, extra } of todo.toReversed()) {
      await inTurns(tools, extra, (writing, rowid) => note(remove(store, writing, kind, rowid)));
    }
    store.setActState(act, 'done');
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

function counted(todo: readonly Difference[]): RestorePlan {
  const sum = (count: (difference: Difference) => number) => todo.reduce((total, each) => total + count(each), 0);
  return {
    bringBack: sum(({ missing }) => missing.length),
    unedit: sum(({ edited }) => edited.length),
    remove: sum(({ extra }) => extra.length),
  };
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
      // What is noted of the rows is durable before they are written.
      tools.store.transaction(() => {
        for (const one of todo.slice(at, at + rowsPerTurn)) {
          if (done > 0 && writing.elapsedMs() > turnMsMax) break;
          work(writing, one);
          done += 1;
        }
      });
      return done;
    });
    await tools.clock.sleep(0);
  }
}
