import type { KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading } from '../../ports/record-source.ts';
import type { RowMap } from '../../ports/record-store.ts';

/**
 * Numbers of the rows that are new, where counts tell that nothing else can be: all of them come after the last one we know,
 * and before it there are as many rows as we know. Costs the same in a database of any size. Null where rows are gone, or
 * came in between: the row numbers have to be compared. A row that went and one that took a lower number than the last at
 * the same time escape this look, and are found by the next full one (protocol.md section 4: a watermark is a fast path).
 */
export function quickLook(
  store: Pick<RowMap, 'lastMappedRow' | 'mappedRowCount'>,
  reading: Pick<RecordReading, 'rowCount' | 'rowidsAfter'>,
  kind: KnownKind,
): readonly number[] | null {
  const added = reading.rowidsAfter(kind, store.lastMappedRow(kind));
  const before = reading.rowCount(kind) - added.length;
  return before === store.mappedRowCount(kind) ? added : null;
}
