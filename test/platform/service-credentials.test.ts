import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import { secretsWithCredentials } from '../../core/platform/service-credentials.ts';
import { noKeychain } from '../support/no-keychain.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { silentLogger } from '../support/silent-logger.ts';

async function place(t: TestContext) {
  const folder = await scratchFolder(t, 'credentials');
  const beneath = fileSecrets(join(folder, 'secrets.json'), silentLogger, noKeychain);
  const given = join(folder, 'given');
  mkdirSync(given);
  return { given, beneath, secrets: secretsWithCredentials(given, beneath) };
}

test('a credential of the service wins over the file, and is not written into it', async (t) => {
  const { given, beneath, secrets } = await place(t);
  await beneath.set('s3-access-key', 'from the file');
  assert.equal(await secrets.get('s3-access-key'), 'from the file');
  writeFileSync(join(given, 'membridge-s3-access-key'), 'from the service\n');
  assert.equal(await secrets.get('s3-access-key'), 'from the service');
  await secrets.set('s3-access-key', 'from the service');
  assert.equal(await beneath.get('s3-access-key'), 'from the file');
  await secrets.set('s3-secret-key', 'new');
  assert.equal(await beneath.get('s3-secret-key'), 'new');
  await secrets.delete('s3-secret-key');
  assert.equal(await secrets.get('s3-secret-key'), null);
});

test('a credential that cannot be one is named, and its text is not', async (t) => {
  const { given, secrets } = await place(t);
  const path = join(given, 'membridge-identity');
  for (const text of ['', '\n', 'geheim\nzwei', 'x'.repeat(5_000)]) {
    writeFileSync(path, text);
    await assert.rejects(secrets.get('identity'), (error: unknown) => {
      assert.ok(isFault(error, 'secrets-unreadable'));
      assert.equal(error.data.path, path);
      assert.doesNotMatch(error.message, /geheim|xxxx/);
      return true;
    });
  }
});

test('without a folder of credentials there are only the secrets beneath', async (t) => {
  const { beneath } = await place(t);
  assert.equal(secretsWithCredentials(null, beneath), beneath);
});
