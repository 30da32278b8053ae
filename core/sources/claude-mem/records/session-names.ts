import type { ColumnValue } from '../../../model/records/column-value.ts';
import { platformDefault } from './identity.ts';

/**
 * Only concurrent memory ids of one content session get a helper row: its content id is `<content>#<memory>`, so that the
 * memory tool never meets it as its own session (protocol.md section 3).
 */
export function helperContent(content: string, memory: string): string {
  return `${content}#${memory}`;
}

/** The content id that a session's row stands for: a helper counts as its base. */
export function baseContent(content: string, memory: string | null): string {
  const mark = memory === null ? null : `#${memory}`;
  return mark !== null && content.endsWith(mark) && content.length > mark.length
    ? content.slice(0, -mark.length)
    : content;
}

/** Names of sessions are text; what somebody else put there is shown as text. */
export function nameOf(value: ColumnValue): string {
  if (value === null) return '';
  if (typeof value === 'object') return '?';
  return String(value);
}

/** Releases before the column knew one platform only. */
export function platformOf(value: ColumnValue): string {
  return nameOf(value) || platformDefault;
}
