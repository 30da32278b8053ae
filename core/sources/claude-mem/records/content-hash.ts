import { hash } from 'node:crypto';
import type { ColumnValue } from '../../../model/records/column-value.ts';

/**
 * claude-mem's own: first 16 hex digits of sha256 over memory id, title and narrative, parted by NUL; NULL counts as ''.
 * Null where one of them is no text: it would never have made a hash of that.
 */
export function contentHash(memory: ColumnValue, title: ColumnValue, narrative: ColumnValue): string | null {
  const parts = [memory, title ?? '', narrative ?? ''];
  if (!parts.every((part) => typeof part === 'string')) return null;
  return hash('sha256', parts.join('\0'), 'hex').slice(0, 16);
}
