import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { newBucket, plainClient, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { assertHealthy } from '../../support/database-checks.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import type { Installation } from '../../support/membridge-program.ts';
import type { S3Server } from '../../support/s3-server.ts';
import { runWatched, sizeSkipped, twoInstallations, withinMemory } from '../../support/within-memory.ts';

const ceph = sharedServer(cephRgw);
const partBytes = 2 * 1024 * 1024;
/** Of a push or pull beside its parts: 16 for heads, lease, device file, manifest, and two a minute to keep the lease on a slow machine. */
const otherRequestsMax = 32;

for (const megabytes of [2.4, 50, 500]) {
  test(`${megabytes} MB go through Ceph in less than 150 MB of memory, each part in one request`, async (t) => {
    const reason = cephRgwMissing() ?? sizeSkipped(megabytes);
    if (reason !== undefined) return t.skip(reason);
    const store = await ceph();
    const bucket = await newBucket(store);
    const { accessKey, secretKey } = store;
    const keys = { MEMBRIDGE_S3_ACCESS_KEY: accessKey, MEMBRIDGE_S3_SECRET_KEY: secretKey };
    const { laptop, board, folder } = twoInstallations(t, keys);
    writeFileSync(join(folder, 'passphrase'), 'only for measuring\n', { mode: 0o600 });
    const init = ({ database, label }: Installation) => {
      const where = ['--s3', store.endpoint, '--bucket', bucket, '--source', database, '--label', label];
      return ['init', '--mode', 'mirror', ...where, '--passphrase-file', join(folder, 'passphrase')];
    };
    const { bytes } = makeLargeDatabase(laptop.database, megabytes * 1_000_000);
    const parts = Math.ceil(bytes / partBytes);
    const measured = withinMemory(t);

    await runWatched(laptop, init(laptop));
    const { published, requests } = await measured(laptop, 'push');
    const stored = await snapshotObjects(store, bucket);
    assert.equal(published.bytes, sum(stored), 'the report names what was stored, to the byte');
    assertRequests('push', requests, parts);
    const again = await measured(laptop, 'push');
    assert.deepEqual(again.published, { records: 0, bytes: 0 });
    assertRequests('a second push', again.requests, 0);

    await runWatched(board, init(board));
    const pulled = await measured(board, 'pull');
    const partObjects = stored.filter(({ key }) => key.includes('/part-'));
    assert.equal(partObjects.length, parts);
    assert.equal(pulled.applied.bytes, sum(partObjects), 'received: all parts, once');
    assert.equal(pulled.applied.records, published.records);
    assertRequests('pull', pulled.requests, parts);
    await assertHealthy(board.database);
    await measured(board, 'verify');
  });
}

function assertRequests(command: string, requests: number, parts: number): void {
  assert.ok(requests >= parts, `${command}: ${requests} requests cannot have moved ${parts} parts`);
  assert.ok(requests <= parts + otherRequestsMax, `${command} took ${requests} requests for ${parts} parts`);
}

interface Stored {
  readonly key: string;
  readonly bytes: number;
}

async function snapshotObjects(store: S3Server, bucket: string): Promise<Stored[]> {
  const client = plainClient(store);
  const { Contents = [], IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  client.destroy();
  assert.notEqual(IsTruncated, true);
  const all = Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size }));
  return all.filter(({ key }) => key.includes('/snapshots/'));
}

function sum(stored: readonly Stored[]): number {
  return stored.reduce((total, { bytes }) => total + bytes, 0);
}
