import { hash } from 'node:crypto';
import type { Body } from '../../../model/records/body.ts';
import { encodeValue, type ColumnValue } from '../../../model/records/column-value.ts';
import type { KnownKind } from '../../../model/records/kinds.ts';
import { recordKey, type RecordKey } from '../../../model/records/record.ts';
import { contentHash } from './content-hash.ts';
import { kindTables } from './tables.ts';

/** Releases before the column knew one platform only; claude-mem's migration fills in the same. */
export const platformDefault = 'claude';
/** The session of memories saved by hand has the same memory id on every machine, and its content id differs between releases. */
const manualPrefix = 'manual-';

/** First 32 hex of sha256 of the values' JSON (NULL and '' differ): equal on every machine and for ever. */
export function valuesHash(values: readonly ColumnValue[]): string {
  return hash('sha256', JSON.stringify(values.map(encodeValue)), 'hex').slice(0, 32);
}

/** Of the columns that tell what a row says; a column that a schema lacks counts as NULL. */
export function textHash(kind: KnownKind, columns: Body): string {
  return valuesHash(kindTables[kind].text.map((column) => columns[column] ?? null));
}

/** Milliseconds since 1970; 0 where the row does not say. */
export function bornAt(kind: KnownKind, columns: Body): number {
  const value = columns[kindTables[kind].born];
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0;
}

/**
 * Natural identity (protocol.md section 3) of a row as it stands: `columns` are all its columns, `text` their textHash.
 * content_session_id must be that of the base session, not of a helper.
 */
export function identityOf(kind: KnownKind, columns: Body, text: string): RecordKey {
  const part = (column: string) => spelled(columns[column] ?? null);
  switch (kind) {
    case 'session': {
      const memory = part('memory_session_id');
      if (memory?.startsWith(manualPrefix) === true) return recordKey(kind, memory);
      return recordKey(kind, part('platform_source') || platformDefault, part('content_session_id'));
    }
    case 'observation':
      return observationIdentity(columns, part('memory_session_id'));
    case 'summary':
      return recordKey(kind, part('memory_session_id'), part('created_at_epoch'), text.slice(0, 16));
    case 'prompt': {
      const [content, number, born] = [part('content_session_id'), part('prompt_number'), part('created_at_epoch')];
      return recordKey(kind, content, number, born, text.slice(0, 16));
    }
    case 'tool-use':
      return recordKey(kind, part('content_session_id'), part('tool_use_id'));
  }
}

/** The key of an observation whose content_hash is a real one; null where there can be no hash. */
export function hashedIdentity(
  memory: string,
  columns: Body,
): { readonly hash: string; readonly key: RecordKey } | null {
  const made = contentHash(memory, columns['title'] ?? null, columns['narrative'] ?? null);
  return made === null ? null : { hash: made, key: recordKey('observation', memory, made) };
}

/** Old migrations filled content_hash with random digits or local numbers, imports leave it NULL: those are not the row's. */
function observationIdentity(columns: Body, memory: string | null): RecordKey {
  const real = memory === null ? null : hashedIdentity(memory, columns);
  if (real !== null && real.hash === columns['content_hash']) return real.key;
  const names = ['title', 'subtitle', 'narrative', 'text', 'facts', 'created_at_epoch'];
  return recordKey('observation', memory, 'f', valuesHash(names.map((name) => columns[name] ?? null)));
}

/** Text as it is; numbers in decimal; what is neither as in a record. */
function spelled(value: ColumnValue): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(encodeValue(value));
}
