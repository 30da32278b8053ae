import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bodyHash } from '../../../../core/model/records/body.ts';
import type { ColumnValue } from '../../../../core/model/records/column-value.ts';
import { recordKey } from '../../../../core/model/records/record.ts';
import { assertHealthy } from '../../../support/database-checks.ts';
import { allRows, copyRows, heard, reading, refOf, scene, written } from './scene.ts';

/** Bytes that are no UTF-8, whatever surrounds them. */
const invalid = fc
  .uint8Array({ maxLength: 20 })
  .map((bytes): ColumnValue => ({ invalidText: new Uint8Array([...bytes.map((byte) => byte & 0x7f), 0xff]) }));
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '',
    '😀 їжак',
    'a\0b',
    '\0',
    '\uFFFD',
    '\uFEFFbom',
    'quote \' " `',
    '#',
    '9223372036854775807',
    '5.0',
  ),
);
/** What a column declared TEXT really holds: its affinity turns numbers into text. */
const textValue: fc.Arbitrary<ColumnValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: invalid },
);
const integer: fc.Arbitrary<ColumnValue> = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 0n, 2n ** 53n + 1n),
  fc.constant(0.5),
);
const born = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 2n ** 53n }));
/** Four bytes of a 64-bit integer and more: a title never repeats. */
const columns = [
  'title',
  'subtitle',
  'narrative',
  'text',
  'facts',
  'concepts',
  'files_read',
  'metadata',
  'agent_id',
] as const;
const observation = fc.record({
  ...(Object.fromEntries(columns.map((column) => [column, textValue])) as Record<
    (typeof columns)[number],
    typeof textValue
  >),
  type: text,
  project: text,
  created_at: text,
  created_at_epoch: born,
  prompt_number: integer,
  discovery_tokens: integer,
});
const runs = 15;

describe('any rows', () => {
  it('are read as they were written, are found again, travel on without a change, and go away cleanly', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(observation, { minLength: 1, maxLength: 8 }), text, async (bodies, memory) => {
        const [one, two] = [await scene(t, 'empty'), await scene(t, 'empty')];
        const session = {
          platform_source: 'claude',
          content_session_id: `c${memory}`,
          memory_session_id: `m${memory}`,
          project: 'p',
          started_at: '',
          started_at_epoch: 1n,
          status: 'failed',
        };
        const rows = await one.records.write((w) => {
          const home = written(w.insert('session', recordKey('session', 'x'), session, null)).rowid;
          return bodies.map((body, n) =>
            written(w.insert('observation', recordKey('observation', String(n)), body, home)),
          );
        });
        for (const [n, row] of rows.entries()) {
          const sent = bodies[n] ?? assert.fail();
          const shown = Object.fromEntries(Object.keys(sent).map((column) => [column, row.body[column] ?? null]));
          assert.equal(bodyHash(shown), bodyHash(sent));
        }
        const read = await allRows(one);
        await reading(one, (open) => {
          for (const row of read) {
            const like = open.rowsLike(row.kind, row.identity, row.body, refOf(row), row.session?.rowid ?? null);
            assert.ok(like.some(({ rowid }) => rowid === row.rowid));
          }
        });
        for (const result of await copyRows(two, read)) assert.equal(result.kind, 'written');
        assert.deepEqual((await allRows(two)).map(heard), read.map(heard));
        await assertHealthy(two.path);
        await two.records.write((w) => {
          for (const row of read.toReversed()) assert.equal(w.delete(row.kind, row.rowid).kind, 'deleted');
        });
        assert.deepEqual(await allRows(two), []);
        await assertHealthy(two.path);
      }),
      { numRuns: runs, seed: 4_711 },
    );
  });
});
