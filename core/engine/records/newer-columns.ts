import { entryOf } from '../../model/records/body.ts';
import { isShown } from '../../model/records/column-rules.ts';
import { changedColumns } from '../../model/records/state.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { KnownRecord, RecordStore } from '../../ports/record-store.ts';
import { shownState } from './aliases.ts';
import { recordStateOf } from './known-state.ts';
import { columnSetOf } from './sketch.ts';

/**
 * The memory tool was updated, and its rows have columns that they had not when they were looked at last. What the fleet
 * says of them was kept beside the row until now; the next apply writes it.
 */
export function fillNewerColumns(store: RecordStore, known: KnownRecord, row: SourceRow, sketch: string): void {
  if (columnSetOf(sketch) === store.columnSet(Object.keys(row.body).sort())) return;
  const state = recordStateOf(known.state, row.body);
  if (state?.kind !== 'live' || store.pending(known.key) !== null || store.held(known.key) !== null) return;
  // Of several records that share the row, another may hold the value: applying one shows what all of them say.
  const shown = shownState(store, known.key, row.body) ?? state;
  const isKept = (column: string) => {
    const cell = entryOf(shown.cells, column);
    return cell !== undefined && isShown(known.kind, column, cell.value);
  };
  if (!changedColumns(shown.cells, row.body).some(isKept)) return;
  store.setPending({ kind: known.kind, key: known.key, state, finding: null, batch: null });
}
