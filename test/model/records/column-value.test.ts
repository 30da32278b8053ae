import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bodyHash, bodySchema, encodeBody, hashOfText } from '../../../core/model/records/body.ts';
import {
  compareValues,
  decodeValue,
  encodeValue,
  sameValue,
  type ColumnValue,
} from '../../../core/model/records/column-value.ts';
import { body, columnValue, objectOf } from './arbitraries.ts';

const throughJson = (value: ColumnValue) => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));

describe('values', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(columnValue, (value) => assert.deepEqual(throughJson(value), value)),
      { numRuns: 1_000 },
    );
  });

  it('are the same exactly when their spelling, their order and their hash say so', () => {
    const hash = (value: ColumnValue) => bodyHash({ one: value });
    fc.assert(
      fc.property(columnValue, columnValue, (a, b) => {
        const same = JSON.stringify(encodeValue(a)) === JSON.stringify(encodeValue(b));
        assert.equal(sameValue(a, b), same);
        assert.equal(compareValues(a, b) === 0, same);
        assert.equal(hash(a) === hash(b), same);
      }),
      { numRuns: 1_000 },
    );
  });

  it('stand in one order: NULL, numbers by size, text, blobs, invalid text', () => {
    const ascending: ColumnValue[] = [
      null,
      -Infinity,
      -(2n ** 63n),
      -(2n ** 53n),
      -1.5,
      0n,
      -0,
      0,
      5e-324,
      1n,
      1,
      2n ** 53n,
      2 ** 53,
      2n ** 53n + 1n,
      2n ** 63n - 1n,
      2 ** 63,
      Infinity,
      '',
      '10',
      '9',
      'a',
      'b',
      new Uint8Array(),
      Uint8Array.of(1),
      Uint8Array.of(1, 0),
      Uint8Array.of(2),
      { invalidText: Uint8Array.of(0xff) },
    ];
    for (const [at, value] of ascending.entries()) {
      for (const [other, against] of ascending.entries()) {
        assert.equal(Math.sign(compareValues(value, against)), Math.sign(at - other), `${at} against ${other}`);
      }
    }
  });

  it('have one spelling: every other one of a value is refused', () => {
    const refused = [
      '9007199254740992',
      '-9007199254740993',
      '1e400',
      '1e300',
      '"\\ud800"',
      'true',
      '[]',
      '{}',
      '[1]',
      '{"int":"1"}',
      '{"int":"-0"}',
      '{"int":"09007199254740993"}',
      '{"int":"9223372036854775808"}',
      '{"int":5}',
      '{"real":"1.5"}',
      '{"real":"NaN"}',
      '{"real":""}',
      '{"real":" 5"}',
      '{"real":"0x10"}',
      '{"real":"5.0"}',
      '{"blob":"A0"}',
      '{"blob":"0"}',
      '{"blob":"zz"}',
      '{"text":""}',
      '{"text":"61"}',
      '{"text":"efbbbf61"}',
      '{"blob":"00","int":"1"}',
      '{"constructor":""}',
      '{"__proto__":"00"}',
      '{"later":"x"}',
    ];
    for (const text of refused) assert.equal(decodeValue(JSON.parse(text)), undefined, text);
  });

  it('that JSON writes in several ways are one value with one hash', () => {
    for (const text of ['1', '1.0', '10e-1', '0.1e1']) assert.equal(decodeValue(JSON.parse(text)), 1n);
    assert.equal(decodeValue(JSON.parse('"\\u0061"')), 'a');
    assert.equal(decodeValue(JSON.parse('-0')), 0n);
    assert.equal(decodeValue(JSON.parse('15e-1')), 1.5);
  });
});

describe('bodies', () => {
  it('are read as they were written, whatever their columns are called', () => {
    fc.assert(
      fc.property(body, (of) => {
        const read = bodySchema.parse(JSON.parse(JSON.stringify(encodeBody(of))));
        assert.deepEqual(read, of);
        assert.equal(bodyHash(read), bodyHash(of));
      }),
      { numRuns: 500 },
    );
  });

  it('have a hash that does not depend on the order of their columns', () => {
    fc.assert(
      fc.property(body, (of) => assert.equal(bodyHash(objectOf(Object.entries(of).toReversed())), bodyHash(of))),
      { numRuns: 300 },
    );
  });

  it('are hashed as RFC 8785 spells them, also where a column is called like a number', () => {
    const canonical = '{"-1":null,"10":1,"9":{"real":"1"},"A":"é\\n\\u001f","a":{"int":"9007199254740992"},"ö":0.5}';
    const of = { 9: 1, 10: 1n, a: 2n ** 53n, ö: 0.5, A: 'é\n\u001f', '-1': null };
    assert.equal(bodyHash(of), hashOfText(canonical));
  });

  it('are written in ascending order, so that equal rows cost less when packed', () => {
    assert.deepEqual(Object.keys(encodeBody({ b: 1n, ö: null, a: '', A: 1 })), ['A', 'a', 'b', 'ö']);
  });

  it('with too many or too long columns, or half a character in a name, are refused', () => {
    const many = (columns: number) => Object.fromEntries(Array.from({ length: columns }, (_, at) => [`c${at}`, null]));
    assert.ok(bodySchema.safeParse(many(2_000)).success);
    assert.ok(bodySchema.safeParse({ ['x'.repeat(200)]: null }).success);
    for (const wrong of [many(2_001), { ['x'.repeat(201)]: null }, { '\ud800': null }, [], 'a', null, { a: true }]) {
      assert.ok(!bodySchema.safeParse(wrong).success);
    }
  });
});
