import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  encodeBatch,
  encodeRecord,
  inSegmentOf,
  isReadable,
  parseLine,
  type LogLine,
} from '../../../core/model/records/record-line.ts';
import { bodyHash } from '../../../core/model/records/body.ts';
import { encodeStamps, type LogRecord } from '../../../core/model/records/record.ts';
import { encodeSegmentHeader, parseSegmentHeader, type SegmentHeader } from '../../../core/model/records/segment.ts';
import { stateOf } from '../../../core/model/records/state.ts';
import { device, digest } from '../sample.ts';
import { asObject, batchEntry, deviceId, logRecord, spelled } from './arbitraries.ts';

const me = device('a');
const hlc = '018c000000000000';
const key = '0'.repeat(32);
const line = (changed: object) =>
  parseLine(JSON.stringify({ kind: 'observation', key, hlc, body: { a: 1 }, ...changed }), me);

/** Plain fields, to compare whatever prototypes its objects have. */
function plain({ version, body: _body, stamps, ...rest }: LogRecord, of: LogRecord): object {
  // Stamps equal to the record's own need not be written; what they come to is in the state.
  return { ...rest, version, state: spelled(stateOf(of)), stamps: Object.keys(encodeStamps(stamps)).sort() };
}

describe('lines', () => {
  it('of records are read as they were written, in the segment of any device', () => {
    fc.assert(
      fc.property(logRecord, deviceId, (record, writer) => {
        const read = parseLine(encodeRecord(record, writer), writer);
        assert.ok(read.kind === 'record');
        assert.deepEqual(plain(read.record, read.record), plain(record, record));
        assert.equal(encodeRecord(read.record, writer), encodeRecord(record, writer));
      }),
      { numRuns: 1_000 },
    );
  });

  it('of records with names beyond all bounds are known as such before anybody reads them', () => {
    const long = fc.constantFrom(1, 200, 201, 2_000, 4_096, 4_097).map((length) => 'n'.repeat(length));
    const columns = fc.constantFrom(3, 1_999, 2_000, 2_001);
    fc.assert(
      fc.property(logRecord, long, long, columns, (record, content, column, count) => {
        const ref = record.ref === null ? null : { ...record.ref, content };
        const added = Object.fromEntries([...Array(count).keys()].map((n) => [`c${n}`, null]));
        const body = record.body === null ? null : { ...added, [column]: 1n };
        const stamps = {};
        const version = { ...record.version, bodyHash: body === null ? ('' as const) : bodyHash(body) };
        const whole = { ...record, ref, body, stamps, version };
        assert.equal(isReadable(whole), parseLine(encodeRecord(whole, me), me).kind === 'record');
      }),
      { numRuns: 200 },
    );
  });

  it('written before their segment is known come to the same', () => {
    fc.assert(
      fc.property(logRecord, deviceId, (record, writer) => {
        assert.equal(inSegmentOf(writer, encodeRecord(record, null)), encodeRecord(record, writer));
      }),
      { numRuns: 500 },
    );
  });

  it('of batches are read as they were written', () => {
    fc.assert(
      fc.property(batchEntry, (batch) => assert.deepEqual(parseLine(encodeBatch(batch), me), { kind: 'batch', batch })),
      { numRuns: 200 },
    );
  });

  it('that are cut, mixed up or anything at all never throw, and a cut one is never a record', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      logRecord.map((record) => encodeRecord(record, me)),
    );
    fc.assert(
      fc.property(text, fc.nat(400), fc.string({ maxLength: 2 }), (whole, at, put) => {
        parseLine(whole, me);
        parseLine(whole.slice(0, at) + put + whole.slice(at + 1), me);
        assert.notEqual(parseLine(whole.slice(0, -1), me).kind, 'record');
      }),
      { numRuns: 1_000 },
    );
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    for (const field of ['body', 'seen', 'stamps', 'ref', 'later']) {
      assert.notEqual(parseLine(`{"key":"${key}","${field}":${deep}}`, me).kind, 'record');
    }
    assert.equal(parseLine(deep, me).kind, 'bad');
  });

  it('delete only when they say so: a line without a body is no tombstone', () => {
    const kinds = (read: LogLine) => (read.kind === 'record' ? read.record.version.dead : read.kind);
    assert.equal(kinds(line({})), false);
    assert.equal(kinds(line({ body: undefined, dead: true })), true);
    for (const wrong of [{ body: undefined }, { dead: true }, { body: null }, { body: undefined, dead: false }]) {
      assert.equal(kinds(line(wrong)), 'bad');
    }
  });

  it('that contradict themselves are bad', () => {
    const zero = '0'.repeat(16);
    const wrong = [
      { hlc: zero, life: 1 },
      { hlc: zero, dead: true, body: undefined },
      { stamps: { b: [hlc, me] } },
      { stamps: { a: [zero, me] } },
      { stamps: { a: [hlc, ''] } },
      { stamps: [[hlc, me]] },
      { seen: { me: hlc } },
      { life: -1 },
      { life: 1_000_001 },
      { kind: 'Observation' },
      { key: 'A'.repeat(32) },
      { hlc: 'f'.repeat(16) },
      { by: '' },
      { prev: 'x' },
      { batch: '' },
      { ref: { key, platform: '\ud800', content: '', memory: null, project: '', startedAtEpoch: 0 } },
    ];
    for (const changed of wrong) assert.equal(line(changed).kind, 'bad', JSON.stringify(changed));
    assert.equal(line({ stamps: { a: [zero, ''] } }).kind, 'record');
  });

  it('name the field that is wrong, and nothing that stands in it', () => {
    const read = line({ seen: { '\u001b[31m': hlc } });
    assert.deepEqual(read, { kind: 'bad', finding: "a line's seen is wrong" });
  });

  it('of later versions are carried: other lines, other acts, other fields', () => {
    const batch = { act: 'compaction', id: '0123456789abcdef', deleted: 0, written: 0, confirmedAt: 0 };
    for (const later of [{ note: 1 }, {}, batch, { act: 'compaction' }]) {
      const text = JSON.stringify(later);
      assert.deepEqual(parseLine(text, me), { kind: 'later', text });
    }
    assert.equal(parseLine(JSON.stringify({ ...batch, act: 'undo', id: 'x' }), me).kind, 'bad');
    assert.equal(line({ later: { any: 1 } }).kind, 'record');
    for (const text of ['', '[]', '"key"', '1', 'null', '[{"key":1}]']) assert.equal(parseLine(text, me).kind, 'bad');
  });

  it('take the last of two fields of one name, and stamps of columns called like nothing else', () => {
    const twice = parseLine(`{"kind":"prompt","key":"${key}","hlc":"${hlc}","body":{"a":1,"a":2}}`, me);
    assert.equal(twice.kind === 'record' ? twice.record.body?.['a'] : null, 2n);
    const text = `{"kind":"prompt","key":"${key}","hlc":"${hlc}","stamps":{"__proto__":["018b000000000000","${device('b')}"]},"body":{"__proto__":"x"}}`;
    const read = parseLine(text, me);
    assert.ok(read.kind === 'record');
    assert.equal(encodeRecord(read.record, me), text);
  });
});

describe('segment headers', () => {
  const header: fc.Arbitrary<SegmentHeader> = fc.record(
    {
      format: fc.constant(1 as const),
      kind: fc.constant('segment' as const),
      device: deviceId,
      stream: fc.constantFrom('core', 'tools'),
      seq: fc.integer({ min: 1, max: 9_999_999_998 }),
      prev: fc.constantFrom(null, digest('0')),
      count: fc.nat(),
      plainBytes: fc.nat(),
      codec: fc.constantFrom('zstd', 'gzip'),
    },
    asObject,
  );

  it('are read as they were written', () => {
    fc.assert(
      fc.property(header, (of) => assert.deepEqual(parseSegmentHeader('log/x', encodeSegmentHeader(of)), of)),
      { numRuns: 200 },
    );
  });

  it('of a later major format, or without a field, are refused', () => {
    const [of] = fc.sample(header, 1);
    assert.ok(of !== undefined);
    assert.throws(() => parseSegmentHeader('log/x', JSON.stringify({ ...of, format: 2 })), { code: 'format-unknown' });
    for (const field of Object.keys(of)) {
      const rest = Object.fromEntries(Object.entries(of).filter(([name]) => name !== field));
      assert.throws(() => parseSegmentHeader('log/x', JSON.stringify(rest)), /object-damaged|format-unknown/, field);
    }
  });
});
