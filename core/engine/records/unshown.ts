import { isUserColumn } from '../../model/records/column-rules.ts';
import type { Conflict } from '../../model/records/conflict.ts';
import { bodyOf } from '../../model/records/state.ts';
import { isEdit, type Version } from '../../model/records/version.ts';
import type { KnownRecord, RecordStore } from '../../ports/record-store.ts';
import { columnsEdited } from './sketch.ts';

/**
 * What a new version loses of a record that was adopted and not yet brought to its row: the person who edits or deletes
 * the row has not seen it, though the version counts as written by one who has. `sketch`: of the row as it was shown.
 */
export function unshownLoss(
  store: Pick<RecordStore, 'pending' | 'columnSet' | 'columnNames'>,
  { kind, key, state }: KnownRecord,
  sketch: string,
  winner: Version,
  isLost: (column: string) => boolean,
): Conflict | null {
  if (state.kind !== 'carried' || state.state.kind !== 'live' || store.pending(key)?.state.kind !== 'live') return null;
  const { cells, version } = state.state;
  const columns = columnsEdited(sketch, bodyOf(cells), store).filter((column) => {
    const cell = cells[column];
    return cell !== undefined && isEdit(cell) && isUserColumn(kind, column) && isLost(column);
  });
  return columns.length === 0 ? null : { columns: columns.sort(), winner, loser: version, loserState: state.state };
}
