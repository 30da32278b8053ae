import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RestorePoint } from '../../core/model/history.ts';
import type { Instant } from '../../core/model/ids.ts';
import { restorePointsToDrop } from '../../core/model/retention.ts';
import { digest } from './sample.ts';

const day = 86_400_000;
const point = (number: number, kind: RestorePoint['kind'], ageDays: number): RestorePoint => ({
  id: `r${number}`,
  at: (1_000 * day - ageDays * day) as Instant,
  kind,
  why: 'pull',
  bytes: 1,
  sha256: digest('1'),
  digest: digest('2'),
  rows: {},
  schemaVersions: [],
});
const now = (1_000 * day) as Instant;
const policy = { safetyCopies: 2, setAsideDays: 30 };

describe('restorePointsToDrop', () => {
  it('keeps the newest safety copies', () => {
    const points = [4, 3, 2, 1].map((number) => point(number, 'safety', 0));
    assert.deepEqual(
      restorePointsToDrop(points, policy, now).map(({ id }) => id),
      ['r2', 'r1'],
    );
  });

  it('keeps what was set aside for its days', () => {
    const points = [point(3, 'safety', 0), point(2, 'set-aside', 30), point(1, 'set-aside', 31)];
    assert.deepEqual(
      restorePointsToDrop(points, policy, now).map(({ id }) => id),
      ['r1'],
    );
  });

  it('never drops the newest point: undo needs it', () => {
    assert.deepEqual(restorePointsToDrop([point(1, 'set-aside', 400)], policy, now), []);
  });
});
