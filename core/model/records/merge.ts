import { emptyObject, entryOf } from './body.ts';
import { compareCells } from './column-rules.ts';
import type { RecordKind } from './kinds.ts';
import type { SessionRef } from './record.ts';
import type { Cell, Cells, LiveState, RecordState } from './state.ts';
import { compareVersions, joinSeen } from './version.ts';

/**
 * The least state that holds both: commutative, associative, idempotent, so devices agree whatever arrives when and how
 * often (protocol.md section 3). A later life replaces everything; of one life a tombstone beats edits; of two living
 * states each column takes its greater cell. Merging writes no new version.
 */
export function mergeStates(kind: RecordKind, a: RecordState, b: RecordState): RecordState {
  const seen = joinSeen(a.seen, b.seen);
  const [lower, upper] = compareVersions(a.version, b.version) <= 0 ? [a, b] : [b, a];
  const replaces = lower.version.life < upper.version.life || upper.kind === 'dead' || lower.kind === 'dead';
  if (replaces) return { ...upper, seen };
  return { ...upper, cells: mergeCells(kind, lower.cells, upper.cells), ref: refOf(lower, upper), seen };
}

function mergeCells(kind: RecordKind, a: Cells, b: Cells): Cells {
  const merged = emptyObject<Cell>();
  for (const column of [...Object.keys(a), ...Object.keys(b)]) {
    const cell = greater(kind, column, entryOf(a, column), entryOf(b, column));
    if (cell !== undefined) merged[column] = cell;
  }
  return merged;
}

function greater(kind: RecordKind, column: string, a: Cell | undefined, b: Cell | undefined): Cell | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareCells(kind, column, a, b) >= 0 ? a : b;
}

/** The greater version's; of equal versions (two imports of one row) the greater by its text. */
function refOf(lower: LiveState, upper: LiveState): SessionRef | null {
  if (compareVersions(lower.version, upper.version) !== 0) return upper.ref;
  return spelled(lower.ref) > spelled(upper.ref) ? lower.ref : upper.ref;
}

function spelled(ref: SessionRef | null): string {
  if (ref === null) return '';
  return JSON.stringify([ref.key, ref.platform, ref.content, ref.memory, ref.project, ref.startedAtEpoch]);
}
