import assert from 'node:assert/strict';
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import { secretStoreContract } from '../contract/secret-store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { keepingLogger, silentLogger } from '../support/silent-logger.ts';

secretStoreContract('file', (path) => fileSecrets(path, silentLogger));

test('a secrets file that others could read is closed to them, and the log says so', async (t) => {
  const path = join(await scratchFolder(t, 'secrets'), 'secrets.json');
  const logger = keepingLogger();
  const store = fileSecrets(path, logger);
  await store.set('identity', '1:x');
  await chmod(path, 0o644);
  assert.equal(await store.get('identity'), '1:x');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(logger.events, [{ level: 'warn', event: 'secrets.tightened', data: { path, modeBefore: '644' } }]);
});
