/**
 * Moves the secrets of FILE to `file` or `keychain`, and kills itself before its STEP-th change of a file:
 * `node secrets-mover-child.ts FILE PLACE STEP`. For test/platform/secret-file-killed.test.ts.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fakeKeychain } from '../support/fake-keychain.ts';
import { silentLogger } from '../support/silent-logger.ts';

const [path = '', place = '', step = ''] = process.argv.slice(2);
const owner = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
let steps = 0;
let isMoving = false;
for (const name of ['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync']) {
  const call = owner[name];
  if (call === undefined) throw new Error(`node:fs has no ${name}`);
  owner[name] = (...args) => {
    if (isMoving) steps += 1;
    if (steps === Number(step)) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(call, fs, args);
  };
}
syncBuiltinESMExports();
const { fileSecrets } = await import('../../core/platform/secret-file.ts');
isMoving = true;
await fileSecrets(path, silentLogger, fakeKeychain()).moveTo(place === 'file' ? 'file' : 'keychain');
