import type { SessionRef } from '../../model/records/record.ts';
import type { RecordReading, RowSession } from '../../ports/record-source.ts';

/** A row's session by what its own row says now, for rows that no record maps to: of an image, or of a stranger. */
export function refIn(reading: Pick<RecordReading, 'row'>, session: RowSession | null): SessionRef | null {
  if (session === null) return null;
  const { rowid, ...ref } = session;
  const key = reading.row('session', rowid)?.identity;
  return key === undefined ? null : { key, ...ref };
}
