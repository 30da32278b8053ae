import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { newIdentity, wrapIdentity } from '../../../core/remotes/seal/key-file.ts';
import { runInTerminal } from '../../support/pseudo-terminal.ts';
import { goldenKey, manifest, part } from './sealing-fixtures.ts';
import { needsTools } from './tools.ts';

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'membridge-age-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('with the passphrase and the age and zstd tools alone, a person reads a key file, a part and a manifest', async (t) => {
  if (!needsTools(t, 'age', 'zstd', 'python3')) return;
  const folder = await temporaryFolder(t);
  const passphrase = 'кінь 2 батарейка';
  const key = { ...goldenKey, identity: await newIdentity() };
  const image = randomBytes(300_000);
  const seal = await ageSeal(key);
  await writeFile(join(folder, 'key.age'), await wrapIdentity(key, passphrase, 16));
  await writeFile(join(folder, 'part'), await seal.seal(part, zstdCompressSync(image), 'zstd'));
  await writeFile(join(folder, 'manifest'), await seal.seal(manifest, Buffer.from('{"parts":[]}\n'), 'json'));

  const asked = await runInTerminal('age -d -o identity.txt key.age', {
    folder,
    answers: [{ prompt: 'passphrase', typed: passphrase }],
  });
  assert.equal(asked.exitCode, 0, asked.shown);
  const opened = await readFile(join(folder, 'identity.txt'), 'utf8');
  assert.match(opened, /^# membridge1 \{.*\}\nAGE-SECRET-KEY-1[0-9A-Z]{58}\n$/);

  const lines = [
    'set -e -o pipefail',
    'age -d -i identity.txt part | tail -n +2 | zstd -dc > image',
    'age -d -i identity.txt manifest | tail -n +2 > manifest.json',
  ];
  const run = spawnSync('bash', ['-c', lines.join('\n')], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.ok((await readFile(join(folder, 'image'))).equals(image));
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')), { parts: [] });
});

test('the age tool refuses a wrong passphrase for a key file', async (t) => {
  if (!needsTools(t, 'age', 'python3')) return;
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'key.age'), await wrapIdentity(goldenKey, 'right', 10));
  const asked = await runInTerminal('age -d -o identity.txt key.age', {
    folder,
    answers: [{ prompt: 'passphrase', typed: 'wrong' }],
  });
  assert.notEqual(asked.exitCode, 0);
  assert.match(asked.shown, /incorrect passphrase/);
});
