import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { isFault } from '../../core/model/errors.ts';
import type { SecretStore } from '../../core/ports/secret-store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const identity = '1:AGE-SECRET-KEY-1CANARY';

/** What every implementation of the port core/ports/secret-store.ts promises; it lies in a file named secrets.json. `prepare`: chooses another form of it. */
export function secretStoreContract(
  name: string,
  make: (path: string) => SecretStore,
  prepare: (path: string) => Promise<unknown> = async () => {},
): void {
  describe(`secret store contract: ${name}`, () => {
    test('a secret is kept in a file that only its owner can read', async (t) => {
      const folder = await scratchFolder(t, 'secrets');
      const path = join(folder, 'secrets.json');
      await prepare(path);
      const before = await readdir(folder);
      const store = make(path);
      assert.equal(await store.get('identity'), null);
      assert.deepEqual(await readdir(folder), before);
      await store.set('identity', identity);
      assert.equal(await make(path).get('identity'), identity);
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(folder), ['secrets.json']);
    });

    test('secrets are set and deleted one by one, also at the same time', async (t) => {
      const path = join(await scratchFolder(t, 'secrets'), 'secrets.json');
      await prepare(path);
      const store = make(path);
      await Promise.all([
        store.set('identity', identity),
        store.set('s3-access-key', 'a'),
        store.set('s3-secret-key', 'b'),
      ]);
      await Promise.all([store.delete('s3-access-key'), store.set('s3-secret-key', 'c')]);
      assert.equal(await store.get('identity'), identity);
      assert.equal(await store.get('s3-access-key'), null);
      assert.equal(await store.get('s3-secret-key'), 'c');
      await store.delete('s3-access-key');
    });

    test('a broken secrets file is a fault that quotes nothing of it, and it stays as it is', async (t) => {
      const path = join(await scratchFolder(t, 'secrets'), 'secrets.json');
      const broken = [
        `${identity} is my key`,
        `{"format":1,"secrets":{"identity":"${identity}"`,
        `["${identity}"]`,
        `{"format":1,"secrets":{"identity":["${identity}"]}}`,
        `{"format":1,"secrets":{"${identity}":"x"}}`,
        `{"format":2,"secrets":{"identity":"${identity}"}}`,
        `{"format":2,"sealed":{"identity":"x"},"secrets":{"identity":"${identity}"}}`,
        `{"format":3,"sealed":{"identity":"${identity}"}}`,
        '',
      ];
      for (const text of broken) {
        await writeFile(path, text, { mode: 0o600 });
        const store = make(path);
        for (const act of [
          () => store.get('identity'),
          () => store.set('identity', 'new'),
          () => store.delete('identity'),
        ]) {
          await assert.rejects(act, (error) => {
            assert.ok(isFault(error, 'secrets-unreadable'), text);
            assert.doesNotMatch(inspect(error, { depth: 9 }), /CANARY/);
            return true;
          });
        }
        assert.equal(await readFile(path, 'utf8'), text);
      }
    });
  });
}
