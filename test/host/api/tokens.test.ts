import assert from 'node:assert/strict';
import test from 'node:test';
import { newToken, oneTimeCodes, sameSecret } from '../../../core/host/api/tokens.ts';
import { rateLimit } from '../../../core/host/api/rate-limit.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeRandom } from '../../support/fake-random.ts';

const tenMinutesMs = 600_000;

test('a token has 256 bits and is another one each time', () => {
  const tokens = Array.from({ length: 50 }, () => newToken(systemRandom));
  assert.equal(new Set(tokens).size, 50);
  for (const token of tokens) assert.match(token, /^[0-9a-f]{64}$/);
});

test('secrets are the same only when every letter is', () => {
  assert.equal(sameSecret('abc', 'abc'), true);
  for (const other of ['', 'abd', 'ab', 'abcd', 'ABC']) assert.equal(sameSecret(other, 'abc'), false);
});

test('a code works once, also as people type it', () => {
  const codes = oneTimeCodes(fakeClock(), fakeRandom(1));
  const { code, forMs } = codes.issue();
  assert.match(code, /^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$/);
  assert.equal(forMs, tenMinutesMs);
  assert.equal(codes.redeem(` ${code.toUpperCase().replaceAll('-', ' ')} `), true);
  assert.equal(codes.redeem(code), false);
});

test('a code ends with its time', async () => {
  const clock = fakeClock();
  const codes = oneTimeCodes(clock, fakeRandom(1));
  const first = codes.issue();
  await clock.advance(tenMinutesMs - 1);
  const second = codes.issue();
  assert.equal(codes.redeem(first.code), true, 'a moment before its end it still works');
  await clock.advance(1);
  assert.equal(codes.redeem(second.code), true);
  const third = codes.issue();
  await clock.advance(tenMinutesMs);
  assert.equal(codes.redeem(third.code), false);
});

test('a code works again not even after the clock of the wall was set back', () => {
  const clock = fakeClock();
  const codes = oneTimeCodes(clock, fakeRandom(1));
  const { code } = codes.issue();
  clock.jumpWall(-86_400_000);
  assert.equal(codes.redeem(code), true);
  assert.equal(codes.redeem(code), false);
});

test('twenty wrong tries end every code that is out, and a new one works', () => {
  const codes = oneTimeCodes(fakeClock(), fakeRandom(1));
  const { code } = codes.issue();
  for (let turn = 0; turn < 19; turn += 1) assert.equal(codes.redeem(`wrong${turn}`), false);
  assert.equal(codes.redeem(code), true, 'nineteen are not too many');
  const next = codes.issue();
  for (let turn = 0; turn < 20; turn += 1) codes.redeem('');
  assert.equal(codes.redeem(next.code), false);
  assert.equal(codes.redeem(codes.issue().code), true);
});

test('of many codes the newest eight are good', () => {
  const codes = oneTimeCodes(fakeClock(), fakeRandom(1));
  const all = Array.from({ length: 10 }, () => codes.issue().code);
  assert.deepEqual(
    all.map((code) => codes.redeem(code)),
    [false, false, ...Array.from({ length: 8 }, () => true)],
  );
});

test('a bucket gives its burst at once and then as it refills, each address its own', async () => {
  const clock = fakeClock();
  const allowed = rateLimit(clock, { burst: 3, perSecond: 2 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowed('a')),
    [true, true, true, false],
  );
  assert.equal(allowed('b'), true);
  await clock.advance(500);
  assert.deepEqual([allowed('a'), allowed('a')], [true, false]);
  await clock.advance(3_600_000);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowed('a')),
    [true, true, true, false],
  );
});

test('addresses beyond what is remembered do not pile up: the one quiet longest is forgotten', () => {
  const allowed = rateLimit(fakeClock(), { burst: 1, perSecond: 0 });
  for (let number = 0; number < 256; number += 1) assert.equal(allowed(`10.0.0.${number}`), true);
  assert.equal(allowed('10.0.0.255'), false);
  assert.equal(allowed('10.0.0.0'), false, 'still remembered, and now the newest');
  assert.equal(allowed('one more'), true);
  assert.equal(allowed('10.0.0.0'), false);
  assert.equal(allowed('10.0.0.1'), true, 'forgotten: it was quiet longest');
});
