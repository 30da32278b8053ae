import type { DeviceId } from '../ids.ts';
import { bodyHash, emptyObject, entryOf, type Body } from './body.ts';
import { hlcAfter, hlcZero } from './hlc.ts';
import type { RecordKind } from './kinds.ts';
import type { LogRecord, RecordKey, SessionRef } from './record.ts';
import { bodyOf, changedColumns, stampsOf, type Cell, type LiveState, type RecordState } from './state.ts';
import { isEdit, newestHlc, stampZero } from './version.ts';

/** The record a new version is written of. */
export interface Written {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly ref: SessionRef | null;
}

/** Who writes, and when: milliseconds since 1970 on this device's wall clock. */
export interface Writer {
  readonly device: DeviceId;
  readonly wallMs: number;
  /** The confirmed act the version belongs to. */
  readonly batch?: string;
}

/** A row that was here before Membridge looked, or that an import brought: loses to everything real. */
export function imported(written: Written, body: Body): LogRecord {
  const version = { life: 0, dead: false, hlc: hlcZero, device: '', bodyHash: bodyHash(body) } as const;
  return { ...written, version, prev: null, seen: {}, body, stamps: {}, batch: null };
}

/** A row that appeared: a first version, or a new life where the record was seen to be dead. */
export function born(written: Written, body: Body, dead: RecordState | null, writer: Writer): LogRecord {
  const hlc = hlcAfter(dead === null ? null : newestHlc(dead), writer.wallMs);
  const life = dead === null ? 0 : dead.version.life + 1;
  return {
    ...written,
    version: { life, dead: false, hlc, device: writer.device, bodyHash: bodyHash(body) },
    prev: dead?.version.bodyHash ?? null,
    seen: dead?.seen ?? {},
    body,
    stamps: {},
    batch: writer.batch ?? null,
  };
}

/**
 * A row that differs from its record in columns that both have, or that has columns the record lacks; null when it does
 * not. Only the changed columns get the new stamp, so that edits of different columns do not fight. Columns that this
 * machine's schema lacks stay in the record, and those of them that somebody edited are in the body too: whoever says to
 * have seen a value carries it or has replaced it, or its loss to a third device would be nobody's to list.
 *
 * `edits`: the columns that were edited here, where that is known. Others that differ, such as those a newer schema has and
 * fills by itself, then count as imported: nobody's edit elsewhere loses to a default.
 */
export function edited(
  written: Written,
  body: Body,
  before: LiveState,
  writer: Writer,
  edits?: readonly string[],
): LogRecord | null {
  const changed = changedColumns(before.cells, body);
  const isEdited = (column: string) => edits === undefined || edits.includes(column);
  if (!changed.some(isEdited)) return null;
  const own = { hlc: hlcAfter(newestHlc(before), writer.wallMs), device: writer.device };
  const cells = emptyObject<Cell>();
  for (const [column, cell] of Object.entries(before.cells)) {
    if (entryOf(body, column) !== undefined || isEdit(cell)) cells[column] = cell;
  }
  for (const column of changed)
    cells[column] = { value: body[column] ?? null, ...(isEdited(column) ? own : stampZero) };
  const whole = bodyOf(cells);
  const version = { life: before.version.life, dead: false, ...own, bodyHash: bodyHash(whole) };
  return {
    ...written,
    version,
    prev: before.version.bodyHash,
    seen: before.seen,
    body: whole,
    stamps: stampsOf(cells, version),
    batch: writer.batch ?? null,
  };
}

/** The tombstone of a record whose last row is gone. */
export function deleted(written: Written, before: Pick<LiveState, 'version' | 'seen'>, writer: Writer): LogRecord {
  const hlc = hlcAfter(newestHlc(before), writer.wallMs);
  return {
    ...written,
    ref: null,
    version: { life: before.version.life, dead: true, hlc, device: writer.device, bodyHash: '' },
    prev: before.version.bodyHash,
    seen: before.seen,
    body: null,
    stamps: {},
    batch: writer.batch ?? null,
  };
}
