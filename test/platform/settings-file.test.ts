import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { fileSettings } from '../../core/platform/settings-file.ts';
import { settingsStoreContract } from '../contract/settings-store.ts';

settingsStoreContract('conf', fileSettings);

test('the settings library does not make two signals of one', async () => {
  const program = join(import.meta.dirname, '..', 'support', 'raise-signal.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  assert.equal(stdout, 'heard 1\n');
});
