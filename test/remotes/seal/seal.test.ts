import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Encrypter, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { isFault, type ErrorCode } from '../../../core/model/errors.ts';
import { encodeHeader } from '../../../core/model/sealed-object.ts';
import type { Seal } from '../../../core/ports/seal.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { macOf } from '../../../core/remotes/seal/mac.ts';
import { plainSeal } from '../../../core/remotes/seal/plain-seal.ts';
import { goldenKey, manifest, otherIdentity, otherRepoId, part, segment } from './sealing-fixtures.ts';

const age = await ageSeal(goldenKey);
const plain = plainSeal(goldenKey.repoId);
const seals: readonly [string, Seal][] = [
  ['age', age],
  ['no encryption', plain],
];
const content = Buffer.from('{"a":"пам’ять"}\n');

async function refused(seal: Seal, key: string, stored: Uint8Array, code: ErrorCode = 'object-damaged'): Promise<void> {
  await assert.rejects(seal.unseal(key, stored), (error) => isFault(error, code) && error.exit === 8);
}

function segmentName(stored: Uint8Array): string {
  return `${segment}-${createHash('sha256').update(stored).digest('hex').slice(0, 16)}.seg`;
}

for (const [name, seal] of seals) {
  test(`${name}: any bytes come back as they were, whatever their size`, async () => {
    const sizes = fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.uint8Array({ minLength: 65_400, maxLength: 65_700 }));
    await fc.assert(
      fc.asyncProperty(sizes, async (bytes) => {
        const rest = await seal.unseal(part, await seal.seal(part, bytes, 'none'));
        assert.deepEqual(Buffer.from(rest), Buffer.from(bytes));
      }),
      { numRuns: 40 },
    );
  });

  test(`${name}: a flipped byte is noticed wherever it is`, async () => {
    const stored = await seal.seal(manifest, content, 'json');
    await seal.unseal(manifest, stored);
    for (let at = 0; at < stored.length; at += 1) {
      const flipped = Uint8Array.from(stored);
      flipped[at] = (flipped[at] ?? 0) ^ 0x01;
      await refused(seal, manifest, flipped);
    }
  });

  test(`${name}: a cut or lengthened object is noticed wherever it is cut`, async () => {
    const stored = await seal.seal(part, Buffer.alloc(140_000, 'x'), 'none');
    const ends = [0, 1, 21, 22, 100, 200, 300, 65_536, 65_744, 131_280, stored.length - 17, stored.length - 1];
    for (const end of ends) await refused(seal, part, stored.subarray(0, end));
    await refused(seal, part, Buffer.concat([stored, Buffer.from('x')]));
    await refused(seal, part, Buffer.concat([stored, stored]));
  });

  test(`${name}: an object under another key is noticed`, async () => {
    const stored = await seal.seal(manifest, content, 'json');
    await refused(seal, part, stored);
    await refused(seal, manifest.replace('0000000001', '0000000002'), stored);
    await refused(seal, segmentName(stored), stored);
  });

  test(`${name}: a segment is bound to its number and its name to its bytes`, async () => {
    const stored = await seal.seal(segment, content, 'json');
    const stored2 = await seal.seal(segment, content.subarray(1), 'json');
    const key = segmentName(stored);
    assert.match(Buffer.from(await seal.unseal(key, stored)).toString(), /^\{"a":"пам’ять"\} *\n$/);
    await refused(seal, key.replace('0000000007', '0000000008'), stored);
    await refused(seal, key.replace('/core/', '/tools/'), stored);
    await refused(seal, key, stored2);
  });

  test(`${name}: an object of another project is noticed`, async () => {
    const other =
      seal.encryption === 'age' ? await ageSeal({ ...goldenKey, repoId: otherRepoId }) : plainSeal(otherRepoId);
    await refused(seal, manifest, await other.seal(manifest, content, 'json'));
  });
}

test('an object sealed with another identity does not open', async () => {
  const other = await ageSeal({ ...goldenKey, identity: otherIdentity });
  await refused(age, manifest, await other.seal(manifest, content, 'json'));
});

test('an unsealed object is never taken for a sealed one, nor the reverse', async () => {
  await refused(age, manifest, await plain.seal(manifest, content, 'json'), 'encryption-switched');
  await refused(plain, manifest, await age.seal(manifest, content, 'json'), 'encryption-switched');
});

/** What somebody could write who knows the recipient, and so can encrypt, but not the identity. */
async function forged(line: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(goldenKey.identity));
  return await encrypter.encrypt(Buffer.concat([Buffer.from(`${line}\n`), content]));
}

test('encrypting to the project is not enough to be believed', async () => {
  const { identity, repoId } = goldenKey;
  const header = (keyId: number, mac: ReturnType<typeof macOf>) =>
    encodeHeader({ kind: 'sealed', key: manifest, keyId, mac: mac(manifest, 1, content) });
  const right = header(1, macOf(identity, repoId));
  assert.deepEqual(Buffer.from(await age.unseal(manifest, await forged(right))), content);
  const lines = [
    header(1, macOf(otherIdentity, repoId)),
    header(1, macOf(identity, otherRepoId)),
    // A mac made for key 1, replayed under another key id.
    header(2, macOf(identity, repoId)),
    `# ${right}`,
    right.replace('membridge1 ', 'membridge1  '),
    '',
    Buffer.from(await plain.seal(manifest, content, 'json'))
      .toString()
      .split('\n')[0] ?? '',
  ];
  for (const line of lines) await refused(age, manifest, await forged(line));
  await refused(age, manifest, await forged('membridge2 {"later":true}'), 'format-unknown');
});

test('what was sealed before a change of passphrase stays readable, since the identity is the same', async () => {
  const later = await ageSeal({ ...goldenKey, keyId: 2 });
  assert.deepEqual(
    await later.unseal(manifest, await age.seal(manifest, content, 'json')),
    await age.unseal(manifest, await age.seal(manifest, content, 'json')),
  );
});

test('neither the content, the key nor the recipient is readable in a sealed object, and no two are alike', async () => {
  const stored = Buffer.from(await age.seal(manifest, content, 'json'));
  for (const secret of ['membridge', 'snapshots', '"a"', 'age1', 'AGE-SECRET']) assert.ok(!stored.includes(secret));
  assert.notDeepEqual(stored, Buffer.from(await age.seal(manifest, content, 'json')));
});

test('no fault shows the identity', async () => {
  const wrong = await ageSeal({ ...goldenKey, identity: otherIdentity });
  const stored = await age.seal(manifest, content, 'json');
  const seen: unknown[] = [];
  for (const act of [() => wrong.unseal(manifest, stored), () => age.unseal(part, stored)]) {
    await act().catch((error: unknown) => seen.push(error));
  }
  assert.equal(seen.length, 2);
  for (const error of seen) {
    assert.ok(error instanceof Error);
    assert.ok(!`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`.includes('AGE-SECRET-KEY'));
  }
});
