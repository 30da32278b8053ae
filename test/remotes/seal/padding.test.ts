import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { paddedSize } from '../../../core/model/padded-size.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { pad } from '../../../core/remotes/seal/padding.ts';
import { needsTools } from './tools.ts';
import { goldenKey, manifest, part } from './sealing-fixtures.ts';

const anyText = fc.string({ maxLength: 2_000, unit: 'grapheme' });

test('padded JSON parses to the same value, still ends with its newline and fills its bucket', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 60, max: 300 }), (text, headerBytes) => {
      const value = { text };
      const plain = Buffer.from(`${JSON.stringify(value)}\n`);
      const padded = Buffer.concat(pad(plain, headerBytes, 'json'));
      assert.deepEqual(JSON.parse(padded.toString()), value);
      assert.equal(padded.indexOf('\n'), padded.length - 1);
      assert.equal(headerBytes + padded.length, paddedSize(headerBytes + plain.length, 0));
    }),
  );
});

test('padded zstd decompresses to the same bytes with Node, which reads one frame only, and fills its bucket', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9_000 }), fc.integer({ min: 60, max: 300 }), (bytes, headerBytes) => {
      const frame = zstdCompressSync(bytes);
      const padded = Buffer.concat(pad(frame, headerBytes, 'zstd'));
      assert.deepEqual(zstdDecompressSync(padded), Buffer.from(bytes));
      const total = headerBytes + padded.length;
      assert.equal(total, paddedSize(total, 8));
      assert.ok(padded.length === frame.length || padded.length - frame.length >= 8);
    }),
  );
});

test('padded zstd decompresses with the zstd tool, several parts in one stream', (t) => {
  if (!needsTools(t, 'zstd')) return;
  // These sizes meet every remainder, so also buckets that leave less than a frame of room.
  const parts = Array.from({ length: 260 }, (_, index) => randomBytes(1_000 + index));
  const stream = Buffer.concat(parts.flatMap((bytes) => pad(zstdCompressSync(bytes), 150, 'zstd')));
  const { status, stdout } = spawnSync('zstd', ['-dc'], { input: stream, maxBuffer: 64 * 1024 * 1024 });
  assert.equal(status, 0);
  assert.ok(stdout.equals(Buffer.concat(parts)));
});

test('objects that differ a little are stored with one size', async () => {
  const seal = await ageSeal(goldenKey);
  const json = (length: number) => Buffer.from(`${JSON.stringify('x'.repeat(length))}\n`);
  const sizes = [];
  for (const length of [200, 230, 250]) sizes.push((await seal.seal(manifest, json(length), 'json')).length);
  assert.equal(new Set(sizes).size, 1);
  const random = randomBytes(70_000);
  const stored = [];
  for (const cut of [69_000, 69_400]) {
    stored.push((await seal.seal(part, zstdCompressSync(random.subarray(0, cut)), 'zstd')).length);
  }
  assert.equal(new Set(stored).size, 1);
});

test('what a seal padded is what its reader gets, ready to use', async () => {
  const seal = await ageSeal(goldenKey);
  const bytes = randomBytes(100_000);
  const rest = await seal.unseal(part, await seal.seal(part, zstdCompressSync(bytes), 'zstd'));
  assert.ok(zstdDecompressSync(rest).equals(bytes));
});
