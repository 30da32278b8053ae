import { bodyHash } from '../../model/records/body.ts';
import { isKnownKind } from '../../model/records/kinds.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { undoRow, type RowUndone } from './undo-row.ts';
import { primaryOf } from './aliases.ts';
import { knownStateOf, mappedRowOf, recordStateOf } from './known-state.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface UndoReport {
  /** Rows put back as they were, or removed because they were not there. */
  readonly rows: number;
  /** Rows that somebody changed since: they stay as they are. */
  readonly changedSince: number;
}

/** `here`: this machine shows what it showed, others keep theirs. `everywhere`: the next sync tells everybody. */
export type UndoReach = 'here' | 'everywhere';

/**
 * Puts back what one act changed in the rows here (protocol.md section 8). Undone `here`, the records are held: what others
 * write goes on being merged into what is known of them, and the rows stay until somebody edits them or resumes. May be
 * repeated after a kill. Undone `everywhere`, it is an act of its own, `as`, that can be undone likewise.
 */
export async function undoAct(tools: RecordTools, act: string, reach: UndoReach, as: string): Promise<UndoReport> {
  const { store, clock } = tools;
  if (reach === 'everywhere') store.addAct({ id: as, act: 'undo', at: clock.now(), state: 'begun' });
  let report: UndoReport = { rows: 0, changedSince: 0 };
  for (const phase of phases) {
    let page = store.preImagesAfter(act, '', rowsPerTurn);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      const done = await undoPage(tools, page.filter(phase), reach, as);
      report = { rows: report.rows + done.rows, changedSince: report.changedSince + done.changedSince };
      await clock.sleep(0);
      page = store.preImagesAfter(act, last.key, rowsPerTurn);
    }
  }
  store.setActState(act, 'undone');
  if (reach === 'everywhere') store.setActState(as, 'done');
  tools.log.info('records.undone', { act, reach, ...report });
  return report;
}

/** What was there comes back first, sessions before children; then what was not there goes, children before sessions. */
const phases: readonly ((image: PreImage) => boolean)[] = [
  ({ kind, before }) => before !== null && kind === 'session',
  ({ kind, before }) => before !== null && kind !== 'session',
  ({ kind, before }) => before === null && kind !== 'session',
  ({ kind, before }) => before === null && kind === 'session',
];

/** Ends all holds: the rows show again what all devices together say. Resolves to the records released. */
export async function resumeHeld(tools: Pick<RecordTools, 'store' | 'clock'>): Promise<number> {
  const { store, clock } = tools;
  let released = 0;
  for (;;) {
    const page = store.heldAfter('', rowsPerTurn);
    if (page.length === 0) return released;
    store.transaction(() => {
      for (const { kind, key } of page) {
        const known = store.known(key);
        const state = known === null ? null : recordStateOf(known.state, null);
        store.endHold(key);
        if (state !== null && store.pending(key) === null)
          store.setPending({ kind, key, state, finding: null, batch: null });
      }
    });
    released += page.length;
    await clock.sleep(0);
  }
}

type Undone = RowUndone | 'changed-since' | 'nothing';

async function undoPage(
  tools: RecordTools,
  page: readonly PreImage[],
  reach: UndoReach,
  as: string,
): Promise<UndoReport> {
  const { store, clock } = tools;
  if (page.length === 0) return { rows: 0, changedSince: 0 };
  const ends = await tools.records.write((writing) => {
    const turn = {
      store,
      writing,
      wallMs: clock.now(),
      sessions: new Map(),
      touched: new Set<string>(),
      deletes: true,
    };
    const undone = page.map((image): Undone =>
      isKnownKind(image.kind) ? undoRow(turn, { ...image, kind: image.kind }) : 'nothing',
    );
    const rows = undone.filter((end) => typeof end !== 'string');
    if (reach === 'here') noteBegun(store, rows);
    else store.transaction(() => rows.forEach((end) => keepShown(store, as, end)));
    return undone;
  });
  const undone = ends.filter((end) => typeof end !== 'string');
  store.transaction(() => {
    if (reach === 'here') {
      for (const end of undone) noteHeld(store, end);
      for (const [at, end] of ends.entries()) if (end === 'nothing') holdAbsent(store, page[at]);
    }
    store.setInFlight([]);
  });
  return { rows: undone.length, changedSince: ends.filter((end) => end === 'changed-since').length };
}

/** What the undo takes away, for an undo of the undo. */
function keepShown(store: RecordStore, as: string, { image, row, shown }: RowUndone): void {
  const { kind, key, ref } = image;
  store.addPreImage(as, { kind, key, ref, before: shown, after: row === null ? null : bodyHash(row.body) });
}

/** A run that was killed had removed the row already: its record is held all the same. */
function holdAbsent(store: RecordStore, image: PreImage | undefined): void {
  const known = image === undefined ? null : store.known(image.key);
  if (image === undefined || known?.state.kind !== 'carried' || known.state.state.kind !== 'live') return;
  store.setHeld({ kind: image.kind, key: image.key, shown: null });
}

/** Before the source commits: the records are kept whole, since their rows will not say what they are. */
function noteBegun(store: RecordStore, undone: readonly RowUndone[]): void {
  store.transaction(() => {
    for (const { image, shown } of undone) {
      const known = store.known(image.key);
      const state = known === null ? null : recordStateOf(known.state, shown);
      if (known !== null && state !== null) store.setKnown({ ...known, state: knownStateOf(state, null, true) });
    }
    store.setInFlight(undone.flatMap(({ writes }) => writes));
  });
}

function noteHeld(store: RecordStore, { image, row, rowid, finish }: RowUndone): void {
  const { kind, key } = image;
  finish();
  if (row === null) store.unmapRow(kind, rowid);
  else store.mapRow(mappedRowOf(store, row, primaryOf(store, key)));
  store.setHeld({ kind, key, shown: row === null ? null : bodyHash(row.body) });
}
