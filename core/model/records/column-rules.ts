import { compareValues, type ColumnValue } from './column-value.ts';
import type { RecordKind } from './kinds.ts';
import type { Cell } from './state.ts';
import { compareStamps } from './version.ts';

/**
 * How concurrent values of one column are settled (protocol.md section 3): nearly always the later stamp. Of a session
 * the end is the latest and the beginning the earliest that anybody saw, and one that ended beats one still open.
 * Each rule is a total order, and the greater cell wins: that is what makes merging independent of order.
 */
export function compareCells(kind: RecordKind, column: string, a: Cell, b: Cell): number {
  const byRule = kind === 'session' ? (sessionRules.get(column)?.(a.value, b.value) ?? 0) : 0;
  return byRule || compareStamps(a, b) || compareValues(a.value, b.value);
}

type Rule = (a: ColumnValue, b: ColumnValue) => number;

const latest: Rule = compareValues;
/** A beginning that is not known loses. */
const earliest: Rule = (a, b) => {
  if (a === null || b === null) return compareValues(a, b);
  return compareValues(b, a);
};
/** A status that we do not know, or none, is no end. */
const isEnd = (status: ColumnValue) => status === 'completed' || status === 'failed';
const ended: Rule = (a, b) => Number(isEnd(a)) - Number(isEnd(b));

const sessionRules: ReadonlyMap<string, Rule> = new Map([
  ['completed_at', latest],
  ['completed_at_epoch', latest],
  ['started_at', earliest],
  ['started_at_epoch', earliest],
  ['status', ended],
]);

/** Columns whose loss nobody would miss: settled by rule, or rewritten by the memory tool itself. */
const settledColumns: ReadonlySet<string> = new Set([...sessionRules.keys(), 'memory_session_id']);

/** True for a column that a person, or the assistant for them, has words in: its loser is listed as a conflict. */
export function isUserColumn(kind: RecordKind, column: string): boolean {
  return kind !== 'session' || !settledColumns.has(column);
}

/**
 * False for a value that an existing row is never given: a session that is open elsewhere is not open here, and one that
 * has a memory id does not lose it, since its children are found by it.
 */
export function isShown(kind: RecordKind, column: string, value: ColumnValue): boolean {
  if (kind !== 'session') return true;
  return column === 'status' ? value !== 'active' : column !== 'memory_session_id' || value !== null;
}
