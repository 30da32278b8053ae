import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deviceHeadKey,
  headKey,
  keyFileKey,
  manifestKey,
  parseHeadKey,
  parseSnapshotKey,
  partKey,
  projectRoot,
  snapshotPrefix,
} from '../../core/model/bucket-keys.ts';
import { projectIdOf, type Revision } from '../../core/model/ids.ts';
import { device, nonce } from './sample.ts';

const revision = (number: number) => number as Revision;

describe('names in the bucket', () => {
  it('puts a project where the Python membridge’s id says', () => {
    assert.equal(projectIdOf('mem'), '6fe2e0f6071ac2bb');
    assert.equal(projectIdOf('garden-seedling'), 'aeeafec3a5b5710f');
    assert.notEqual(projectIdOf('mem '), projectIdOf('mem'));
    assert.equal(projectRoot('team/', projectIdOf('mem')), 'team/membridge/6fe2e0f6071ac2bb/');
  });

  it('are the ones of the protocol', () => {
    assert.equal(keyFileKey(1), 'keys/0001.age');
    assert.equal(headKey(revision(12)), 'head/0000000012.json');
    assert.equal(deviceHeadKey(revision(12), device('a')), `head/0000000012-${'a'.repeat(32)}.json`);
    const snapshot = snapshotPrefix(device('a'), 3, nonce('b'));
    assert.equal(snapshot, `snapshots/${'a'.repeat(32)}/0000000003-${'b'.repeat(16)}/`);
    assert.equal(partKey(snapshot, 0), `${snapshot}part-0000`);
  });

  it('are read back', () => {
    assert.deepEqual(parseHeadKey(headKey(revision(12))), { revision: 12, device: null });
    assert.deepEqual(parseHeadKey(deviceHeadKey(revision(12), device('a'))), { revision: 12, device: device('a') });
    const key = manifestKey(snapshotPrefix(device('a'), 3, nonce('b')));
    assert.deepEqual(parseSnapshotKey(key), {
      device: device('a'),
      number: 3,
      nonce: nonce('b'),
      snapshot: key.replace('manifest.json', ''),
      name: 'manifest.json',
    });
  });

  it('foreign names are nobody’s', () => {
    for (const key of [
      'head/12.json',
      'head/0000000000.json',
      'head/0000000012-A.json',
      'head/0000000012.json.tmp',
      'heads/0000000012.json',
    ]) {
      assert.equal(parseHeadKey(key), null, key);
    }
    for (const key of ['snapshots/x/part-0000', `snapshots/${device('a')}/0000000003-${nonce('b')}/../part-0000`]) {
      assert.equal(parseSnapshotKey(key), null, key);
    }
  });
});
