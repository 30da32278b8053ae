import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { findElectron } from '../../core/host/compose/electron-program.ts';

async function packageIn(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'electron-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    const folder = join(root, 'node_modules/electron', path, '..');
    await mkdir(folder, { recursive: true });
    await writeFile(join(root, 'node_modules/electron', path), text);
  }
  return root;
}

test('a machine without the package has no Electron', async (t) => {
  assert.deepEqual(await findElectron(await packageIn(t, {}), {}), { kind: 'absent' });
});

test('a package without its program is not fetched: never named, or named and gone', async (t) => {
  const fresh = await packageIn(t, { 'package.json': '{}' });
  assert.deepEqual(await findElectron(fresh, {}), { kind: 'not-fetched' });
  const gone = await packageIn(t, { 'package.json': '{}', 'path.txt': 'electron' });
  assert.deepEqual(await findElectron(gone, {}), { kind: 'not-fetched' });
});

test('a fetched one is found where its package says', async (t) => {
  const root = await packageIn(t, { 'package.json': '{}', 'path.txt': 'electron\n', 'dist/electron': '' });
  const path = join(root, 'node_modules/electron/dist/electron');
  assert.deepEqual(await findElectron(root, {}), { kind: 'ready', path });
});

test('one that lies elsewhere is found by the variable that Electron itself knows', async (t) => {
  const root = await packageIn(t, { 'package.json': '{}', 'other/electron': '' });
  const folder = join(root, 'node_modules/electron/other');
  const env = { ELECTRON_OVERRIDE_DIST_PATH: folder };
  assert.deepEqual(await findElectron(root, env), { kind: 'ready', path: join(folder, 'electron') });
  const empty = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'nowhere') };
  assert.deepEqual(await findElectron(root, empty), { kind: 'not-fetched' });
});
