import { capture } from '../engine/records/capture.ts';
import { disputeOf, keepChoice, type Choice, type Dispute } from '../engine/records/keep.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import { fail } from '../model/errors.ts';
import type { ColumnValue } from '../model/records/column-value.ts';
import type { DeviceId } from '../model/ids.ts';
import type { Cells } from '../model/records/state.ts';
import type { ListedConflict } from '../ports/record-store.ts';
import { toolsOf } from './merge-status.ts';
import { labelsOf } from './labels.ts';

/** What tells who wrote what. */
type Known = Pick<MergeMachine, 'store'> & { readonly state: Pick<MergeMachine['state'], 'deviceId'> };

/** A conflict as a person reads it. */
export interface ConflictShown {
  readonly id: number;
  readonly kind: string;
  /** What the record is known by, for people. */
  readonly title: string;
  readonly at: number;
  readonly settled: boolean;
  readonly columns: readonly string[];
  /** Of the machines that wrote it; null for what was there before the first sync. */
  readonly winner: string | null;
  readonly loser: string | null;
  /** One of the two deleted it. */
  readonly deleted: boolean;
}

/** What nobody has looked at, oldest first; `all`: what was settled before that too. */
export function listConflicts(merge: MergeMachine, label: string, all: boolean): ConflictShown[] {
  const open = merge.store.conflicts(false);
  const settled = all ? merge.store.conflicts(true) : [];
  return [...open, ...settled].toSorted((a, b) => a.id - b.id).map((each) => shownOf(merge, label, each));
}

/** Throws `conflict-unknown`. */
export function findConflict({ store }: Pick<MergeMachine, 'store'>, id: string): ListedConflict {
  const conflict = /^\d{1,9}$/.test(id) ? store.conflict(Number(id)) : null;
  if (conflict === null) throw fail('conflict-unknown', { id });
  return conflict;
}

export function shownOf(merge: Known, label: string, conflict: ListedConflict): ConflictShown {
  const { id, kind, at, settled, columns, winner, loser, loserState } = conflict;
  return {
    id,
    kind,
    title: titleOf(loserState.cells),
    at,
    settled,
    columns,
    winner: labelOf(merge, label, winner.device),
    loser: labelOf(merge, label, loser.device),
    deleted: winner.dead,
  };
}

/** What people know a record by, on one line; '' where nothing is. */
export function titleOf(cells: Cells): string {
  return titleOfValues((column) => cells[column]?.value);
}

export function titleOfValues(valueOf: (column: string) => ColumnValue | undefined): string {
  const names = titleColumns.flatMap((column) => valueOf(column) ?? []);
  const title = names.find((value): value is string => typeof value === 'string' && value !== '');
  const letters = Array.from((title ?? '').replaceAll(/\s+/g, ' '));
  return letters.length <= titleCharsMax ? letters.join('') : `${letters.slice(0, titleCharsMax - 1).join('')}…`;
}

/** The columns that people know a row by, best first. */
const titleColumns = ['title', 'custom_title', 'request', 'prompt_text', 'user_prompt', 'text', 'content_session_id'];
const titleCharsMax = 60;

/** Null for what was there before the first sync. */
export function labelOf(merge: Known, own: string, device: DeviceId | ''): string | null {
  if (device === '') return null;
  if (device === merge.state.deviceId()) return own;
  return labelsOf(merge, [device])[0] ?? null;
}

/** Both sides of a conflict. Faults: those of the source. */
export function lookAtConflict(merge: MergeMachine, conflict: ListedConflict): Promise<Dispute> {
  return disputeOf(toolsOf(merge), conflict);
}

/** What was edited here meanwhile is captured first. Faults: those of the source. */
export async function settleAs(merge: MergeMachine, conflict: ListedConflict, choice: Choice): Promise<void> {
  const tools = toolsOf(merge);
  await capture(tools, { full: true, confirmed: null });
  await keepChoice(tools, conflict, choice, merge.random.hex(actIdBytes));
}

const actIdBytes = 8;

/** A value as text for people; null where there is none. */
export function textOf(value: ColumnValue): string | null {
  if (value === null) return null;
  if (typeof value === 'object') return `${value instanceof Uint8Array ? value.length : value.invalidText.length} B`;
  return String(value);
}
