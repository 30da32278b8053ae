import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repoIdSchema, sha256Schema } from '../../core/model/ids.ts';
import { boundKey, encodeHeader, hashInName, headerBytesMax, parseHeader } from '../../core/model/sealed-object.ts';

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const key = fc.stringMatching(/^[a-zA-Z0-9./_-]{1,1024}$/);
const plainObjects = { noNullPrototype: true };
const anyHeader = fc.oneof(
  fc.record(
    {
      kind: fc.constant('sealed' as const),
      key,
      keyId: fc.integer({ min: 1, max: 9_999 }),
      mac: hex(64).map((mac) => sha256Schema.parse(mac)),
    },
    plainObjects,
  ),
  fc.record(
    {
      kind: fc.constant('plain' as const),
      key,
      repoId: hex(32).map((id) => repoIdSchema.parse(id)),
      sha256: hex(64).map((sha256) => sha256Schema.parse(sha256)),
    },
    plainObjects,
  ),
);

test('a header that was encoded parses to itself, on one line', () => {
  fc.assert(
    fc.property(anyHeader, (header) => {
      const line = encodeHeader(header);
      assert.ok(!line.includes('\n') && Buffer.byteLength(line) < headerBytesMax - 2);
      assert.deepEqual(parseHeader(line), header);
    }),
  );
});

test('the spelling of a header is fixed for ever', () => {
  const mac = sha256Schema.parse('ab'.repeat(32));
  const repoId = repoIdSchema.parse('cd'.repeat(16));
  assert.equal(
    encodeHeader({ kind: 'sealed', key: 'lease.json', keyId: 3, mac }),
    `membridge1 {"key":"lease.json","keyId":3,"mac":"${'ab'.repeat(32)}"}`,
  );
  assert.equal(
    encodeHeader({ kind: 'plain', key: 'lease.json', repoId, sha256: mac }),
    `membridge1 {"key":"lease.json","keyId":0,"repoId":"${'cd'.repeat(16)}","sha256":"${'ab'.repeat(32)}"}`,
  );
});

test('a line that we would not have written is no header', () => {
  const mac = 'ab'.repeat(32);
  const refused = [
    '',
    'membridge1',
    'membridge1 {}',
    'membridge1 {"key"}',
    `membridge1 {"keyId":1,"key":"a","mac":"${mac}"}`,
    `membridge1 {"key":"a", "keyId":1,"mac":"${mac}"}`,
    `membridge1 {"key":"\\u0061","keyId":1,"mac":"${mac}"}`,
    `membridge1 {"key":"a","keyId":1.0,"mac":"${mac}"}`,
    `membridge1 {"key":"a","keyId":0,"mac":"${mac}"}`,
    `membridge1 {"key":"a","keyId":10000,"mac":"${mac}"}`,
    `membridge1 {"key":"a","keyId":1,"mac":"${mac.toUpperCase()}"}`,
    `membridge1 {"key":"a","keyId":1,"mac":"${mac}","more":1}`,
    `membridge1 {"key":"a","keyId":1,"mac":"${mac}"} `,
    ` membridge1 {"key":"a","keyId":1,"mac":"${mac}"}`,
    `# membridge1 {"key":"a","keyId":1,"mac":"${mac}"}`,
    `membridge01 {"key":"a","keyId":1,"mac":"${mac}"}`,
    `membridge1 {"key":"${'a'.repeat(1_025)}","keyId":1,"mac":"${mac}"}`,
  ];
  for (const line of refused) assert.equal(parseHeader(line), null, line);
  assert.notEqual(parseHeader(`membridge1 {"key":"a","keyId":1,"mac":"${mac}"}`), null);
});

test('a key that JSON would spell otherwise is a bug, not a header', () => {
  const mac = sha256Schema.parse('ab'.repeat(32));
  for (const wrong of ['', 'a"b', 'a\nb', 'п', 'a b', 'a'.repeat(1_025)]) {
    assert.throws(() => encodeHeader({ kind: 'sealed', key: wrong, keyId: 1, mac }), /not a logical key/);
  }
});

test('a later major format is told apart from damage', () => {
  assert.deepEqual(parseHeader('membridge2 {"anything":true}'), { kind: 'newer', format: '2' });
});

test('a segment is bound to its name without the hash, everything else to its whole key', () => {
  const device = '0123456789abcdef0123456789abcdef';
  const segment = `log/${device}/tools/0000000042`;
  assert.equal(boundKey(`${segment}-0011223344556677.seg`), segment);
  assert.equal(boundKey(segment), segment);
  assert.equal(hashInName(`${segment}-0011223344556677.seg`), '0011223344556677');
  const others = ['lease.json', 'keys/0001.age', `head/0000000001-${device}.json`, `x/${segment}-0011223344556677.seg`];
  for (const other of [...others, `snapshots/${device}/0000000001-0011223344556677/part-0000`]) {
    assert.equal(boundKey(other), other);
    assert.equal(hashInName(other), null);
  }
});
