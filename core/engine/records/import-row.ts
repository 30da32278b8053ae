import { bodyHash } from '../../model/records/body.ts';
import type { ExportedRow } from '../../model/export-line.ts';
import { recordKey, type SessionRef } from '../../model/records/record.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { RecordReading, RecordWriting, RowWritten, SourceRow } from '../../ports/record-source.ts';
import type { KnownRecords, RowMap } from '../../ports/record-store.ts';
import { primaryOf } from './aliases.ts';
import { refIn } from './row-ref.ts';

type Store = Pick<RowMap, 'rowsOf'> & Pick<KnownRecords, 'aliasOf' | 'aliasesOf' | 'known'>;
type Reading = Pick<RecordReading, 'kinds' | 'row' | 'rowsLike' | 'sessionLike'>;

/** How one row ended; `images`: what stood in the rows that were written for it. */
export type RowImported =
  | { readonly kind: 'added'; readonly images: readonly PreImage[] }
  | { readonly kind: 'there' }
  | { readonly kind: 'left'; readonly finding: string; readonly images: readonly PreImage[] };

/**
 * Whether the row is here: by its frozen key where records are merged (it may have been edited since), else by what rows say
 * now: identity, or birth, text and session.
 */
export function isThere(store: Store | null, here: Reading, row: ExportedRow, session: number | null): boolean {
  const { kind, key, body } = row;
  if (!here.kinds.includes(kind)) return false;
  const mapped = store === null ? [] : store.rowsOf(primaryOf(store, key));
  if (mapped.some(({ rowid }) => here.row(kind, rowid) !== null)) return true;
  return here.rowsLike(kind, key, body, refOf(row), session).length > 0;
}

/** Adds one row that is not there, with its session if that is not there either, inside a write transaction. */
export function importRow(store: Store | null, writing: RecordWriting, row: ExportedRow): RowImported {
  const { kind, key, body } = row;
  const ref = refOf(row);
  const like = ref === null ? null : writing.sessionLike(ref);
  if (isThere(store, writing, row, like)) return { kind: 'there' };
  const images: PreImage[] = [];
  let session = like;
  if (ref !== null && (like === null || lacksMemory(writing, like, ref))) {
    const before = like === null ? null : writing.row('session', like);
    const made = writing.insertSession(ref);
    if (made.kind !== 'written') return leftBy(made, images);
    images.push(imageOf(writing, made.row, before));
    session = made.row.rowid;
  }
  const written = writing.insert(kind, key, body, session);
  if (written.kind !== 'written') return leftBy(written, images);
  return { kind: 'added', images: [...images, imageOf(writing, written.row, null)] };
}

/** The memory tool had only begun the session here: its memories need the id. */
function lacksMemory(writing: RecordWriting, session: number, { memory }: SessionRef): boolean {
  return memory !== null && writing.row('session', session)?.body['memory_session_id'] === null;
}

function imageOf(writing: RecordWriting, row: SourceRow, before: SourceRow | null): PreImage {
  const { kind, identity: key, body, session } = row;
  return { kind, key, ref: refIn(writing, session), before: before?.body ?? null, after: bodyHash(body) };
}

function leftBy(written: Exclude<RowWritten, { kind: 'written' }>, images: readonly PreImage[]): RowImported {
  const finding = written.kind === 'parked' ? written.finding : 'the memory tool has work queued for it';
  return { kind: 'left', finding, images };
}

/** The key only names the reference: sessions are found by what it says. */
function refOf({ session }: ExportedRow): SessionRef | null {
  return session === null ? null : { key: recordKey('session', session.platform, session.content), ...session };
}
