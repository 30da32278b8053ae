import { fail } from '../../model/errors.ts';
import { parseIndexEntry, type IndexEntry } from '../../model/records/index-line.ts';
import { stateOfEntry } from '../../model/records/index-state.ts';
import { isKnownKind, streamOf } from '../../model/records/kinds.ts';
import type { RecordKey, SessionRef } from '../../model/records/record.ts';
import type { RecordState } from '../../model/records/state.ts';
import type { RecordReading, RowSession, SourceRow } from '../../ports/record-source.ts';
import type { FetchedSnapshot } from './fetch-snapshot.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';
import { rowsPerTurn } from './tools.ts';

/** One line of an index with the rows of the image that it names, and the state they come to. */
export interface IndexedRecord {
  readonly entry: IndexEntry;
  readonly rows: readonly SourceRow[];
  readonly state: RecordState;
}

type Tools = Pick<SnapshotMachine, 'scratch' | 'streams' | 'clock'>;

const blockBytes = 256 * 1024;
/** Twice the longest record that we write. */
const lineBytesMax = 64 * 1024 * 1024;
/** Most lines have a hundred; those with a body may have as many as a record. */
const pageCharsMax = 1024 * 1024;
const newline = 0x0a;

/**
 * The records of an index in pages, as they stand in index and image; kinds whose stream is off here are left out. Each
 * record is read when it is asked for, once and in their order: two hundred rows at a time would outlive the collector of
 * young objects. Throws `object-damaged`, from a page too, for a line that is none, or that does not come to what it says.
 */
export async function* indexedRecords(
  { scratch, streams, clock }: Tools,
  { index, key, manifest }: Pick<FetchedSnapshot, 'index' | 'key' | 'manifest'>,
  image: RecordReading,
): AsyncGenerator<Iterable<IndexedRecord>> {
  const sessions = new Map<number, RecordKey>();
  function* recordsOf(page: readonly string[], before: number): Generator<IndexedRecord> {
    for (const [place, line] of page.entries()) {
      const entry = parseIndexEntry(line);
      const fault = (finding: string) => damaged(key, `line ${before + place + 1} of its index ${finding}`);
      if (entry === null) throw fault('is none');
      if (!streams.has(streamOf(entry.kind))) continue;
      if (entry.kind === 'session') for (const rowid of entry.rows) sessions.set(rowid, entry.of ?? entry.key);
      yield recordOf(entry, image, sessions, () => fault('and its image differ'));
    }
  }
  let page: string[] = [];
  let chars = 0;
  let lines = 0;
  for await (const line of linesOf(scratch.blocks(index, blockBytes), key)) {
    page.push(line);
    chars += line.length;
    if (page.length < rowsPerTurn && chars < pageCharsMax) continue;
    yield recordsOf(page, lines);
    lines += page.length;
    [page, chars] = [[], 0];
    await clock.sleep(0);
  }
  if (page.length > 0) yield recordsOf(page, lines);
  lines += page.length;
  if (lines !== manifest.merge.records)
    throw damaged(key, `its index has ${lines} lines, not ${manifest.merge.records}`);
}

/** The lines of an index whose bytes are at hand, without the image: most name a row of it. Throws as `indexedRecords`. */
export async function* indexEntries(blocks: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<IndexEntry> {
  let lines = 0;
  for await (const line of linesOf(blocks, key)) {
    lines += 1;
    const entry = parseIndexEntry(line);
    if (entry === null) throw damaged(key, `line ${lines} of its index is none`);
    yield entry;
  }
}

function recordOf(
  entry: IndexEntry,
  image: RecordReading,
  sessions: ReadonlyMap<number, RecordKey>,
  fault: () => Error,
): IndexedRecord {
  const { kind } = entry;
  const rows: SourceRow[] = [];
  for (const rowid of entry.rows) {
    const row = isKnownKind(kind) && image.kinds.includes(kind) ? image.row(kind, rowid) : null;
    if (row === null) throw fault();
    rows.push(row);
  }
  const [first] = rows;
  const shown = first === undefined ? null : { body: first.body, ref: refIn(image, sessions, first.session) };
  const state = stateOfEntry(entry, shown);
  if (state === null) throw fault();
  return { entry, rows, state };
}

function refIn(
  image: RecordReading,
  sessions: ReadonlyMap<number, RecordKey>,
  session: RowSession | null,
): SessionRef | null {
  if (session === null) return null;
  const { rowid, ...ref } = session;
  const key = sessions.get(rowid) ?? image.row('session', rowid)?.identity;
  return key === undefined ? null : { key, ...ref };
}

async function* linesOf(blocks: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const block of blocks) {
    let start = 0;
    for (let end = block.indexOf(newline); end >= 0; end = block.indexOf(newline, start)) {
      yield decoder.decode(Buffer.concat([...rest, block.subarray(start, end)]));
      [rest, restBytes, start] = [[], 0, end + 1];
    }
    // A block is good until the next one only.
    rest.push(block.slice(start));
    restBytes += block.length - start;
    if (restBytes > lineBytesMax) throw damaged(key, 'a line of its index is too long');
  }
  if (restBytes > 0) throw damaged(key, 'the last line of its index has no end');
}

function damaged(key: string, finding: string): Error {
  return fail('object-damaged', { key, finding });
}
