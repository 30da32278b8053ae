import { bodyHash, emptyObject, type Body } from '../../model/records/body.ts';
import { sameValue, type ColumnValue } from '../../model/records/column-value.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { InFlight } from '../../ports/record-store.ts';
import { primaryOf } from './aliases.ts';
import { sessionRowOf } from './apply-session.ts';
import type { ApplyTurn } from './apply-turn.ts';

/** A row that was put back, inside the write transaction. */
export interface RowUndone {
  readonly image: PreImage;
  readonly rowid: number;
  /** The row as it is now; null: it was removed. */
  readonly row: SourceRow | null;
  /** What it said before the undo; null: it was not there. */
  readonly shown: Body | null;
  readonly writes: readonly InFlight[];
  /** Notes a session that had to be made for it. */
  finish(): void;
}

/** Puts one row back as it was before an act, if nobody changed it since. */
export function undoRow(
  turn: ApplyTurn,
  image: PreImage & { readonly kind: KnownKind },
): RowUndone | 'changed-since' | 'nothing' {
  const { store, writing } = turn;
  const { kind, key, before, after } = image;
  const [mapped] = store.rowsOf(primaryOf(store, key));
  const row = mapped === undefined ? null : writing.row(kind, mapped.rowid);
  if (row === null)
    return before === null ? 'nothing' : after === null ? putBack(turn, image, before) : 'changed-since';
  // A run that was killed had put it back already.
  if (before !== null && bodyHash(row.body) === bodyHash(before)) return { ...undone(image, row, row), writes: [] };
  if (after === null || bodyHash(row.body) !== after) return 'changed-since';
  if (before === null) return removeRow(turn, image, row);
  const written = writing.update(kind, row.rowid, difference(row.body, before));
  if (written.kind !== 'written') return 'changed-since';
  return undone(image, row, written.row);
}

function putBack(
  turn: ApplyTurn,
  image: PreImage & { readonly kind: KnownKind },
  before: Body,
): RowUndone | 'changed-since' {
  const { writing } = turn;
  const { kind, key, ref } = image;
  const session = kind === 'session' ? null : sessionRowOf(turn, ref);
  if (session !== null && session.kind !== 'row') return 'changed-since';
  const written = writing.insert(kind, key, before, session?.rowid ?? null);
  if (written.kind !== 'written') return 'changed-since';
  const { row } = written;
  const write = { kind, key, rowid: row.rowid, before: null, after: row.body };
  const writes = [...(session?.writes ?? []), write];
  return { image, rowid: row.rowid, row, shown: null, writes, finish: () => session?.finish() };
}

function removeRow(
  { writing }: ApplyTurn,
  image: PreImage & { readonly kind: KnownKind },
  row: SourceRow,
): RowUndone | 'changed-since' {
  const { kind, key } = image;
  if (writing.delete(kind, row.rowid).kind === 'in-use') return 'changed-since';
  const write = { kind, key, rowid: row.rowid, before: row.body, after: null };
  return { image, rowid: row.rowid, row: null, shown: row.body, writes: [write], finish: () => undefined };
}

function undone(image: PreImage, was: SourceRow, row: SourceRow): RowUndone {
  const { kind, key } = image;
  const write = { kind, key, rowid: row.rowid, before: was.body, after: row.body };
  return { image, rowid: row.rowid, row, shown: was.body, writes: [write], finish: () => undefined };
}

/** The columns of `to` that `from` says otherwise. */
function difference(from: Body, to: Body): Body {
  const columns = emptyObject<ColumnValue>();
  for (const [column, value] of Object.entries(to))
    if (!sameValue(from[column] ?? null, value)) columns[column] = value;
  return columns;
}
