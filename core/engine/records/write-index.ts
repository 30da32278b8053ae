import { encodeIndexEntry, type IndexEntry } from '../../model/records/index-line.ts';
import { indexValueOf, showsState, type ImageRow } from '../../model/records/index-state.ts';
import { isKnownKind, streamOf, type RecordKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { RecordKey } from '../../model/records/record.ts';
import { stateHash, type RecordState } from '../../model/records/state.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { KnownRecord, MappedRow, Pending } from '../../ports/record-store.ts';
import type { ScratchWriter } from '../../ports/scratch.ts';
import { recordStateOf, refOf } from './known-state.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';
import { twinOf } from './twin.ts';

/** Where the values of records stand while an index is written. */
export interface IndexRows {
  readonly image: RecordReading;
  /** Of a moment after the image, and after everything was captured: what was written meanwhile stands here. */
  readonly live: RecordReading;
}

export interface IndexWritten {
  readonly records: number;
  /** Records whose value stands nowhere at this moment: a brake holds what became of their rows. Such an index is of no use. */
  readonly missing: number;
}

type Tools = Pick<RecordTools, 'store' | 'clock' | 'streams'>;

/** Writes a line for every key ever seen, sessions first, in pages: memory does not grow with the number of keys. */
export async function writeIndex(tools: Tools, rows: IndexRows, file: ScratchWriter): Promise<IndexWritten> {
  let records = 0;
  let missing = 0;
  for (const sessions of [true, false]) {
    for await (const page of everyRecord(tools)) {
      const wanted = page.filter(({ kind }) => (kind === 'session') === sessions && tools.streams.has(streamOf(kind)));
      const lines: string[] = [];
      for (const each of wanted) {
        const entry = entryOf(tools, rows, each);
        if (entry === null) missing += 1;
        else lines.push(`${encodeIndexEntry(entry)}\n`);
      }
      records += lines.length;
      if (lines.length > 0) await file.append(new TextEncoder().encode(lines.join('')));
      await tools.clock.sleep(0);
    }
  }
  return { records, missing };
}

interface Found {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly known: KnownRecord | null;
  readonly pending: Pending | null;
}

/** What is known, with what waits for it; then what only waits. */
async function* everyRecord({ store }: Tools): AsyncGenerator<readonly Found[]> {
  for (
    let page = store.knownAfter('', rowsPerTurn);
    page.length > 0;
    page = store.knownAfter(lastKey(page), rowsPerTurn)
  )
    yield page.map((known) => ({ kind: known.kind, key: known.key, known, pending: store.pending(known.key) }));
  const waiting = (key: RecordKey | '') => store.anyPendingAfter(key, rowsPerTurn);
  for (let page = waiting(''); page.length > 0; page = waiting(lastKey(page))) {
    yield page.flatMap((pending) =>
      store.known(pending.key) === null ? [{ kind: pending.kind, key: pending.key, known: null, pending }] : [],
    );
  }
}

function lastKey(page: readonly { readonly key: RecordKey }[]): RecordKey | '' {
  return page.at(-1)?.key ?? '';
}

/** Null where nobody can say here what the record holds. */
function entryOf(
  { store }: Tools,
  { image, live }: IndexRows,
  { kind, key, known, pending }: Found,
): IndexEntry | null {
  const mapped = store.rowsOf(key);
  const inImage = mapped.flatMap((row) => rowIn(image, row) ?? []);
  const exact = inImage.filter((row) => isAsMapped(mapped, row));
  const row = exact[0] ?? firstAsMapped(live, mapped);
  const here = known === null ? null : recordStateOf(known.state, row?.body ?? null);
  const state = merged(kind, here, pending?.state ?? null);
  if (state === null || (known !== null && here === null)) return null;
  const first = inImage[0];
  const shown: ImageRow | null =
    first === undefined ? null : { body: first.body, ref: refOf(store, image, first.session) };
  const isShown = state.kind === 'live' && inImage.every(({ body }) => showsState(state, body));
  return {
    kind,
    key,
    version: state.version,
    seen: state.seen,
    value: indexValueOf(state, shown),
    rows: inImage.map(({ rowid }) => rowid),
    stale: inImage.length > 0 && (pending !== null || !isShown || exact.length < inImage.length),
    of: store.aliasOf(key),
    twin: known === null || known.twin === null || (first && known.twin === twinOf(first)) ? null : known.twin,
    hash: stateHash(state),
  };
}

function merged(kind: RecordKind, here: RecordState | null, pending: RecordState | null): RecordState | null {
  if (here === null || pending === null) return here ?? pending;
  return mergeStates(kind, here, pending);
}

function rowIn(reading: RecordReading, { kind, rowid }: MappedRow): SourceRow | null {
  return isKnownKind(kind) && reading.kinds.includes(kind) ? reading.row(kind, rowid) : null;
}

function isAsMapped(mapped: readonly MappedRow[], { kind, rowid, fingerprint }: SourceRow): boolean {
  return mapped.some((each) => each.kind === kind && each.rowid === rowid && each.fingerprint === fingerprint);
}

function firstAsMapped(live: RecordReading, mapped: readonly MappedRow[]): SourceRow | undefined {
  for (const each of mapped) {
    const row = rowIn(live, each);
    if (row !== null && row.fingerprint === each.fingerprint) return row;
  }
  return undefined;
}
