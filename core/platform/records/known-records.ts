import { z } from 'zod';
import { hlcZero, type Hlc } from '../../model/records/hlc.ts';
import { sessionRefSchema, type SessionRef } from '../../model/records/record.ts';
import { cellsOf } from '../../model/records/state.ts';
import { seenOf, seenSchema, type Version } from '../../model/records/version.ts';
import type { KnownRecord, KnownRecords, KnownState } from '../../ports/record-store.ts';
import { keyColumn, packHash, packHex, packText, unpackHash, unpackKey, unpackText } from './packed-hex.ts';
import { fastReaderOf, readerOf, type RecordStatements } from './record-statements.ts';
import {
  cellsSchema,
  encodeCells,
  encodeSeen,
  encodeStamps,
  encodeState,
  stampsSchema,
  stateSchema,
} from './stored-state.ts';

const hlcBytes = 8;

const select = `SELECT r.key, r.kind, r.form, r.dead, r.life, r.hlc, r.device, r.body_hash, r.twin, r.seen, r.stamps,
  r.extra, r.state, s.ref FROM records r LEFT JOIN session_refs s ON s.number = r.ref`;

/** By hand: a full capture and the index read every record. JSON is rare in them and checked by its schema. */
const knownRecord = fastReaderOf('records', (row): KnownRecord | null => {
  const { kind } = row;
  const key = unpackKey(row['key']);
  const twin = row['twin'] === null ? null : unpackText(row['twin']);
  const state = stateFrom(row);
  if (typeof kind !== 'string' || key === undefined || twin === undefined || state === null) return null;
  return { kind, key, state, twin };
});

/** Without an index: a person looks at one act now and then, and every write would pay for it. */
const written = 'r.device = ? AND r.hlc > ? AND r.hlc <= ?';
const number = readerOf('records', z.object({ number: z.int() }));
const mainKey = readerOf('record_aliases', z.object({ key: keyColumn }));
const counts = readerOf('records', z.object({ live: z.int(), dead: z.int() }));
const refNumber = readerOf('session_refs', z.object({ number: z.int() }));

/** What is known of each record. */
export function knownRecordsOver(sql: RecordStatements): KnownRecords {
  return {
    known: (key) => sql.one(knownRecord, `${select} WHERE r.key = ?`, packHex(key)),
    setKnown: (record) => set(sql, record),
    twinsOf: (twin) => sql.all(knownRecord, `${select} WHERE r.twin = ? AND r.dead = 0 ORDER BY r.key`, packText(twin)),
    aliasOf: (key) =>
      sql.one(mainKey, 'SELECT main AS key FROM record_aliases WHERE key = ?', packHex(key))?.key ?? null,
    setAlias: (key, of) =>
      void sql.run('INSERT OR REPLACE INTO record_aliases (key, main) VALUES (?, ?)', packHex(key), packHex(of)),
    aliasesOf: (key) =>
      sql
        .all(mainKey, 'SELECT key FROM record_aliases WHERE main = ? ORDER BY key', packHex(key))
        .map((alias) => alias.key),
    // The empty blob sorts before every key.
    knownAfter: (key, limit) =>
      sql.all(knownRecord, `${select} WHERE r.key > ? ORDER BY r.key LIMIT ?`, packHex(key), limit),
    writtenBetween: (device, from, until, key, limit) =>
      sql.all(
        knownRecord,
        `${select} WHERE ${written} AND r.key > ? ORDER BY r.key LIMIT ?`,
        packHex(device),
        packHex(from),
        packHex(until),
        packHex(key),
        limit,
      ),
    writtenCount: (device, from, until) =>
      sql.one(
        number,
        `SELECT count(*) AS number FROM records r WHERE ${written}`,
        packHex(device),
        packHex(from),
        packHex(until),
      )?.number ?? 0,
    knownCount: () =>
      sql.one(counts, 'SELECT count(*) - total(dead) AS live, total(dead) AS dead FROM records') ?? {
        live: 0,
        dead: 0,
      },
  };
}

function set(sql: RecordStatements, { kind, key, state, twin }: KnownRecord): void {
  const { version } = state.kind === 'carried' ? state.state : state;
  sql.run(
    `INSERT OR REPLACE INTO records
      (key, kind, form, dead, life, hlc, device, body_hash, ref, twin, seen, stamps, extra, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    packHex(key),
    kind,
    state.kind,
    version.dead ? 1 : 0,
    version.life,
    version.hlc === hlcZero ? null : packHex(version.hlc),
    packHash(version.device),
    packHash(version.bodyHash),
    state.kind === 'row' && state.ref !== null ? numberOf(sql, state.ref) : null,
    twin === null ? null : packText(twin),
    state.kind === 'carried' ? null : encodeSeen(state.seen, version),
    state.kind === 'row' ? encodeStamps(state.stamps) : null,
    state.kind === 'row' ? encodeCells(state.extra, version) : null,
    state.kind === 'carried' ? encodeState(state.state) : null,
  );
}

/** Rows of one session all say the same of it: kept once. */
function numberOf(sql: RecordStatements, ref: SessionRef): number | null {
  const { key, platform, content, memory, project, startedAtEpoch } = ref;
  const text = JSON.stringify({ key, platform, content, memory, project, startedAtEpoch });
  const find = () => sql.one(refNumber, 'SELECT number FROM session_refs WHERE ref = ?', text)?.number ?? null;
  const known = find();
  if (known !== null) return known;
  sql.run('INSERT INTO session_refs (ref) VALUES (?)', text);
  return find();
}

function stateFrom(row: Record<string, unknown>): KnownState | null {
  if (row['form'] === 'carried') {
    const state = parsed(stateSchema, row['state']);
    return state === null ? null : { kind: 'carried', state };
  }
  const version = versionFrom(row);
  if (version === null) return null;
  const seen = row['seen'] === null ? seenOf(version) : parsed(seenSchema, row['seen']);
  if (seen === null) return null;
  if (row['form'] === 'dead') return { kind: 'dead', version, seen };
  if (row['form'] !== 'row') return null;
  const stamps = row['stamps'] === null ? {} : parsed(stampsSchema, row['stamps']);
  const cells = row['extra'] === null ? { body: {}, stamps: {} } : parsed(cellsSchema, row['extra']);
  const ref = row['ref'] === null ? null : parsed(sessionRefSchema, row['ref']);
  if (stamps === null || cells === null || (ref === null && row['ref'] !== null)) return null;
  const extra = cellsOf(cells.body, version, cells.stamps ?? {});
  return { kind: 'row', version, seen, stamps, ref, extra };
}

function versionFrom({ life, dead, hlc, device, body_hash: hash }: Record<string, unknown>): Version | null {
  const stamp = hlc === null ? hlcZero : unpackHlc(hlc);
  const by = device === null ? '' : unpackHash(device);
  const bodyHash = hash === null ? '' : unpackHash(hash);
  if (typeof life !== 'number' || stamp === undefined || by === undefined || bodyHash === undefined) return null;
  return {
    life,
    dead: dead === 1,
    hlc: stamp,
    device: by as Version['device'],
    bodyHash: bodyHash as Version['bodyHash'],
  };
}

function unpackHlc(value: unknown): Hlc | undefined {
  return Buffer.isBuffer(value) && value.length === hlcBytes ? (value.toString('hex') as Hlc) : undefined;
}

function parsed<T>(schema: z.ZodType<T>, text: unknown): T | null {
  if (typeof text !== 'string') return null;
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
