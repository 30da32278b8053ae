import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { edited } from '../../../core/model/records/edit.ts';
import { hlcZero } from '../../../core/model/records/hlc.ts';
import { mergeStates } from '../../../core/model/records/merge.ts';
import { recordKey } from '../../../core/model/records/record.ts';
import { bodyOf, stateHash, stateOf, type RecordState } from '../../../core/model/records/state.ts';
import { device } from '../sample.ts';
import { spelled } from './arbitraries.ts';
import {
  columns,
  deliverAll,
  newFleet,
  play,
  sameStamp,
  type Act,
  type Fleet,
  type Listed,
  type Write,
} from './fleet.ts';

const who = fc.nat(3);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('write' as const),
      who,
      columns: fc.integer({ min: 1, max: 7 }),
      afterMs: fc.constantFrom(0, 0, 1, 2, 60_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('receive' as const),
      who,
      which: fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('delete' as const), who }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('import' as const), who, value: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('right-clock' as const), who }) },
);
const acts = fc.array(act, { minLength: 1, maxLength: 16 });
const orders = fc.array(fc.array(fc.nat(99), { minLength: 5, maxLength: 17 }), { minLength: 4, maxLength: 4 });

/** A fleet that did all that, and where then everybody got everything. */
function settled(done: readonly Act[], orderings: readonly (readonly number[])[]): Fleet {
  const fleet = newFleet('observation');
  play(fleet, done);
  deliverAll(fleet, orderings);
  return fleet;
}

function statesOf({ devices }: Fleet): RecordState[] {
  return devices.map(({ state }) => state).filter((state) => state !== null);
}

/** The record as the rules say it, worked out from the versions alone: null when it is dead. */
function naive(writes: readonly Write[]): Map<string, Write> | null {
  const life = Math.max(...writes.map(({ record }) => record.version.life));
  const last = writes.filter(({ record }) => record.version.life === life);
  if (last.some(({ record }) => record.version.dead)) return null;
  const now = new Map<string, Write>();
  for (const column of columns) {
    const wrote = last.filter((write) => write.columns.includes(column));
    const [newest] = wrote.toSorted((a, b) => (orderOf(a, column) < orderOf(b, column) ? 1 : -1));
    if (newest !== undefined) now.set(column, newest);
  }
  return now;
}

function orderOf({ record: { version, body } }: Write, column: string): string {
  return `${version.hlc}${version.device}${JSON.stringify(body?.[column] ?? null)}`;
}

describe('a fleet', () => {
  it('agrees on one record, whatever was written and arrives in whatever order, twice', () => {
    fc.assert(
      fc.property(acts, orders, (done, orderings) => {
        const fleet = settled(done, orderings);
        const states = statesOf(fleet);
        assert.equal(new Set(states.map(spelled)).size, states.length === 0 ? 0 : 1);
        assert.ok(new Set(states.map(stateHash)).size <= 1);
        const [state] = states;
        if (state === undefined) return;
        const wanted = naive(fleet.writes);
        assert.equal(state.kind, wanted === null ? 'dead' : 'live');
        if (state.kind === 'dead' || wanted === null) return;
        const shown = Object.entries(bodyOf(state.cells)).map(([column, value]) => [column, value]);
        const right = [...wanted].map(([column, { record }]) => [column, record.body?.[column] ?? null]);
        assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(right));
      }),
      { numRuns: 600 },
    );
  });

  it('lists every edit that is lost unseen on at least one device', () => {
    fc.assert(
      fc.property(acts, orders, (done, orderings) => {
        const fleet = settled(done, orderings);
        const wanted = fleet.writes.length === 0 ? null : naive(fleet.writes);
        const listed = fleet.devices.flatMap((one) => one.listed);
        for (const write of fleet.writes.filter(({ record: { version } }) => version.hlc !== hlcZero)) {
          // A newer schema's empty columns are nobody's words.
          for (const column of write.columns.filter((name) => write.record.body?.[name] !== null)) {
            const isLost = wanted?.get(column) !== write && !isReplaced(fleet, write, column);
            if (isLost)
              assert.ok(
                listed.some((one) => isLostIn(one, write, column)),
                `${write.record.version.hlc} ${column}`,
              );
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('lists no edit that the writer of what won had seen', () => {
    fc.assert(
      fc.property(acts, orders, (done, orderings) => {
        const fleet = settled(done, orderings);
        for (const one of fleet.devices.flatMap(({ listed }) => listed)) {
          for (const column of one.conflict.columns) {
            for (const lost of fleet.writes.filter((write) => isLostIn(one, write, column))) {
              const winner = winnerOf(fleet, one, column);
              assert.ok(!winner.saw.has(lost), `${column} of ${lost.record.version.hlc}`);
            }
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('takes an edit made after a merge on every device, though the writer has the worst clock', () => {
    fc.assert(
      fc.property(acts, orders, who, (done, orderings, by) => {
        const fleet = settled(done, orderings);
        const before = fleet.devices[by]?.state;
        if (before?.kind !== 'live') return;
        const body = { ...bodyOf(before.cells), title: 'the last word' };
        const written = { kind: fleet.kind, key: recordKey(fleet.kind, 'the one'), ref: null };
        const record = edited(written, body, before, { device: device('e'), wallMs: 0 });
        assert.ok(record !== null);
        for (const state of [...statesOf(fleet), ...fleet.writes.map((write) => stateOf(write.record))]) {
          const merged = mergeStates(fleet.kind, state, stateOf(record));
          assert.equal(merged.kind === 'live' ? merged.cells['title']?.value : null, 'the last word');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('re-creates a record only by who saw its tombstone, and only so it ever comes back', () => {
    fc.assert(
      fc.property(acts, (done) => {
        const fleet = newFleet('observation');
        play(fleet, done);
        for (const { record, saw } of fleet.writes) {
          const { life } = record.version;
          const tombstones = [...saw].filter((other) => other.record.version.dead);
          const before = tombstones.map((other) => other.record.version.life);
          if (life > 0) assert.ok(before.includes(life - 1), 'a life without a tombstone before it');
          if (!record.version.dead) assert.ok(!before.includes(life), 'an edit of what its writer knew to be dead');
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Somebody who had seen the value wrote another one, deleted the record, or began its next life. */
function isReplaced({ writes }: Fleet, write: Write, column: string): boolean {
  return writes.some(({ record: { version }, columns: brought, saw }) => {
    if (!saw.has(write)) return false;
    return version.dead || version.life > write.record.version.life || brought.includes(column);
  });
}

function isLostIn({ conflict }: Listed, { record: { version } }: Write, column: string): boolean {
  const cell = conflict.columns.includes(column) ? conflict.loserState.cells[column] : undefined;
  return cell !== undefined && cell.hlc !== hlcZero && sameStamp(cell, version);
}

/** Who wrote the value, the tombstone or the life that beat a listed cell. */
function winnerOf({ writes }: Fleet, { conflict: { winner, loserState }, met }: Listed, column: string): Write {
  const lost = loserState.cells[column];
  const wins = met
    .map((state) => (state.kind === 'live' && state.version.life === winner.life ? state.cells[column] : undefined))
    .find((cell) => cell !== undefined && lost !== undefined && !sameStamp(cell, lost));
  const isWhole = winner.dead || winner.life > loserState.version.life;
  const by = isWhole || wins === undefined ? winner : wins;
  const found = writes.find(
    ({ record: { version } }) => sameStamp(version, by) && (!isWhole || version.life === winner.life),
  );
  assert.ok(found !== undefined, 'a conflict whose winner nobody wrote');
  return found;
}
