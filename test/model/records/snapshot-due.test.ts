import assert from 'node:assert/strict';
import { it } from 'node:test';
import { snapshotIsDue } from '../../../core/model/records/snapshot-due.ts';

it('a first snapshot is due when the logs hold as many records as take long to read', () => {
  assert.equal(snapshotIsDue({ segments: 40, records: 999 }, null), false);
  assert.equal(snapshotIsDue({ segments: 1, records: 1_000 }, null), true);
});

it('the next one is due after so many segments, or so many records beside those it holds', () => {
  const newest = { segments: 100, records: 10_000 };
  assert.equal(snapshotIsDue({ segments: 299, records: 15_999 }, newest), false);
  assert.equal(snapshotIsDue({ segments: 300, records: 10_000 }, newest), true);
  assert.equal(snapshotIsDue({ segments: 101, records: 16_000 }, newest), true);
});

it('a snapshot that holds more than is known here makes none due', () => {
  assert.equal(snapshotIsDue({ segments: 3, records: 2_000 }, { segments: 900, records: 50_000 }), false);
});
