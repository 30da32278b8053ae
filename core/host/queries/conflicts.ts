import { z } from 'zod';
import type { ListedConflict } from '../../ports/record-store.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { shownOf } from '../conflict-desk.ts';
import { cursorOf, placeIn } from './cursor.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

const place = z.tuple([z.int().min(0)]);
const columnsMax = 200;
const nameCharsMax = 100;

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'store' | 'state'>;

/** What nobody has looked at, oldest first; `all`: the settled ones too. Mirror mode knows none. */
export function conflictsAnswer(desk: Desk, { all, before, limit }: Params<'conflicts'>): QueryAnswer<'conflicts'> {
  const [from = 0] = placeIn(before, place) ?? [];
  if (desk.mode === 'mirror') return { conflicts: [], open: 0, next: null };
  const { store } = desk;
  const wanted = all === 'true' ? [false, true] : [false];
  const found = wanted.flatMap((settled) => store.conflictsAfter(settled, from, limit + 1));
  const shown = found.toSorted((a, b) => a.id - b.id).slice(0, limit);
  const last = shown.at(-1);
  return {
    conflicts: shown.map((conflict) => headOf(desk, conflict)),
    open: store.openConflictCount(),
    next: found.length > limit && last !== undefined ? cursorOf([last.id]) : null,
  };
}

export function headOf(desk: Desk, conflict: ListedConflict): QueryAnswer<'conflicts'>['conflicts'][number] {
  const shown = shownOf(desk, desk.own.label, conflict);
  // Names of columns are anybody's, as long as they like.
  return { ...shown, columns: shown.columns.slice(0, columnsMax).map((name) => name.slice(0, nameCharsMax)) };
}
