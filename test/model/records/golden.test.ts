import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { deviceIdSchema } from '../../../core/model/ids.ts';
import type { KnownKind } from '../../../core/model/records/kinds.ts';
import { mergeStates } from '../../../core/model/records/merge.ts';
import { encodeBatch, encodeRecord, parseLine } from '../../../core/model/records/record-line.ts';
import { recordKey, type LogRecord } from '../../../core/model/records/record.ts';
import { stateHash, stateOf, type RecordState } from '../../../core/model/records/state.ts';
import { identityOf, textHash } from '../../../core/sources/claude-mem/records/identity.ts';
import { bodySchema } from '../../../core/model/records/body.ts';

// Formats are for ever: these files were written once, by another program after the words of core/FORMATS.md.
const golden = (name: string) =>
  readFileSync(new URL(`../../fixtures/formats/records/${name}`, import.meta.url), 'utf8');
const lines = golden('lines.jsonl').trimEnd().split('\n');
const vectors = z
  .object({
    segmentDevice: deviceIdSchema,
    keys: z.array(
      z.object({
        kind: z.string(),
        row: bodySchema.optional(),
        identity: z.array(z.string().nullable()),
        key: z.string(),
      }),
    ),
    records: z.array(z.object({ line: z.number(), bodyHash: z.string(), stateHash: z.string() })),
    merged: z.array(z.object({ lines: z.array(z.number()), stateHash: z.string() })),
  })
  .parse(JSON.parse(golden('vectors.json')));

function recordOf(line: number): LogRecord {
  const read = parseLine(lines[line - 1] ?? '', vectors.segmentDevice);
  assert.ok(read.kind === 'record', `line ${line}`);
  return read.record;
}

describe('golden records', () => {
  it('are read and written again byte for byte: all kinds, tombstones, edits, imports, new lives, batches', () => {
    const kinds = new Set<string>();
    for (const [at, text] of lines.entries()) {
      const read = parseLine(text, vectors.segmentDevice);
      if (read.kind === 'record')
        assert.equal(encodeRecord(read.record, vectors.segmentDevice), text, `line ${at + 1}`);
      else if (read.kind === 'batch') assert.equal(encodeBatch(read.batch), text);
      else assert.deepEqual(read, { kind: 'later', text });
      kinds.add(read.kind === 'record' ? read.record.kind : read.kind);
    }
    const all = ['batch', 'later', 'later-kind', 'observation', 'prompt', 'session', 'summary', 'tool-use'];
    assert.deepEqual([...kinds].sort(), all);
  });

  it('have the bodyHash and the stateHash that another program worked out', () => {
    assert.equal(
      vectors.records.length,
      lines.filter((text) => text.includes('"key"') && text.startsWith('{"kind"')).length,
    );
    for (const { line, bodyHash, stateHash: wanted } of vectors.records) {
      const record = recordOf(line);
      assert.equal(record.version.bodyHash, bodyHash, `line ${line}`);
      assert.equal(stateHash(stateOf(record)), wanted, `line ${line}`);
    }
  });

  it('come to the same merged in any order', () => {
    for (const { lines: numbers, stateHash: wanted } of vectors.merged) {
      for (const order of [numbers, numbers.toReversed()]) {
        const states: RecordState[] = order.map((line) => stateOf(recordOf(line)));
        const merged = states.reduce((sum, next) => mergeStates('observation', sum, next));
        assert.equal(stateHash(merged), wanted);
      }
    }
  });

  it('have the keys of their natural identities, and of the rows of claude-mem', () => {
    for (const { kind, row, identity, key } of vectors.keys) {
      assert.equal(recordKey(kind, ...identity), key);
      if (row !== undefined) assert.equal(identityOf(kind as KnownKind, row, textHash(kind as KnownKind, row)), key);
    }
  });

  it('tell values of every sort apart', () => {
    const odd = Object.values(recordOf(12).body ?? {});
    const sorts = odd.map((value) => {
      if (value === null) return 'null';
      if (typeof value === 'object') return value instanceof Uint8Array ? 'blob' : 'invalid';
      return Object.is(value, -0) ? '-0' : typeof value;
    });
    assert.deepEqual([...new Set(sorts)].sort(), ['-0', 'bigint', 'blob', 'invalid', 'null', 'number', 'string']);
    assert.equal(Object.hasOwn(recordOf(12).body ?? {}, '__proto__'), true);
  });
});
