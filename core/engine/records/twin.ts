import { hashOf } from '../../model/records/body.ts';
import type { SessionRef } from '../../model/records/record.ts';
import type { SourceRow } from '../../ports/record-source.ts';

/** Of a time in milliseconds, in hex. */
const timeDigits = 12;

/**
 * Equal for rows of one kind, birth and text. With the same session they are twins: one row that two devices gave two keys,
 * because the memory tool rewrote its session's ids in between (protocol.md section 3). Sessions have no twins.
 */
export function twinOf(row: Pick<SourceRow, 'kind' | 'createdAt' | 'text'>): string | null {
  if (row.kind === 'session') return null;
  // The time first: rows are met in its order, and so the index is written in order too.
  return (
    row.createdAt.toString(16).padStart(timeDigits, '0') + hashOf([row.kind, row.createdAt, row.text]).slice(timeDigits)
  );
}

/** Whether two references name one session: by key, by memory id, or by platform and content. */
export function sameSession(a: SessionRef | null, b: SessionRef | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.key === b.key || (a.memory !== null && a.memory === b.memory)) return true;
  return a.platform === b.platform && baseContent(a.content) === baseContent(b.content);
}

/** A helper session `<content>#<memory>` counts as the one it helps. */
export function baseContent(content: string): string {
  const at = content.indexOf('#');
  return at < 0 ? content : content.slice(0, at);
}
