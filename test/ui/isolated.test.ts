import assert from 'node:assert/strict';
import test from 'node:test';
import { isolated } from '../../renderer/isolated.ts';

test('a name keeps its own direction and never that of the sentence around it', () => {
  for (const plain of ['nano-pi', 'Ноутбук на кухні', '🇺🇦', '']) assert.equal(isolated(plain), plain);
  assert.equal(isolated('עברית'), '\u2068עברית\u2069');
  // What is left open would turn the rest around; what closes more than it opened would let it.
  for (const [turned, bare] of [
    ['\u202Eevil', 'evil'],
    ['\u2067a\u2069\u2069 b\u202C', 'a b'],
    ['\u2066مرحبا', '\u2068مرحبا\u2069'],
  ] as const)
    assert.equal(isolated(turned), bare);
});
