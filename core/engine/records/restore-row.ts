import { bodyHash, emptyObject, type Body } from '../../model/records/body.ts';
import { isShown } from '../../model/records/column-rules.ts';
import { sameValue, type ColumnValue } from '../../model/records/column-value.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { RecordReading, RecordWriting, RowWritten, SourceRow } from '../../ports/record-source.ts';
import type { RowMap } from '../../ports/record-store.ts';
import { refOf } from './known-state.ts';
import { refIn } from './row-ref.ts';

type Store = Pick<RowMap, 'mappedRow'>;

/** The two rows of one record, by their numbers. */
export interface EditedRow {
  readonly image: number;
  readonly here: number;
}

/** How one row ended. */
export type RowRestored =
  | { readonly kind: 'written'; readonly was: PreImage }
  | { readonly kind: 'left'; readonly finding: string }
  /** The row went meanwhile. */
  | { readonly kind: 'gone' };

const gone: RowRestored = { kind: 'gone' };
const busy: RowRestored = { kind: 'left', finding: 'the memory tool has work queued for it' };

function leftBy(written: Exclude<RowWritten, { kind: 'written' }>): RowRestored {
  return written.kind === 'parked' ? { kind: 'left', finding: written.finding } : busy;
}

/** A row that is not here, with its session if that went too. */
export function bringBack(writing: RecordWriting, image: RecordReading, kind: KnownKind, rowid: number): RowRestored {
  const row = image.row(kind, rowid);
  if (row === null) return gone;
  const ref = refIn(image, row.session);
  let session = ref === null ? null : writing.sessionLike(ref);
  if (ref !== null && session === null) {
    const made = writing.insertSession(ref);
    if (made.kind !== 'written') return leftBy(made);
    session = made.row.rowid;
  }
  const written = writing.insert(kind, row.identity, held(row.body, writing.columns(kind)), session);
  if (written.kind !== 'written') return leftBy(written);
  const { identity: key, body } = written.row;
  return { kind: 'written', was: { kind, key, ref, before: null, after: bodyHash(body) } };
}

/** What the image says otherwise. */
export function unedit(
  store: Store,
  writing: RecordWriting,
  image: RecordReading,
  kind: KnownKind,
  pair: EditedRow,
): RowRestored {
  const [row, here] = [image.row(kind, pair.image), writing.row(kind, pair.here)];
  if (row === null || here === null) return gone;
  const written = writing.update(kind, pair.here, columnsToWrite(writing, here, row));
  if (written.kind !== 'written') return leftBy(written);
  return { kind: 'written', was: { ...imageOf(store, writing, here), after: bodyHash(written.row.body) } };
}

/** A row that the image lacks. */
export function remove(store: Store, writing: RecordWriting, kind: KnownKind, rowid: number): RowRestored {
  const here = writing.row(kind, rowid);
  if (here === null) return gone;
  const was = imageOf(store, writing, here);
  return writing.delete(kind, rowid).kind === 'deleted' ? { kind: 'written', was } : busy;
}

/** A row as it stands before it is written: by its frozen key where it has one. */
function imageOf(store: Store, writing: RecordWriting, row: SourceRow): PreImage {
  const { kind, rowid, identity, body, session } = row;
  const key = store.mappedRow(kind, rowid)?.key ?? identity;
  return { kind, key, ref: refOf(store, writing, session), before: body, after: null };
}

/** What the image says otherwise, of columns that both have. */
export function columnsToWrite(here: Pick<RecordReading, 'columns'>, row: SourceRow, image: SourceRow): Body {
  const columns = emptyObject<ColumnValue>();
  for (const [column, value] of Object.entries(held(image.body, here.columns(row.kind)))) {
    const now = row.body[column];
    if (now !== undefined && !sameValue(now, value) && isShown(row.kind, column, value)) columns[column] = value;
  }
  return columns;
}

function held(body: Body, columns: ReadonlySet<string>): Body {
  const kept = emptyObject<ColumnValue>();
  for (const [column, value] of Object.entries(body)) if (columns.has(column)) kept[column] = value;
  return kept;
}

export function isEmpty(body: Body): boolean {
  return Object.keys(body).length === 0;
}
