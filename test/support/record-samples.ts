import { createHash } from 'node:crypto';
import { bodyHash, hash128Schema, type Body, type Hash128 } from '../../core/model/records/body.ts';
import { hlcSchema, hlcZero, type Hlc } from '../../core/model/records/hlc.ts';
import { recordKeySchema, type LogRecord, type RecordKey, type SessionRef } from '../../core/model/records/record.ts';
import { stateOf, type LiveState } from '../../core/model/records/state.ts';
import { deviceIdSchema, sha256Schema, type DeviceId } from '../../core/model/ids.ts';
import type { KnownRecord, MappedRow, OutboxSegment } from '../../core/ports/record-store.ts';

/** Records of the right form for tests of whatever keeps them; the same name gives the same one. */
export const laptop = device('a');
export const board = device('b');

export function device(letter: string): DeviceId {
  return deviceIdSchema.parse(letter.repeat(32));
}

export function keyOf(name: string | number): RecordKey {
  return recordKeySchema.parse(hashOfName(name));
}

export function hashOfName(name: string | number): Hash128 {
  return hash128Schema.parse(createHash('sha256').update(String(name)).digest('hex').slice(0, 32));
}

export function stampOf(ms: number): Hlc {
  return hlcSchema.parse(`${ms.toString(16).padStart(12, '0')}0000`);
}

export const sampleRef: SessionRef = {
  key: keyOf('session'),
  platform: 'claude',
  content: 'c0ffee00-0000-4000-8000-000000000001',
  memory: null,
  project: 'пам’ять',
  startedAtEpoch: 1_795_219_200_000,
};

/** Every type that SQLite has, and names that mean something to JavaScript. */
export const oddBody: Body = {
  __proto__: null,
  title: 'Тиша \u0000 і "лапки"',
  ['constructor']: 'a name',
  blob: Uint8Array.of(0, 255, 7),
  broken: { invalidText: Uint8Array.of(0xc3, 0x28) },
  great: 9_223_372_036_854_775_807n,
  whole: 2,
  half: -0.5,
  nothing: null,
};

/** An edit of one column of a row that two devices wrote. */
export function sampleRecord(name: string | number, by: DeviceId | '' = '', body: Body = oddBody): LogRecord {
  const hlc = by === '' ? hlcZero : stampOf(1_795_219_200_000);
  return {
    kind: 'observation',
    key: keyOf(name),
    version: { life: 0, dead: false, hlc, device: by, bodyHash: bodyHash(body) },
    prev: by === '' ? null : hashOfName('before'),
    seen: by === '' ? {} : { [laptop]: stampOf(7), [by]: hlc },
    body,
    stamps: by === '' ? {} : { half: { hlc: stampOf(7), device: laptop } },
    ref: sampleRef,
    batch: null,
  };
}

export function liveSample(name: string | number, by: DeviceId | '' = '', body: Body = oddBody): LiveState {
  const state = stateOf(sampleRecord(name, by, body));
  if (state.kind !== 'live') throw new Error('a sample is alive');
  return state;
}

export function sampleKnown(name: string | number, by: DeviceId | '' = ''): KnownRecord {
  const { kind, key, version, seen, stamps, ref } = sampleRecord(name, by);
  const extra = by === '' ? {} : liveSample(name, by).cells;
  return { kind, key, twin: hashOfName('twin'), state: { kind: 'row', version, seen, stamps, ref, extra } };
}

export function sampleTombstone(name: string | number, by: DeviceId): KnownRecord {
  const version = { life: 3, dead: true, hlc: stampOf(9), device: by, bodyHash: '' } as const;
  return { kind: 'observation', key: keyOf(name), twin: null, state: { kind: 'dead', version, seen: {} } };
}

export function sampleRow(rowid: number, name: string | number = rowid): MappedRow {
  return {
    kind: 'observation',
    rowid,
    key: keyOf(name),
    fingerprint: hashOfName(`fingerprint ${rowid}`),
    createdAt: 1_795_219_200_000 + rowid,
    text: `not hex ${rowid}`,
    sketch: '1|abcdefgh,,x',
  };
}

export function sampleSegment(seq: number, state: OutboxSegment['state'] = 'new'): OutboxSegment {
  const bytes = Uint8Array.from({ length: 40 }, (_, n) => (n * seq) % 256);
  const sha256 = sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'));
  return { stream: 'core', seq, key: `log/${laptop}/core/${seq}.seg`, sha256, bytes, count: 2, state };
}

/** Equal content, whatever the prototypes: parsed names have none. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
