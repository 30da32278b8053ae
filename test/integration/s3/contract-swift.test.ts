import test from 'node:test';
import { remoteContract } from '../../contract/remote.ts';
import { sharedServer, underTest } from '../../remotes/s3/s3-under-test.ts';
import { swiftS3, swiftS3Missing } from '../../support/swift-s3.ts';

const missing = swiftS3Missing();
if (missing === undefined) {
  const server = sharedServer(swiftS3);
  remoteContract('S3: Swift, which refuses conditions', async () => underTest(await server()), {
    looksFirst: true,
    manyKeys: 1_010,
  });
} else {
  test('the contract holds over Swift, which refuses conditions', (t) => t.skip(missing));
}
