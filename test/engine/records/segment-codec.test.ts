import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeSegment, encodeSegment, recordBytesMax } from '../../../core/engine/records/segment-codec.ts';
import { isFault } from '../../../core/model/errors.ts';
import { encodeSegmentHeader, type SegmentHeader } from '../../../core/model/records/segment.ts';
import { deviceNamed } from '../../support/log-machine.ts';

const place = { device: deviceNamed('a'), stream: 'core', seq: 7, prev: null } as const;

function read(plain: Uint8Array): string[] {
  return [...decodeSegment('log/x', plain).lines];
}

/** A segment whose header says what a test wants, over packed bytes of its own. */
function forged(packed: Uint8Array, header: Partial<SegmentHeader>): Uint8Array {
  const whole = { format: 1, kind: 'segment', ...place, count: 1, plainBytes: 2, codec: 'zstd', ...header } as const;
  return Buffer.concat([Buffer.from(`${encodeSegmentHeader(whole)}\n`), packed]);
}

const refuses = (plain: Uint8Array, finding: RegExp) =>
  assert.throws(
    () => read(plain),
    (error) => isFault(error, 'object-damaged') && finding.test(error.data.finding),
  );

test('lines come back as they were, whatever they hold', () => {
  const line = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 50 }), (lines) => {
      const plain = encodeSegment(place, lines);
      assert.deepEqual(read(plain), lines);
      assert.equal(decodeSegment('log/x', plain).header.count, lines.length);
    }),
  );
});

test('padding after the frame is passed over', () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(read(Buffer.concat([encodeSegment(place, ['{}', '[]']), skippable])), ['{}', '[]']);
});

test('gzip is read', () => {
  assert.deepEqual(read(forged(gzipSync('{}\n'), { codec: 'gzip', plainBytes: 3 })), ['{}']);
  refuses(forged(gzipSync('{}\n').subarray(0, -9), { codec: 'gzip', plainBytes: 3 }), /does not unpack/);
});

test('a frame that was cut anywhere is damage', () => {
  const plain = encodeSegment(
    place,
    Array.from({ length: 40 }, (_, index) => `{"n":${index}}`),
  );
  for (let end = 0; end < plain.length; end++) {
    assert.throws(
      () => read(plain.subarray(0, end)),
      (error) => isFault(error, 'object-damaged'),
      `cut at ${end}`,
    );
  }
});

test('a second data frame, which readers pass over, shows by the size', () => {
  const two = Buffer.concat([zstdCompressSync(Buffer.from('{}\n')), zstdCompressSync(Buffer.from('{}\n'))]);
  refuses(forged(two, { plainBytes: 6, count: 2 }), /3 bytes, not 6/);
});

test('a wrong count or a line without an end is damage', () => {
  refuses(forged(zstdCompressSync(Buffer.from('{}\n')), { plainBytes: 3, count: 2 }), /1 records, not 2/);
  refuses(forged(zstdCompressSync(Buffer.from('{}\n{')), { plainBytes: 4, count: 1 }), /no end/);
});

test('a bomb stops at the size that its header tells, and no header may tell more than 64 MiB', () => {
  const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
  const before = process.memoryUsage.rss();
  refuses(forged(bomb, { plainBytes: 1_000_000 }), /does not unpack/);
  refuses(forged(bomb, { plainBytes: 256 * 1024 * 1024 }), /unpacks to/);
  assert.ok(process.memoryUsage.rss() - before < 64 * 1024 * 1024, 'nothing of that size was allocated');
});

test('a later format and an unknown codec are told apart', () => {
  const later = Buffer.from('{"format":2,"kind":"segment"}\nrest');
  assert.throws(
    () => read(later),
    (error) => isFault(error, 'format-unknown'),
  );
  const header = encodeSegmentHeader({ format: 1, kind: 'segment', ...place, count: 0, plainBytes: 0, codec: 'zstd' });
  refuses(Buffer.from(`${header.replace('zstd', 'brotli')}\n`), /codec/);
});

test('the largest record goes through alone', () => {
  const line = JSON.stringify('x'.repeat(recordBytesMax - 2));
  assert.deepEqual(
    read(encodeSegment(place, [line])).map(({ length }) => length),
    [line.length],
  );
});
