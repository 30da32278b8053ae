import assert from 'node:assert/strict';
import test from 'node:test';
import { filledEndpoint, knownStores, storeAt, storeManners, storeNamed } from '../../core/model/known-stores.ts';

const given = { region: 'eu-west-9', account: '0123abc' };

test('each store has a name of its own that can be typed, and can be found by it in any case', () => {
  assert.ok(knownStores.length >= 15, `${knownStores.length}`);
  assert.equal(new Set(knownStores.map(({ name }) => name)).size, knownStores.length);
  for (const store of knownStores) {
    assert.match(store.name, /^[a-z0-9]+$/);
    assert.equal(storeNamed(` ${store.name.toUpperCase()} `), store);
  }
  assert.equal(storeNamed('s4'), undefined);
});

test('the address that a service gets by its name is known again as that service, with the region that was meant', () => {
  for (const store of knownStores.filter(({ kind }) => kind === 'service')) {
    const filled = filledEndpoint(store, given);
    assert.equal(filled.kind, 'endpoint', store.name);
    const endpoint = filled.kind === 'endpoint' ? filled.endpoint : '';
    assert.match(endpoint, /^https:\/\/[a-z0-9.-]+$/, store.name);
    assert.equal(storeAt(endpoint), store, endpoint);
    assert.equal(storeManners(endpoint).region, store.region ?? given.region, endpoint);
    const needs = (['account', 'region'] as const).filter((what) => store.endpoint.includes(`{${what}}`));
    for (const what of needs) {
      assert.deepEqual(filledEndpoint(store, { ...given, [what]: undefined }), { kind: 'missing', what }, store.name);
      if (what === 'region') assert.match(store.regionExample ?? '', /^[a-z0-9-]+$/, store.name);
    }
  }
});

test('addresses as the makers of stores write them are known by their host', () => {
  const written: readonly (readonly [string, string | undefined, string])[] = [
    ['https://s3.amazonaws.com', 'aws', 'us-east-1'],
    ['https://s3-eu-west-1.amazonaws.com/', 'aws', 'eu-west-1'],
    ['https://s3.cn-north-1.amazonaws.com.cn', 'aws', 'cn-north-1'],
    ['https://0123abc.eu.r2.cloudflarestorage.com', 'r2', 'auto'],
    ['https://s3.us-west-004.backblazeb2.com', 'b2', 'us-west-004'],
    ['https://s3.wasabisys.com', 'wasabi', 'us-east-1'],
    ['https://FSN1.your-objectstorage.com', 'hetzner', 'fsn1'],
    ['https://nyc3.digitaloceanspaces.com:443', 'digitalocean', 'nyc3'],
    ['https://fly.storage.tigris.dev', 'tigris', 'auto'],
    ['http://minio.lan:9000', 'minio', 'us-east-1'],
    ['https://my-minio.example.com', 'minio', 'us-east-1'],
    ['http://garage:3900', 'garage', 'garage'],
    ['https://rgw.example.com/', 'ceph', 'us-east-1'],
    ['http://192.168.1.5:9000', undefined, 'us-east-1'],
    ['https://dominion.example.com', undefined, 'us-east-1'],
    ['https://s3.amazonaws.com.example.com', undefined, 'us-east-1'],
    ['https://store.example.com/minio/r2.cloudflarestorage.com', undefined, 'us-east-1'],
    ['not an address', undefined, 'us-east-1'],
  ];
  for (const [endpoint, name, region] of written) {
    assert.equal(storeAt(endpoint)?.name, name, endpoint);
    assert.equal(storeManners(endpoint).region, region, endpoint);
  }
});

test('R2 gets two requests at once, a store that nobody knows as many as the probe needs', () => {
  assert.equal(storeManners('https://0123abc.r2.cloudflarestorage.com').connectionsMax, 2);
  assert.equal(storeManners('http://192.168.1.5:9000').connectionsMax, 32);
});

test('only MinIO is warned of', () => {
  assert.deepEqual(
    knownStores.filter(({ caution }) => caution !== undefined).map(({ name }) => name),
    ['minio'],
  );
});
