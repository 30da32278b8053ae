import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeSegment, encodeSegment } from '../../../core/engine/records/segment-codec.ts';
import { encodeDeviceFile, parseDeviceFile } from '../../../core/model/device-file.ts';
import { parseLine } from '../../../core/model/records/record-line.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { device, goldenKey } from '../../remotes/seal/sealing-fixtures.ts';

// Formats are for ever: these files were written once. A test that fails here means old buckets can no longer be read.
const folder = join(import.meta.dirname, '../../fixtures/formats/merge');
const golden = (name: string) => readFileSync(join(folder, name));
const lines = golden('segment.jsonl').toString('utf8').trimEnd().split('\n');

test('the golden segment holds the golden lines, and all of them are understood', () => {
  const { header, lines: read } = decodeSegment('log/x', golden('segment'));
  assert.deepEqual([...read], lines);
  assert.deepEqual(header, {
    format: 1,
    kind: 'segment',
    device,
    stream: 'core',
    seq: 7,
    prev: 'ab'.repeat(32),
    count: 5,
    plainBytes: 1554,
    codec: 'zstd',
  });
  const kinds = lines.map((line) => parseLine(line, header.device).kind);
  assert.deepEqual(kinds, ['batch', 'record', 'record', 'record', 'record']);
});

test('a segment written today has the header line of the golden one', () => {
  const headerOf = (plain: Uint8Array) => new TextDecoder().decode(plain.subarray(0, plain.indexOf(10)));
  const { header } = decodeSegment('log/x', golden('segment'));
  assert.equal(headerOf(encodeSegment(header, lines)), headerOf(golden('segment')));
});

test('the golden sealed segment opens under its name and holds the golden lines', async () => {
  const name = readdirSync(folder).find((each) => each.endsWith('.seg.age')) ?? '';
  const key = `log/${device}/core/${name.replace('.age', '')}`;
  const plain = await (await ageSeal(goldenKey)).unseal(key, golden(name));
  assert.deepEqual([...decodeSegment(key, plain).lines], lines);
});

test('the golden device file of merge mode is read, and written again byte for byte', () => {
  const text = golden('device.json').toString('utf8');
  const file = parseDeviceFile('devices/x.json', text);
  assert.equal(encodeDeviceFile(file), text);
  assert.deepEqual(file.merge?.peers['0123456789ab'], { core: [11, 12], tools: [0, 4] });
  assert.deepEqual(file.merge.holes, [['0123456789ab', 'core', 12]]);
});
