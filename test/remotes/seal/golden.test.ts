import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { sha256Schema } from '../../../core/model/ids.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { macOf, sha256Of } from '../../../core/remotes/seal/mac.ts';
import { plainSeal } from '../../../core/remotes/seal/plain-seal.ts';
import { golden, goldenKey, manifest, part, segment } from './sealing-fixtures.ts';

const manifestText = '{"format":1,"note":"пам’ять"}';
const image = `${'memory '.repeat(1_000)}\n`;

test('the golden sealed JSON object opens, with its padding before the last newline', async () => {
  const seal = await ageSeal(goldenKey);
  const rest = Buffer.from(await seal.unseal(manifest, await golden('manifest.json.age'))).toString();
  assert.equal(rest, `${manifestText}${' '.repeat(29)}\n`);
});

test('the golden sealed part and segment open and decompress', async () => {
  const seal = await ageSeal(goldenKey);
  const stored = new Map([
    [part, 'part-0000.age'],
    [`${segment}-b41346097ed7eadf.seg`, '0000000007-b41346097ed7eadf.seg.age'],
  ]);
  for (const [key, file] of stored) {
    assert.equal(zstdDecompressSync(await seal.unseal(key, await golden(file))).toString(), image);
  }
});

test('the golden object of a project without encryption opens, and is written again byte for byte', async () => {
  const seal = plainSeal(goldenKey.repoId);
  const stored = await golden('manifest.json.plain');
  assert.equal(Buffer.from(await seal.unseal(manifest, stored)).toString(), `${manifestText}\n`);
  assert.deepEqual(await seal.seal(manifest, Buffer.from(`${manifestText}\n`), 'json'), stored);
});

test('the mac is the one that another implementation computed', () => {
  // Python: hmac and hashlib, HKDF written out, over the golden manifest.
  const rest = Buffer.from(`${manifestText}${' '.repeat(29)}\n`);
  const expected = sha256Schema.parse('e52e0e681613cbd1243ec26891ff321597b932a6234aa854c9efc71eab598c88');
  assert.equal(macOf(goldenKey.identity, goldenKey.repoId)(manifest, 1, rest), expected);
  assert.notEqual(sha256Of(rest), expected);
});
