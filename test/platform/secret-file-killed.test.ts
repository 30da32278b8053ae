import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import { fakeKeychain } from '../support/fake-keychain.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { silentLogger } from '../support/silent-logger.ts';

const mover = join(import.meta.dirname, 'secrets-mover-child.ts');
const stepsMax = 40;

for (const to of ['keychain', 'file'] as const) {
  test(`killed at any step of moving to the ${to}, all keys are there, and the next try ends it`, async (t) => {
    const path = join(await scratchFolder(t, 'secrets'), 'secrets.json');
    const store = fileSecrets(path, silentLogger, fakeKeychain());
    const from = to === 'keychain' ? 'file' : 'keychain';
    const places = new Set<string>();
    for (let step = 1; ; step += 1) {
      assert.ok(step < stepsMax, 'it never ends');
      await store.moveTo(from);
      await store.set('identity', `1:planted-${step}`);
      await store.set('s3-secret-key', 'planted-key');
      const child = spawn(process.execPath, [mover, path, to, String(step)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      assert.ok(code === 0 || signal === 'SIGKILL', `${code} ${signal}`);
      assert.equal(await store.get('identity'), `1:planted-${step}`);
      assert.equal(await store.get('s3-secret-key'), 'planted-key');
      // One or the other, never half.
      assert.equal(/planted/.test(await readFile(path, 'utf8')), store.place() === 'file');
      places.add(store.place());
      if (code === 0) {
        assert.equal(store.place(), to);
        assert.ok(step > 5, `only ${step} steps`);
        break;
      }
    }
    assert.deepEqual(places, new Set([from, to]));
  });
}
