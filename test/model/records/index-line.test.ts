import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeManifest, parseManifest } from '../../../core/model/manifest.ts';
import { encodeIndexEntry, parseIndexEntry, type IndexEntry } from '../../../core/model/records/index-line.ts';
import { indexValueOf, showsState, stateOfEntry } from '../../../core/model/records/index-state.ts';
import { recordKey } from '../../../core/model/records/record.ts';
import { stateHash, type RecordState } from '../../../core/model/records/state.ts';
import { body, ref, spelled, state } from './arbitraries.ts';

// Formats are for ever: these files were written once.
const golden = (name: string) => readFileSync(new URL(`../../fixtures/formats/merge/${name}`, import.meta.url), 'utf8');
const lines = golden('index.jsonl').trimEnd().split('\n');

const row = fc.option(fc.record({ body, ref }));

function entryOf(of: RecordState, shown: { body: object; ref: unknown } | null): IndexEntry {
  return {
    kind: 'observation',
    key: recordKey('observation', 'one'),
    version: of.version,
    seen: of.seen,
    value: indexValueOf(of, shown as never),
    rows: shown === null ? [] : [7],
    stale: false,
    of: null,
    twin: null,
    hash: stateHash(of),
  };
}

/** Absent and NULL are one to stateHash, and to every reader of a state. */
function told(of: RecordState): string {
  if (of.kind === 'dead') return spelled(of);
  const cells = Object.fromEntries(Object.entries(of.cells).filter(([, { value }]) => value !== null));
  return spelled({ ...of, cells });
}

describe('an index line', () => {
  it('gives back the state it was made of, with whatever row beside it', () => {
    fc.assert(
      fc.property(state, row, (of, shown) => {
        const text = encodeIndexEntry(entryOf(of, shown));
        const read = parseIndexEntry(text);
        assert.ok(read !== null, text);
        const back = stateOfEntry(read, shown);
        assert.ok(back !== null, text);
        assert.equal(told(back), told(of));
        assert.equal(encodeIndexEntry(read), text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a value out that stands in the row', () => {
    fc.assert(
      fc.property(state, (of) => {
        if (of.kind === 'dead' || !Object.values(of.cells).every(({ value }) => value !== null)) return;
        const shown = { body: bodyOfState(of), ref: of.ref };
        const { value } = entryOf(of, shown);
        assert.ok(value.kind === 'row' && Object.keys(value.extra).length === 0 && value.ref === 'of-row');
        assert.ok(showsState(of, shown.body));
      }),
    );
  });

  it('is noticed when its row is not the one it was made with', () => {
    const of = {
      kind: 'live',
      version: parse(1).version,
      seen: parse(1).seen,
      ref: null,
      cells: { title: { value: 'One', hlc: parse(1).version.hlc, device: parse(1).version.device } },
    } as const;
    const entry = entryOf(of, { body: { title: 'One' }, ref: null });
    assert.ok(stateOfEntry(entry, { body: { title: 'One' }, ref: null }) !== null);
    assert.equal(stateOfEntry(entry, { body: { title: 'Two' }, ref: null }), null);
    assert.equal(stateOfEntry(entry, null), null);
    assert.ok(!showsState(of, { title: 'Two' }));
  });

  it('that says too little, too much or something else is none', () => {
    const text = lines[1] ?? '';
    for (const bad of ['', '[]', '{}', text.slice(0, -1), text.replace('"hash"', '"other"')]) {
      assert.equal(parseIndexEntry(bad), null, bad);
    }
    // A living record whose value stands nowhere.
    assert.equal(parseIndexEntry(text.replace(/"rows":\[\d+\],/, '')), null);
    assert.equal(parseIndexEntry(text.replace('"hlc"', '"dead":true,"body":{},"hlc"')), null);
  });
});

describe('golden files', () => {
  it('of index lines are read and written again byte for byte: rows, stale rows, tombstones, carried bodies, twins', () => {
    for (const text of lines) assert.equal(encodeIndexEntry(parseIndexEntry(text) as IndexEntry), text);
    const kinds = lines.map((_, at) => parse(at).value.kind);
    assert.deepEqual(kinds, ['row', 'row', 'dead', 'body', 'row', 'body']);
    assert.deepEqual([parse(4).stale, parse(5).of], [true, parse(1).key]);
  });

  it('of a manifest of merge mode: covers and index', () => {
    const text = golden('manifest.json');
    const manifest = parseManifest('manifest.json', text);
    assert.equal(encodeManifest(manifest), text);
    const covers = Object.entries(manifest.merge?.covers ?? {});
    assert.deepEqual(covers[0], ['0123456789abcdef0123456789abcdef', { core: 12, tools: 3 }]);
    assert.equal(manifest.merge?.index.length, 1);
  });
});

function parse(at: number): IndexEntry {
  return parseIndexEntry(lines[at] ?? '') as IndexEntry;
}

function bodyOfState(of: Extract<RecordState, { kind: 'live' }>) {
  return Object.fromEntries(Object.entries(of.cells).map(([column, { value }]) => [column, value]));
}
