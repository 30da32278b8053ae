import { z } from 'zod';
import { planUndo } from '../../engine/undo.ts';
import { isFault } from '../../model/errors.ts';
import type { HistoryEntry } from '../../model/history.ts';
import { planMergeUndo } from '../acts/undo.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { cursorOf, placeIn } from './cursor.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

const place = z.tuple([z.int().min(1)]);

/** Numbers of acts grow by one; more gaps than this are a history that ended. */
const gapsMax = 1_000;

type Desk = Pick<QueryDesk, 'mode' | 'state' | 'store'>;

/** The acts of this machine, newest first. */
export function activityAnswer(desk: Desk, { before, limit }: Params<'activity'>): QueryAnswer<'activity'> {
  const [from = null] = placeIn(before, place) ?? [];
  const found = entriesBefore(desk.state, from, limit + 1);
  const shown = found.slice(0, limit);
  const undoable = undoableId(desk);
  const last = shown.at(-1);
  return {
    entries: shown.map((entry) => ({ ...shownEntry(entry), undoable: entry.id === undoable })),
    next: found.length > limit && last !== undefined ? cursorOf([last.id]) : null,
  };
}

/** One of them. */
export function shownActivity(desk: Desk, entry: HistoryEntry): QueryAnswer<'act'>['entry'] {
  return { ...shownEntry(entry), undoable: entry.id === undoableId(desk) };
}

function entriesBefore(state: Desk['state'], before: number | null, limit: number): HistoryEntry[] {
  const [newest] = state.history(1);
  if (newest === undefined) return [];
  if (before === null || before > newest.id) return state.history(limit);
  const entries: HistoryEntry[] = [];
  let gaps = 0;
  for (let id = before - 1; id >= 1 && entries.length < limit && gaps < gapsMax; id -= 1) {
    const entry = state.historyEntry(id);
    if (entry === null) gaps += 1;
    else entries.push(entry);
  }
  return entries;
}

/** The one that `undo` would take back now: it goes back step by step. */
function undoableId({ mode, state, store }: Desk): number | null {
  try {
    return (mode === 'merge' ? planMergeUndo({ state, store }, false) : planUndo({ state })).entry.id;
  } catch (error) {
    if (isFault(error, 'nothing-to-undo')) return null;
    throw error;
  }
}

type Shown = Omit<QueryAnswer<'activity'>['entries'][number], 'undoable'>;

/** In mirror mode a whole memory moves: what of it was new on the other side, as far as its counts tell. */
function shownEntry({ id, at, act, head, merge, baseBefore, rowsBefore, rowsAfter, undoes }: HistoryEntry): Shown {
  const isTaken = head !== null && (act === 'pull' || act === 'force-pull');
  const isSent = head !== null && !isTaken && (act === 'push' || act === 'force-push');
  const after = rowsAfter ?? {};
  const before = isSent ? (baseBefore?.rows ?? {}) : (rowsBefore ?? {});
  const replaced = merge === undefined && !isSent && rowsAfter !== null;
  return {
    id,
    at,
    act,
    from: (merge?.labels ?? (isTaken ? [head.label] : [])).slice(0, fromMax),
    published: merge?.published ?? (isSent ? beyond(after, before) : 0),
    applied:
      merge === undefined ? (replaced ? beyond(after, before) : 0) : merge.applied + (merge.changed?.written ?? 0),
    removed: merge?.changed?.removed ?? (replaced ? beyond(before, after) : 0),
    bytes: merge?.bytes === undefined ? null : merge.bytes.published + merge.bytes.applied,
    undoes,
  };
}

const fromMax = 100;

/** Rows that one has more of than the other, table by table. */
function beyond(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): number {
  return Object.entries(one).reduce((sum, [table, rows]) => sum + Math.max(0, rows - (other[table] ?? 0)), 0);
}
