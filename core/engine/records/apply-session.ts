import type { RecordKey, SessionRef } from '../../model/records/record.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { InFlight } from '../../ports/record-store.ts';
import { primaryOf } from './aliases.ts';
import type { Applied, ApplyTurn } from './apply-turn.ts';
import { mappedRowOf, recordStateOf } from './known-state.ts';

/** The row of a child's session here; one that was made for it is noted by `finish`. `rowid` null: a child without a session. */
export interface SessionRow {
  readonly kind: 'row';
  readonly rowid: number | null;
  readonly writes: readonly InFlight[];
  finish(): void;
}

/**
 * Finds the session of a child by its frozen key, else by what the reference says; makes it from the reference where the
 * child came first.
 */
export function sessionRowOf(
  turn: ApplyTurn,
  ref: SessionRef | null,
): SessionRow | Extract<Applied, { kind: 'waits' | 'parked' }> {
  const { store, writing, sessions } = turn;
  if (ref === null) return found(null);
  const made = sessions.get(ref.key);
  if (made !== undefined) return found(made);
  const [mapped] = store.rowsOf(primaryOf(store, ref.key));
  if (mapped !== undefined) {
    const row = writing.row('session', mapped.rowid);
    if (row === null) return { kind: 'waits' };
    // What was edited since we last looked is captured first.
    if (needsMemory(row, ref) && row.fingerprint !== mapped.fingerprint) return { kind: 'waits' };
    return needsMemory(row, ref) ? giveMemory(turn, row, ref, mapped.key) : found(row.rowid);
  }
  const like = writing.sessionLike(ref);
  if (like !== null) return found(like);
  const written = writing.insertSession(ref);
  if (written.kind === 'in-use') return { kind: 'waits' };
  if (written.kind === 'parked') return { kind: 'parked', finding: written.finding };
  const { row } = written;
  sessions.set(ref.key, row.rowid);
  return {
    kind: 'row',
    rowid: row.rowid,
    writes: [{ kind: 'session', key: ref.key, rowid: row.rowid, before: null, after: row.body }],
    finish: () => noteRow(turn, row, ref.key),
  };
}

function needsMemory({ body }: SourceRow, { memory }: SessionRef): boolean {
  return memory !== null && (body['memory_session_id'] ?? null) === null;
}

/**
 * The session got its memory id where the child was written, and its own record does not bring it: it was deleted by
 * somebody who did not know of the child, and lives on for the child only.
 */
function giveMemory(
  { store, writing, sessions }: ApplyTurn,
  before: SourceRow,
  ref: SessionRef,
  key: RecordKey,
): SessionRow | Extract<Applied, { kind: 'waits' | 'parked' }> {
  const like = writing.sessionLike(ref);
  if (like !== null && like !== before.rowid) return found(like);
  const written = writing.update('session', before.rowid, { memory_session_id: ref.memory });
  if (written.kind === 'in-use') return { kind: 'waits' };
  if (written.kind === 'parked') return { kind: 'parked', finding: written.finding };
  const { row } = written;
  sessions.set(ref.key, row.rowid);
  return {
    kind: 'row',
    rowid: row.rowid,
    writes: [{ kind: 'session', key, rowid: row.rowid, before: before.body, after: row.body }],
    finish: () => store.mapRow(mappedRowOf(store, row, key)),
  };
}

/** Only the row is noted: what the session is, its own record says. One that was deleted goes again with its last child. */
function noteRow({ store }: ApplyTurn, row: SourceRow, key: RecordKey): void {
  store.mapRow(mappedRowOf(store, row, key));
  const known = store.known(key);
  const state = known === null ? null : recordStateOf(known.state, null);
  if (state?.kind !== 'dead' || store.pending(key) !== null) return;
  store.setPending({ kind: 'session', key, state, finding: null, batch: null });
}

function found(rowid: number | null): SessionRow {
  return { kind: 'row', rowid, writes: [], finish: () => undefined };
}
