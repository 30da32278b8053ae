import { disputeOf } from '../../engine/records/keep.ts';
import { fail } from '../../model/errors.ts';
import type { ColumnValue } from '../../model/records/column-value.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { findConflict, labelOf, textOf, titleOfValues } from '../conflict-desk.ts';
import { headOf } from './conflicts.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

const textCharsMax = 64 * 1024;
const columnsMax = 200;
const nameCharsMax = 100;

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'store' | 'state' | 'memory'>;

/** Both sides of one conflict; it stays open. Throws `conflict-unknown`, `source-missing`; faults of the source. */
export async function conflictAnswer(desk: Desk, { id }: Params<'conflict'>): Promise<QueryAnswer<'conflict'>> {
  const { store, own } = desk;
  if (desk.mode === 'mirror') throw fail('conflict-unknown', { id: String(id) });
  const conflict = findConflict(desk, String(id));
  const memory = await desk.memory();
  // Without a memory its row is gone here, as far as anybody can tell.
  const records = { open: () => Promise.resolve(memory?.records ?? noRows) };
  const { row, columns } = await disputeOf({ records, store }, conflict);
  const head = headOf(desk, conflict);
  return {
    ...head,
    // A list has no more than what lost; here it is called what it is called now.
    title: row === null ? head.title : titleOfValues((column) => row.body[column]),
    isDeletedHere: row === null,
    sides: columns.slice(0, columnsMax).map(({ column, now, nowBy, lost, lostBy }) => ({
      column: column.slice(0, nameCharsMax),
      now: shownText(now),
      nowBy: labelOf(desk, own.label, nowBy),
      lost: shownText(lost),
      lostBy: labelOf(desk, own.label, lostBy),
      ours: lostBy === own.id ? 'lost' : 'now',
    })),
  };
}

const noRows = { row: () => null, close: () => {} };

function shownText(value: ColumnValue): string | null {
  const text = textOf(value);
  if (text === null || text.length <= textCharsMax) return text;
  return `${text.slice(0, textCharsMax - 1).toWellFormed()}…`;
}
