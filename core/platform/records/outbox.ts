import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { sha256Schema } from '../../model/ids.ts';
import { kindSchema, streamOf, streamSchema, type Stream } from '../../model/records/kinds.ts';
import { encodeBatch, encodeRecord, isReadable } from '../../model/records/record-line.ts';
import { seqSchema } from '../../model/records/segment.ts';
import type { Outbox, OutboxSegment, OwnHead, OwnSegment, TooLarge, UnsentLine } from '../../ports/record-store.ts';
import { keyColumn, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';

const unsent = readerOf(
  'unsent',
  z.object({ id: z.int(), stream: streamSchema, line: z.string() }) satisfies z.ZodType<UnsentLine>,
);
const unsentId = readerOf('unsent', z.object({ id: z.int(), bytes: z.int() }));
const count = readerOf('unsent', z.object({ count: z.int() }));
const lineBytes = readerOf('unsent', z.object({ bytes: z.number() }));
const tooLarge = readerOf(
  'too_large',
  z.object({ kind: kindSchema, key: keyColumn, bytes: z.int() }) satisfies z.ZodType<TooLarge>,
);

const stateSchema = z.enum(['new', 'stored', 'verified']);
const ownHead = readerOf(
  'segments',
  z.object({ seq: seqSchema, sha256: sha256Schema, state: stateSchema }) satisfies z.ZodType<OwnHead>,
);
const ownFields = {
  stream: streamSchema,
  seq: seqSchema,
  key: z.string(),
  sha256: sha256Schema,
  count: z.int().min(0),
  state: stateSchema,
};
const ownSegment = readerOf('segments', z.object(ownFields) satisfies z.ZodType<OwnSegment>);
const wholeSegment = readerOf(
  'segments',
  z.object({ ...ownFields, bytes: z.instanceof(Uint8Array) }) satisfies z.ZodType<OutboxSegment>,
);

/** What this device wrote and the remote may not have yet. */
export function outboxOver(sql: RecordStatements): Outbox {
  return {
    addUnsent(record) {
      const line = encodeRecord(record, null);
      if (isReadable(record)) addLine(sql, streamOf(record.kind), line);
      else listTooLarge(sql, { kind: record.kind, key: record.key, bytes: Buffer.byteLength(line) });
    },
    // Every device reads this stream, and an act is more than its tool uses.
    addUnsentBatch: (batch) => addLine(sql, 'core', encodeBatch(batch)),
    unsent: (stream, bytesMax) => oldestLines(sql, stream, bytesMax),
    unsentCount: () => sql.one(count, 'SELECT count(*) AS count FROM unsent')?.count ?? 0,
    dropUnsent: () => void sql.run('DELETE FROM unsent'),
    unsentBytes: (stream) =>
      sql.one(lineBytes, 'SELECT total(octet_length(line)) AS bytes FROM unsent WHERE stream = ?', stream)?.bytes ?? 0,
    setTooLarge: (record, line) =>
      sql.transaction(() => {
        removeLine(sql, line);
        listTooLarge(sql, record);
      }),
    clearTooLarge: (key) => void sql.run('DELETE FROM too_large WHERE key = ?', packHex(key)),
    tooLarge: () => sql.all(tooLarge, 'SELECT kind, key, bytes FROM too_large ORDER BY key'),
    ...ownSegments(sql),
  };
}

/** Sizes first, then texts: a line may be larger than everything before it, and is not read to be left out. */
function oldestLines(sql: RecordStatements, stream: string, bytesMax: number): UnsentLine[] {
  let bytes = 0;
  const sized = sql.some(
    unsentId,
    (line) => (bytes += line.bytes) >= bytesMax,
    'SELECT id, octet_length(line) AS bytes FROM unsent WHERE stream = ? ORDER BY id',
    stream,
  );
  // The last one may have gone over; the first one is taken whatever its size.
  const last = bytes > bytesMax && sized.length > 1 ? sized.at(-2) : sized.at(-1);
  if (last === undefined) return [];
  return sql.all(
    unsent,
    'SELECT id, stream, line FROM unsent WHERE stream = ? AND id <= ? ORDER BY id',
    stream,
    last.id,
  );
}

function listTooLarge(sql: RecordStatements, { kind, key, bytes }: TooLarge): void {
  sql.run('INSERT OR REPLACE INTO too_large (key, kind, bytes) VALUES (?, ?, ?)', packHex(key), kind, bytes);
}

function addLine(sql: RecordStatements, stream: Stream, line: string): void {
  sql.run('INSERT INTO unsent (stream, line) VALUES (?, ?)', stream, line);
}

function removeLine(sql: RecordStatements, line: number): void {
  sql.run('DELETE FROM unsent WHERE id = ?', line);
}

type OwnSegments = Pick<
  Outbox,
  | 'pack'
  | 'ownHead'
  | 'unverified'
  | 'ownSegment'
  | 'firstNew'
  | 'setSegmentState'
  | 'dropSegment'
  | 'forgetSegmentsUpTo'
>;

/** The bytes lie in a table of their own: a change of state does not write them again. */
function ownSegments(sql: RecordStatements): OwnSegments {
  const dropBytes = (stream: string, seq: number) =>
    sql.run('DELETE FROM segment_bytes WHERE stream = ? AND seq = ?', stream, seq);
  return {
    pack: ({ stream, seq, state, key, sha256, count, bytes }, lines) =>
      sql.transaction(() => {
        sql.run(
          'INSERT INTO segments (stream, seq, state, key, sha256, count) VALUES (?, ?, ?, ?, ?, ?)',
          stream,
          seq,
          state,
          key,
          sha256,
          count,
        );
        sql.run('INSERT INTO segment_bytes (stream, seq, bytes) VALUES (?, ?, ?)', stream, seq, bufferOf(bytes));
        for (const line of lines) removeLine(sql, line);
      }),
    ownHead: (stream) =>
      sql.one(ownHead, 'SELECT seq, sha256, state FROM segments WHERE stream = ? ORDER BY seq DESC LIMIT 1', stream),
    unverified: (stream, limit) =>
      sql.all(
        ownSegment,
        `SELECT stream, seq, key, sha256, count, state FROM segments
          WHERE stream = ? AND state <> 'verified' ORDER BY seq LIMIT ?`,
        stream,
        limit,
      ),
    ownSegment: (stream, seq) =>
      sql.one(
        wholeSegment,
        `SELECT stream, seq, key, sha256, count, state, bytes FROM segments JOIN segment_bytes USING (stream, seq)
          WHERE stream = ? AND seq = ?`,
        stream,
        seq,
      ),
    firstNew: (stream) =>
      sql.one(
        wholeSegment,
        `SELECT stream, seq, key, sha256, count, state, bytes FROM segments JOIN segment_bytes USING (stream, seq)
          WHERE stream = ? AND state <> 'verified' AND state = 'new' ORDER BY seq LIMIT 1`,
        stream,
      ),
    setSegmentState: (stream, seq, state) =>
      void sql.run('UPDATE segments SET state = ? WHERE stream = ? AND seq = ?', state, stream, seq),
    dropSegment: (stream, seq) =>
      sql.transaction(() => {
        dropBytes(stream, seq);
        sql.run('DELETE FROM segments WHERE stream = ? AND seq = ?', stream, seq);
      }),
    forgetSegmentsUpTo: (stream, seq) => sql.transaction(() => forgetUpTo(sql, stream, seq)),
  };
}

function forgetUpTo(sql: RecordStatements, stream: string, seq: number): number {
  const forgotten = sql.run(
    `DELETE FROM segment_bytes WHERE stream = ? AND seq <= ?
      AND (SELECT s.state FROM segments s WHERE s.stream = segment_bytes.stream AND s.seq = segment_bytes.seq) = 'verified'`,
    stream,
    seq,
  );
  // The next segment needs the number and the hash of the one before it.
  sql.run(
    `DELETE FROM segments WHERE stream = ? AND seq <= ? AND state = 'verified'
      AND seq < (SELECT max(s.seq) FROM segments s WHERE s.stream = segments.stream)`,
    stream,
    seq,
  );
  return forgotten;
}

/** SQLite takes a Buffer; no copy. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
