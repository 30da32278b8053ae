import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brakeFor } from '../../core/model/brake.ts';

describe('brakeFor', () => {
  it('lets small and ordinary deletions pass', () => {
    assert.equal(brakeFor({ observations: 100 }, { observations: 96 }), null);
    assert.equal(brakeFor({ observations: 5 }, { observations: 1 }), null);
    assert.equal(brakeFor({ observations: 1_000 }, { observations: 800 }), null);
    assert.equal(brakeFor({ observations: 10 }, { observations: 500 }), null);
  });

  it('asks about a fifth of a table, and about more than 200 rows of any', () => {
    assert.deepEqual(brakeFor({ a: 1, observations: 20 }, { a: 1, observations: 15 }), {
      table: 'observations',
      before: 20,
      after: 15,
    });
    assert.deepEqual(brakeFor({ observations: 10_000 }, { observations: 9_799 }), {
      table: 'observations',
      before: 10_000,
      after: 9_799,
    });
  });

  it('asks about a table that is gone', () => {
    assert.deepEqual(brakeFor({ observations: 9 }, {}), { table: 'observations', before: 9, after: 0 });
  });
});
