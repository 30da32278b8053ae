import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareCells } from '../../../core/model/records/column-rules.ts';
import { mergeStates } from '../../../core/model/records/merge.ts';
import { stateHash, type Cell, type RecordState } from '../../../core/model/records/state.ts';
import { compareVersions, type Version } from '../../../core/model/records/version.ts';
import { columnName, columnValue, spelled, stamp, state, version } from './arbitraries.ts';

const kind = fc.constantFrom('session', 'observation');
const cell: fc.Arbitrary<Cell> = fc.tuple(columnValue, stamp).map(([value, by]) => ({ value, ...by }));

/** A strict weak order, and what it calls equal is equal. */
function assertOrder<T>(compare: (a: T, b: T) => number, same: (a: T) => string, [a, b, c]: readonly [T, T, T]): void {
  assert.equal(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) || 0);
  assert.equal(compare(a, b) === 0, same(a) === same(b));
  if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0, 'a ≤ b ≤ c, but a > c');
  if (compare(a, b) < 0 && compare(b, c) < 0) assert.ok(compare(a, c) < 0, 'a < b < c, but not a < c');
}

describe('merging states', () => {
  it('does not depend on who merges whom', () => {
    fc.assert(
      fc.property(kind, state, state, (of, a, b) => {
        assert.equal(spelled(mergeStates(of, a, b)), spelled(mergeStates(of, b, a)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on what is merged first', () => {
    fc.assert(
      fc.property(kind, state, state, state, (of, a, b, c) => {
        const left = mergeStates(of, mergeStates(of, a, b), c);
        const right = mergeStates(of, a, mergeStates(of, b, c));
        assert.equal(spelled(left), spelled(right));
        assert.equal(stateHash(left), stateHash(right));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing when done again', () => {
    fc.assert(
      fc.property(kind, state, state, (of, a, b) => {
        const merged = mergeStates(of, a, b);
        for (const again of [a, b, merged]) assert.equal(spelled(mergeStates(of, merged, again)), spelled(merged));
      }),
      { numRuns: 500 },
    );
  });

  it('gives one value to three imports of one row, which no stamp can order', () => {
    const imported = state.filter((of) => of.kind === 'live' && of.version.device === '');
    fc.assert(
      fc.property(imported, imported, imported, (a, b, c) => {
        const merged = (...all: [RecordState, RecordState, RecordState]) =>
          all.reduce((sum, next) => mergeStates('observation', sum, next));
        assert.equal(spelled(merged(a, b, c)), spelled(merged(c, b, a)));
        assert.equal(spelled(merged(a, b, c)), spelled(merged(b, a, c)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('orders', () => {
  it('has one total order of versions, without a cycle', () => {
    const same = ({ life, dead, hlc, device, bodyHash }: Version) => [life, dead, hlc, device, bodyHash].join();
    fc.assert(
      fc.property(fc.tuple(version, version, version), (three) => assertOrder(compareVersions, same, three)),
      { numRuns: 1_000 },
    );
  });

  it('has one total order of the cells of every column, whatever its rule', () => {
    const rules = fc.oneof(columnName, fc.constantFrom('completed_at_epoch', 'status', 'started_at'));
    fc.assert(
      fc.property(kind, rules, fc.tuple(cell, cell, cell), (of, column, three) => {
        assertOrder((a: Cell, b: Cell) => compareCells(of, column, a, b), cellText, three);
      }),
      { numRuns: 1_000 },
    );
  });
});

function cellText(of: Cell): string {
  return spelled({
    kind: 'live',
    version: { life: 0, dead: false, hlc: of.hlc, device: of.device, bodyHash: '' },
    cells: { one: of },
    ref: null,
    seen: {},
  });
}
