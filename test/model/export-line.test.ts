import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { encodeExportHeader, encodeExportRow, parseExportLine } from '../../core/model/export-line.ts';
import { knownKinds } from '../../core/model/records/kinds.ts';

// The format is for ever: this file was written once, by another program after the words of core/FORMATS.md.
const golden = readFileSync(new URL('../fixtures/formats/export/memory.jsonl', import.meta.url), 'utf8');
const lines = golden.trimEnd().split('\n');

test('the golden export is read and written again byte for byte', () => {
  const kinds = new Set<string>();
  for (const [at, text] of lines.entries()) {
    const line = parseExportLine(text);
    assert.ok(line.kind === 'header' || line.kind === 'row', `line ${at + 1}`);
    assert.equal(line.kind === 'header' ? encodeExportHeader(line.header) : encodeExportRow(line.row), text);
    kinds.add(line.kind === 'header' ? line.kind : line.row.kind);
  }
  assert.deepEqual([...kinds].sort(), [...knownKinds, 'header'].sort());
});

test('a later format, a later kind and a broken line are each told apart, and nothing of what stands there is said', () => {
  const [header = '', row = ''] = lines;
  const bad = (text: string) => {
    const line = parseExportLine(text);
    assert.ok(line.kind === 'bad', text);
    return line.finding;
  };
  assert.equal(parseExportLine(header.replace('"format":1', '"format":2')).kind, 'later');
  assert.equal(parseExportLine('{"kind":"export","format":7,"what":"ever"}').kind, 'later');
  assert.equal(bad(row.replace('"kind":"session"', '"kind":"dream"')), 'a kind that only a later Membridge knows');
  assert.equal(bad(row.slice(0, -1)), 'not JSON');
  assert.equal(bad('[1]'), 'not an object');
  assert.equal(bad(row.replace(/"key":"[0-9a-f]{32}"/, '"key":"secret"')), 'key is wrong');
  assert.equal(bad(row.replace('"completed_at":null', '"completed_at":["secret"]')), 'body is wrong');
  assert.equal(
    bad((lines[3] ?? '').replace('"startedAtEpoch":1735689600000', '"startedAtEpoch":1e300')),
    'session is wrong',
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom(...lines).chain(cutAnywhere)), (text) => {
      assert.ok(['header', 'later', 'row', 'bad'].includes(parseExportLine(text).kind));
    }),
  );
});

const cutAnywhere = (text: string) => fc.nat(text.length).map((at) => text.slice(0, at));
