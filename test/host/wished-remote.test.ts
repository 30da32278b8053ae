import assert from 'node:assert/strict';
import test from 'node:test';
import { wishedRemote } from '../../core/host/compose/wished-remote.ts';
import { compareWish, type ConnectionWish, type S3Wish } from '../../core/host/connection-wish.ts';
import { isFault } from '../../core/model/errors.ts';
import type { Connection, RemoteSettings } from '../../core/model/settings.ts';

const said = { noEncryption: false, reconnect: false };
const bucketWish: S3Wish = {
  endpoint: undefined,
  bucket: undefined,
  region: undefined,
  prefix: undefined,
  caFile: undefined,
  createBucket: false,
  keys: () => Promise.resolve(null),
};
const wish = (s3: Partial<S3Wish>, more: Partial<ConnectionWish> = {}): ConnectionWish => ({
  ...said,
  ...more,
  s3: { ...bucketWish, ...s3 },
});
const have: RemoteSettings = {
  kind: 's3',
  endpoint: 'https://s3.example.com',
  bucket: 'memory',
  region: 'here',
  prefix: 'mine/',
};

test('the region follows from the address of a known store, and is us-east-1 elsewhere', () => {
  const regionOf = (endpoint: string) => {
    const remote = wishedRemote(wish({ endpoint, bucket: 'memory' }), null);
    return remote.kind === 's3' ? remote.region : null;
  };
  assert.equal(regionOf('https://s3.eu-central-1.amazonaws.com'), 'eu-central-1');
  assert.equal(regionOf('https://0123abc.r2.cloudflarestorage.com'), 'auto');
  assert.equal(regionOf('https://s3.us-west-004.backblazeb2.com'), 'us-west-004');
  assert.equal(regionOf('https://fsn1.your-objectstorage.com'), 'fsn1');
  assert.equal(regionOf('http://192.168.1.5:9000'), 'us-east-1');
});

test('what is left out is as it was while the store is the same, and is not carried to another', () => {
  assert.deepEqual(wishedRemote(wish({ bucket: 'other' }), have), { ...have, bucket: 'other' });
  assert.deepEqual(wishedRemote(wish({ endpoint: 'https://s3.example.com/', prefix: '/a/b' }), have), {
    ...have,
    prefix: 'a/b/',
  });
  assert.deepEqual(wishedRemote(wish({ endpoint: 'https://other.example.com', bucket: 'x2x' }), have), {
    kind: 's3',
    endpoint: 'https://other.example.com',
    bucket: 'x2x',
    region: 'us-east-1',
    prefix: '',
  });
  assert.equal(wishedRemote(said, have), have);
});

test('an unclear place is refused with what to say', () => {
  const refused: readonly (readonly [ConnectionWish, RemoteSettings | null, RegExp])[] = [
    [said, null, /--folder DIR, or --s3/],
    [wish({ endpoint: 'https://s3.example.com', bucket: 'b' }, { folder: '/shared' }), null, /one place/],
    [wish({ endpoint: 'https://s3.example.com' }), null, /which bucket/],
    [wish({ bucket: 'memory' }), null, /which store/],
    [wish({ bucket: 'memory' }), { kind: 'folder', folder: '/shared' }, /which store/],
    [wish({ endpoint: 'https://s3.example.com', bucket: 'a/b' }), null, /--bucket/],
    [wish({ bucket: 'memory', prefix: 'a/../b' }), have, /--prefix/],
    [wish({ region: 'no where' }), have, /--region/],
  ];
  for (const [asked, before, says] of refused) {
    assert.throws(
      () => wishedRemote(asked, before),
      (error) => isFault(error) && error.exit === 2 && says.test(error.message),
      String(says),
    );
  }
});

test('a machine on a bucket is asked for the same, or refused with the first thing that differs', () => {
  const connection = {
    project: 'mem',
    remote: have,
    source: { path: '/m.db' },
    label: 'a',
    mode: 'mirror',
  } as Connection;
  assert.equal(
    compareWish(wish({ endpoint: 'https://s3.example.com/', bucket: 'memory', prefix: 'mine' }), connection),
    'same',
  );
  const differing = [
    [wish({ endpoint: 'https://other.example.com' }), 'store'],
    [wish({ bucket: 'other' }), 'bucket'],
    [wish({ region: 'there' }), 'region'],
    [wish({ prefix: '' }), 'prefix'],
    [wish({ caFile: '/ca.pem' }), 'certificate authority'],
    [{ ...said, folder: '/shared' }, 'store'],
  ] as const;
  for (const [asked, setting] of differing) {
    assert.throws(
      () => compareWish(asked, connection),
      (error) => isFault(error, 'already-connected') && error.data.setting === setting,
    );
  }
});
