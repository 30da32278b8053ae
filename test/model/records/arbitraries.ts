import fc from 'fast-check';
import type { DeviceId, Instant } from '../../../core/model/ids.ts';
import { bodyHash, emptyObject, encodeBody, type Body, type Hash128 } from '../../../core/model/records/body.ts';
import type { ColumnValue } from '../../../core/model/records/column-value.ts';
import { hlcZero, type Hlc } from '../../../core/model/records/hlc.ts';
import { recordKey, type LogRecord, type SessionRef, type Stamps } from '../../../core/model/records/record.ts';
import type { BatchEntry } from '../../../core/model/records/record-line.ts';
import { bodyOf, type Cell, type Cells, type RecordState } from '../../../core/model/records/state.ts';
import {
  joinSeen,
  seenOf,
  stampZero,
  type Seen,
  type Stamp,
  type Version,
} from '../../../core/model/records/version.ts';
import { device } from '../sample.ts';

/** With the prototype that parsed objects have. */
export const asObject = { noNullPrototype: true } as const;

/** Few devices and few moments: ties are where merging goes wrong. */
export const deviceId: fc.Arbitrary<DeviceId> = fc.constantFrom(device('a'), device('b'), device('c'));
const hlc: fc.Arbitrary<Hlc> = fc.constantFrom(
  '0000000000010000',
  '018c000000000000',
  '018c000000000001',
  '01a0ffffffffffff',
  'e677d21fdbffffff',
) as fc.Arbitrary<Hlc>;

const editStamp: fc.Arbitrary<Stamp> = fc.record({ hlc, device: deviceId });
export const stamp: fc.Arbitrary<Stamp> = fc.oneof({ weight: 4, arbitrary: editStamp }, fc.constant(stampZero));

/** Names that an object, a sort or a rule might take for something else. */
export const columnName = fc.oneof(
  fc.constantFrom('title', 'status', 'completed_at', 'started_at', 'started_at_epoch', 'memory_session_id'),
  fc.constantFrom('__proto__', 'constructor', 'toString', '10', '9', '-1', '', 'ключ', 'A', '\u{1f600}', '\uffff'),
);

const bytes = fc.uint8Array({ maxLength: 6 });
const invalidText = fc
  .constantFrom([0xff], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x61, 0xf5], [0xe2, 0x82])
  .map((octets) => ({ invalidText: Uint8Array.from(octets) }));
const trickyNumber = fc.constantFrom<ColumnValue[]>(
  0,
  -0,
  1,
  1.5,
  5e-324,
  1e21,
  2 ** 53,
  -(2 ** 63),
  Infinity,
  -Infinity,
  0.1,
  0n,
  1n,
  -1n,
  2n ** 53n - 1n,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 63n - 1n,
  -(2n ** 63n),
);

/** Everything a row may hold. */
export const columnValue: fc.Arbitrary<ColumnValue> = fc.oneof(
  trickyNumber,
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.constantFrom<ColumnValue[]>(null, '', 'active', 'completed', '{"int":"1"}', '\u0000', '\uFEFFa'),
  fc.string({ unit: 'binary' }),
  bytes,
  invalidText,
);

/** A body without a prototype, as the code makes them. */
export const body: fc.Arbitrary<Body> = fc.array(fc.tuple(columnName, columnValue), { maxLength: 5 }).map(objectOf);

export const ref: fc.Arbitrary<SessionRef | null> = fc.option(
  fc.record(
    {
      key: fc.constantFrom(recordKey('session', 'claude', 'c-1'), recordKey('session', 'claude', 'c-2')),
      platform: fc.constant('claude'),
      content: fc.constantFrom('c-1', 'c-2'),
      memory: fc.constantFrom(null, '', 'm-1'),
      project: fc.constantFrom('membridge', 'проєкт'),
      startedAtEpoch: fc.constantFrom(0, 1_700_000_000_000),
    },
    asObject,
  ),
);

export const seen: fc.Arbitrary<Seen> = fc.array(fc.tuple(deviceId, hlc), { maxLength: 3 }).map((pairs) => {
  return joinSeen(...pairs.map(([who, when]) => ({ [who]: when })));
});

/** Versions that some writer could have written; an import begins the first life. */
export const version: fc.Arbitrary<Version> = fc
  .record({ life: fc.nat(2), dead: fc.boolean(), stamp, hash: fc.constantFrom('1', '2') })
  .map(({ life, dead, stamp: { hlc: when, device: who }, hash }) => {
    const isImport = when === hlcZero;
    const isDead = dead && !isImport;
    const named = isDead ? '' : (hash.repeat(32) as Hash128);
    return { life: isImport ? 0 : life, dead: isDead, hlc: when, device: who, bodyHash: named };
  });

const cells: fc.Arbitrary<Cells> = fc
  .array(fc.tuple(columnName, columnValue, stamp), { maxLength: 5 })
  .map((all) => objectOf(all.map(([column, value, by]): [string, Cell] => [column, { value, ...by }])));

/** Any well-formed state, whether or not a history leads to it: whoever holds a cell has seen its stamp. */
export const state: fc.Arbitrary<RecordState> = fc
  .record({ version, cells, ref, seen })
  .map(({ version: of, cells: all, ref: session, seen: known }) => {
    const whole = joinSeen(known, seenOf(of), ...(of.dead ? [] : Object.values(all).map(seenOf)));
    if (of.dead) return { kind: 'dead', version: of, seen: whole };
    return { kind: 'live', version: of, cells: all, ref: session, seen: whole };
  });

/** Any record that a line can carry. */
export const logRecord: fc.Arbitrary<LogRecord> = fc
  .record({
    kind: fc.constantFrom('session', 'observation', 'tool-use', 'later-kind'),
    state,
    prev: fc.constantFrom<(Hash128 | '' | null)[]>(null, '', 'f'.repeat(32) as Hash128),
    seen,
    batch: fc.constantFrom(null, '0123456789abcdef'),
  })
  .map(({ kind, state: of, prev, seen: known, batch }) => {
    const key = recordKey(kind, 'one');
    const shared = { kind, key, prev, seen: known, batch };
    if (of.kind === 'dead') return { ...shared, version: of.version, body: null, stamps: noStamps, ref: null };
    const whole = bodyOf(of.cells);
    const own = { ...of.version, bodyHash: bodyHash(whole) };
    const stamps = objectOf(
      Object.entries(of.cells).map(([column, { hlc: when, device: who }]): [string, Stamp] => [
        column,
        { hlc: when, device: who },
      ]),
    );
    return { ...shared, version: own, body: whole, stamps, ref: of.ref };
  });

const noStamps: Stamps = emptyObject();

export const batchEntry: fc.Arbitrary<BatchEntry> = fc.record(
  {
    id: fc.constant('0123456789abcdef'),
    act: fc.constantFrom('restore', 'undo', 'force-push', 'import', 'confirmed'),
    deleted: fc.nat(),
    written: fc.nat(),
    confirmedAt: fc.nat().map((at) => at as Instant),
  },
  asObject,
);

/** One text per state, seen and all, so that equal texts are equal states. */
export function spelled(of: RecordState): string {
  const known = Object.entries(of.seen).sort(byName);
  if (of.kind === 'dead') return JSON.stringify([of.version, known]);
  const values = encodeBody(bodyOf(of.cells));
  const columns = Object.keys(values).sort();
  const told = columns.map((column) => [column, values[column], of.cells[column]?.hlc, of.cells[column]?.device]);
  return JSON.stringify([of.version, known, of.ref, told]);
}

export function objectOf<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const object = emptyObject<T>();
  for (const [name, value] of entries) object[name] = value;
  return object;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
