import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeHead, headView, parseHead, type Head } from '../../core/model/head.ts';
import { head } from './sample.ts';

const first = head(1, { nonce: '1' });
const second = head(2, { nonce: '2', parent: first });

describe('headView', () => {
  it('is none without heads', () => {
    assert.deepEqual(headView([]), { kind: 'none' });
  });

  it('takes the end of a line', () => {
    assert.deepEqual(headView([first, second]), { kind: 'one', head: second });
  });

  it('unites the two names of one head', () => {
    assert.deepEqual(headView([second, second]), { kind: 'one', head: second });
  });

  it('shows two heads of one revision as diverged', () => {
    const sibling = head(2, { nonce: '3', parent: first, device: 'b' });
    assert.equal(headView([first, second, sibling]).kind, 'diverged');
  });

  it('shows a late sibling of an older revision as diverged', () => {
    const third = head(3, { nonce: '4', parent: second });
    const late = head(2, { nonce: '3', parent: first, device: 'b' });
    assert.deepEqual(headView([second, late, third]), { kind: 'diverged', heads: [third, late] });
  });

  it('lets a force push settle what diverged', () => {
    const sibling = head(2, { nonce: '3', parent: first, device: 'b' });
    const forced = head(3, { nonce: '4', parent: second, epoch: 1 });
    assert.deepEqual(headView([second, sibling, forced]), { kind: 'one', head: forced });
  });

  it('does not depend on the order of arrival', () => {
    const late = head(2, { nonce: '3', parent: first, device: 'b' });
    const heads = [
      first,
      second,
      late,
      head(3, { nonce: '4', parent: second }),
      head(3, { nonce: '5', parent: late, epoch: 1 }),
    ];
    const seen = headView(heads);
    fc.assert(
      fc.property(fc.shuffledSubarray(heads, { minLength: heads.length }), (order: Head[]) =>
        assert.deepEqual(headView(order), seen),
      ),
    );
  });
});

describe('a stored head', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseHead('head/x', encodeHead(second)), second);
  });

  it('is refused when a field is wrong, missing or from a newer format', () => {
    const parse = (change: object) => () => parseHead('head/x', JSON.stringify({ ...second, ...change }));
    assert.throws(parse({ revision: 0 }), { code: 'object-damaged' });
    assert.throws(parse({ nonce: 'zz' }), { code: 'object-damaged' });
    assert.throws(parse({ manifest: { ...second.manifest, key: '../../etc/passwd' } }), { code: 'object-damaged' });
    assert.throws(parse({ kind: 'lease' }), { code: 'object-damaged' });
    assert.throws(parse({ format: 2 }), { code: 'format-unknown' });
    assert.throws(() => parseHead('head/x', '{"format":1'), { code: 'object-damaged' });
  });
});
