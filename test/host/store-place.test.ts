import assert from 'node:assert/strict';
import test from 'node:test';
import { storePlace, type StoreWish } from '../../core/host/store-place.ts';
import { isFault } from '../../core/model/errors.ts';

const nothing: StoreWish = { store: undefined, account: undefined, endpoint: undefined, region: undefined };
const place = (wish: Partial<StoreWish>) => {
  const { store, endpoint, region } = storePlace({ ...nothing, ...wish });
  return [store?.name, endpoint, region];
};

test('a name is enough where the address follows from it', () => {
  assert.deepEqual(place({ store: 'hetzner', region: 'fsn1' }), [
    'hetzner',
    'https://fsn1.your-objectstorage.com',
    'fsn1',
  ]);
  assert.deepEqual(place({ store: 'AWS', region: 'eu-central-1' })[1], 'https://s3.eu-central-1.amazonaws.com');
  assert.deepEqual(place({ store: 'r2', account: '0123ABC' })[1], 'https://0123abc.r2.cloudflarestorage.com');
  assert.deepEqual(place({ store: 'r2', account: '0123abc.eu' })[1], 'https://0123abc.eu.r2.cloudflarestorage.com');
  assert.deepEqual(place({ store: 'tigris' }), ['tigris', 'https://t3.storage.dev', undefined]);
});

test('an address that is said wins, and a store of one’s own brings its usual region', () => {
  assert.deepEqual(place({ endpoint: 'http://nas:1' }), [undefined, 'http://nas:1', undefined]);
  assert.deepEqual(place({ store: 'garage', endpoint: 'http://nas:3900' }), ['garage', 'http://nas:3900', 'garage']);
  assert.deepEqual(place({ store: 'garage', endpoint: 'http://nas:3900', region: 'x' })[2], 'x');
  assert.deepEqual(place({ store: 'aws', endpoint: 'https://s3.eu-north-1.amazonaws.com' })[2], undefined);
});

test('what is missing or wrong is refused with what to say', () => {
  const refused: readonly (readonly [Partial<StoreWish>, string, RegExp])[] = [
    [{ store: 'r2' }, 'usage', /--account ID/],
    [{ store: 'hetzner' }, 'usage', /--region NAME, for example fsn1/],
    [{ store: 'minio' }, 'usage', /--s3 URL, for example http:\/\/HOST:9000/],
    [{ account: 'x' }, 'usage', /--store NAME/],
    [{ store: 'minnio' }, 'setting-invalid', /aws, r2, .*minio/],
    [{ store: 'r2', account: 'evil.example.com/' }, 'setting-invalid', /--account/],
    [{ store: 'aws', region: 'x.evil' }, 'setting-invalid', /--region/],
  ];
  for (const [wish, code, says] of refused) {
    assert.throws(
      () => place(wish),
      (error) => isFault(error) && error.code === code && error.exit === 2 && says.test(error.message),
      JSON.stringify(wish),
    );
  }
});
