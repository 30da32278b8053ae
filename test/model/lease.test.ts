import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Instant } from '../../core/model/ids.ts';
import { leaseView, takenLease, type Lease } from '../../core/model/lease.ts';
import { leaseGraceMs } from '../../core/model/limits.ts';
import { device, nonce } from './sample.ts';

const me = device('a');
const ttlMs = 180_000;
const now = (ms: number) => ms as Instant;
const held: Lease = {
  format: 1,
  kind: 'lease',
  term: 7,
  holder: device('b'),
  label: 'board',
  nonce: nonce('1'),
  purpose: 'push',
  since: now(0),
  ttlMs,
  state: 'held',
  renewals: 0,
};

describe('leaseView', () => {
  it('is free before anybody took it, and once it was released', () => {
    assert.deepEqual(leaseView(null, null, now(0), me), { kind: 'free', term: 0 });
    assert.deepEqual(leaseView({ ...held, state: 'released' }, null, now(0), me), { kind: 'free', term: 7 });
  });

  it('is held for TTL and grace after this device first saw it, by the clock of the store', () => {
    const sight = { etag: 'x', at: now(1_000) };
    const freeAt = 1_000 + ttlMs + leaseGraceMs;
    assert.deepEqual(leaseView(held, sight, now(freeAt - 1), me), { kind: 'held', lease: held, freeInMs: 1 });
    assert.deepEqual(leaseView(held, sight, now(freeAt), me), { kind: 'free', term: 7 });
  });

  it('does not look at the holder’s clock: a lease from a machine two days behind is still held', () => {
    const twoDays = 2 * 86_400_000;
    assert.equal(
      leaseView({ ...held, since: now(0) }, { etag: 'x', at: now(twoDays) }, now(twoDays + 5_000), me).kind,
      'held',
    );
  });

  it('is taken back at once when it is ours', () => {
    const view = leaseView({ ...held, holder: me }, null, now(0), me);
    assert.equal(view.kind, 'ours');
  });
});

describe('takenLease', () => {
  it('raises the term with each taking, so that it never restarts', () => {
    const claim = { holder: me, label: 'laptop', nonce: nonce('2'), purpose: 'push', since: now(5), ttlMs } as const;
    assert.equal(takenLease({ kind: 'free', term: 0 }, claim).term, 1);
    assert.equal(takenLease({ kind: 'free', term: 7 }, claim).term, 8);
    assert.equal(takenLease({ kind: 'ours', lease: { ...held, holder: me } }, claim).term, 8);
  });
});
