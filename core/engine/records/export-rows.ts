import { encodeExportHeader, encodeExportRow, type ExportHeader } from '../../model/export-line.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';

export interface ExportWish {
  readonly kinds: readonly KnownKind[];
  /** For the header. */
  readonly membridge: string;
}

/** Rows of each kind that an export would hold. */
export function countRows(reading: RecordReading, kinds: readonly KnownKind[]): ExportHeader['counts'] {
  const there = kinds.filter((kind) => reading.kinds.includes(kind));
  return Object.fromEntries(there.map((kind) => [kind, reading.rowCount(kind)]));
}

/**
 * The memory as plain data, of one moment: a header, then sessions before their children, each line with its newline. A page
 * of rows is in memory at a time.
 */
export async function* exportLines(
  reading: RecordReading,
  clock: Pick<Clock, 'now' | 'sleep'>,
  { kinds, membridge }: ExportWish,
): AsyncGenerator<string> {
  const { schemaVersions } = reading.generation;
  yield `${encodeExportHeader({ membridge, at: clock.now(), schemaVersions, counts: countRows(reading, kinds) })}\n`;
  for (const kind of reading.kinds.filter((each) => kinds.includes(each))) {
    let page = reading.rowsAfter(kind, 0);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      for (const row of page) yield `${lineOf(row)}\n`;
      await clock.sleep(0);
      page = reading.rowsAfter(kind, last.rowid);
    }
  }
}

function lineOf({ kind, identity: key, session, body }: SourceRow): string {
  return encodeExportRow({ kind, key, session, body });
}
