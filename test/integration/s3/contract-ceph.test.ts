import test from 'node:test';
import { remoteContract } from '../../contract/remote.ts';
import { sharedServer, underTest } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';

const missing = cephRgwMissing();
if (missing === undefined) {
  const server = sharedServer(cephRgw);
  remoteContract('S3: Ceph RGW', async () => underTest(await server()));
  remoteContract('S3: Ceph RGW, below a prefix', async () => underTest(await server(), { prefix: 'backups/mine/' }), {
    manyKeys: 100,
  });
} else {
  test('the contract holds over Ceph RGW', (t) => t.skip(missing));
}
