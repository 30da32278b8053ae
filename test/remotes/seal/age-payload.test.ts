import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decrypter, identityToRecipient } from 'age-encryption';
import { hasSystemCipher, openPayload, sealPayload } from '../../../core/remotes/seal/age-payload.ts';
import { decryptWhole, encryptPieces } from '../../../core/remotes/seal/age-pieces.ts';
import { goldenKey } from './sealing-fixtures.ts';

const recipient = await identityToRecipient(goldenKey.identity);
const decrypter = new Decrypter();
decrypter.addIdentity(goldenKey.identity);

const chunk = 64 * 1024;
/** Around the ends of chunks, and in pieces that cross them. */
const cuts: readonly (readonly number[])[] = [
  [0],
  [1],
  [0, 5, 0],
  [chunk - 1],
  [chunk],
  [chunk + 1],
  [200, chunk, 3],
  [chunk - 200, 200],
  [2 * chunk],
  [300, 5 * chunk, 1, 0],
];

const ways = [
  { name: 'the system’s cipher', seal: sealPayload, open: openPayload },
  { name: 'the library alone', seal: encryptPieces, open: decryptWhole },
];

test('this Node has the cipher in its system library, so that the quick way is the one that is used', () => {
  assert.equal(hasSystemCipher, true);
});

for (const one of ways) {
  for (const other of ways) {
    test(`what ${one.name} sealed, ${other.name} opens, whatever its size and pieces`, async () => {
      for (const cut of cuts) {
        const pieces = cut.map((bytes, index) => new Uint8Array(bytes).fill(index + 1));
        const before = Buffer.concat(pieces);
        const stored = await one.seal(recipient, pieces);
        assert.deepEqual(Buffer.concat(pieces), before, 'the pieces stay as they were');
        assert.deepEqual(Buffer.from(await other.open(decrypter, stored)), before, `${cut.join('+')} bytes`);
      }
    });
  }
}

for (const { name, seal, open } of ways) {
  test(`${name} refuses what was cut, lengthened, reordered or flipped`, async () => {
    const stored = Buffer.from(await seal(recipient, [new Uint8Array(3 * chunk + 100).fill(7)]));
    const payload = stored.length - (3 * (chunk + 16) + 116);
    const block = (index: number) =>
      stored.subarray(payload + index * (chunk + 16), payload + (index + 1) * (chunk + 16));
    const start = stored.subarray(0, payload);
    const wrong = [
      stored.subarray(0, 100),
      stored.subarray(0, payload - 1),
      start,
      stored.subarray(0, payload + 10),
      Buffer.concat([start, block(0)]),
      Buffer.concat([start, block(0), block(1), block(2)]),
      Buffer.concat([start, block(1), block(0), block(2), block(3)]),
      Buffer.concat([start, block(1), block(2), block(3)]),
      Buffer.concat([stored, Buffer.alloc(1)]),
      Buffer.concat([stored, Buffer.alloc(16)]),
      Buffer.concat([stored, block(3)]),
      ...[payload - 20, payload - 1, payload, payload + chunk + 3, stored.length - 1].map((at) => flipped(stored, at)),
    ];
    for (const [index, bytes] of wrong.entries()) await assert.rejects(open(decrypter, bytes), `case ${index}`);
  });
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
