import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import test, { before } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundledPackages } from '../../build/notices.ts';
import { fixtureDatabase } from '../support/fixtures.ts';
import { releasedProgram } from '../support/release.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let place = '';
let dist = '';

before(async () => {
  dist = dirname(await releasedProgram());
  place = dirname(dist);
});

/** Runs the bundled program away from the checkout. */
async function membridge(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(dist, 'membridge.mjs'), ...args], { cwd: place });
  return stdout;
}

test('the bundle knows its version', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.equal((await membridge('--version')).trim(), version);
});

test('the bundle connects and pushes: the database, the settings and the sealing are inside', async () => {
  const home = join(place, 'home');
  const source = join(place, 'claude-mem.db');
  await fixtureDatabase('base', source);
  await mkdir(join(place, 'bucket'));
  await writeFile(join(place, 'passphrase'), 'correct horse battery staple\n', { mode: 0o600 });
  const connection = ['--folder', join(place, 'bucket'), '--passphrase-file', join(place, 'passphrase')];
  await membridge('init', '--mode', 'mirror', ...connection, '--source', source, '--home', home, '--yes');
  const pushed = JSON.parse(await membridge('push', '--json', '--home', home));
  assert.deepEqual([pushed.ok, pushed.revision], [true, 1]);
  assert.ok(pushed.published.records > 0);
});

test('the bundled host serves its status and its panel, gives a command its turn, and ends when it is told', async () => {
  const home = join(place, 'host-home');
  const environment = {
    ...process.env,
    HOME: place,
    CLAUDE_CONFIG_DIR: place,
    CLAUDE_MEM_DATA_DIR: join(place, 'none'),
  };
  const host = spawn(process.execPath, [join(dist, 'membridge.mjs'), 'run', '--headless', '--home', home], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(host, 'exit');
  try {
    const [line] = (await once(createInterface(host.stdout), 'line')) as [string];
    const address = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
    assert.ok(address, line);
    const token = (await readFile(join(home, 'host.token'), 'utf8')).trim();
    const status = await fetch(`${address}/api/status`, { headers: { authorization: `Bearer ${token}` } });
    const { host: told } = (await status.json()) as { host: { state: string; pid: number } };
    assert.deepEqual([status.status, told.state, told.pid], [200, 'setup', host.pid]);
    const panel = await fetch(`${address}/`);
    assert.match(await panel.text(), /\/assets\/[^"]+\.js/);
    if (process.platform === 'linux') {
      const told = await readFile(`/proc/${host.pid}/environ`, 'utf8');
      assert.match(told, /\0MALLOC_ARENA_MAX=1\0/, 'one heap of C for all threads');
    }
    const found = JSON.parse(await membridge('config', 'list', '--json', '--home', home));
    assert.equal(found.ok, true, 'a command takes its turn');
  } finally {
    host.kill('SIGTERM');
  }
  assert.deepEqual(await ended, [0, null]);
});

test('the bundle is plain JavaScript that names nothing of the checkout and asks only for better-sqlite3', async () => {
  const entries = await readdir(dist, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => name.endsWith('.ts')),
    [],
  );
  const { dependencies } = JSON.parse(await readFile(join(dist, 'package.json'), 'utf8'));
  assert.deepEqual(Object.keys(dependencies), ['better-sqlite3']);
  for (const name of names) {
    const text = await readFile(join(dist, name), 'utf8');
    assert.ok(!text.includes(root), `${name} names ${root}`);
    const imported = [...text.matchAll(/^import .*?from "([^".][^"]*)"/gm)].map((match) => match[1] ?? '');
    assert.deepEqual(
      imported.filter((target) => !target.startsWith('node:') && target !== 'better-sqlite3' && !isBuiltinName(target)),
      [],
    );
  }
});

test('the licence of every package inside is beside it', async () => {
  const text = await readFile(join(dist, 'THIRD-PARTY-NOTICES'), 'utf8');
  for (const name of ['zod', 'commander', 'age-encryption', 'react-dom', '@fontsource-variable/commissioner'])
    assert.match(text, new RegExp(`^${name} \\d`, 'm'));
  assert.deepEqual(bundledPackages(['/a/node_modules/@b/c/d.js', '/a/node_modules/e/node_modules/f/g.js', '/a/h.ts']), [
    '/a/node_modules/@b/c',
    '/a/node_modules/e/node_modules/f',
  ]);
});

test('the panel lies beside the program, names nothing from elsewhere and is small on the wire', async () => {
  const page = await readFile(join(dist, 'panel/index.html'), 'utf8');
  const names = await readdir(join(dist, 'panel/assets'));
  const scripts = names.filter((name) => name.endsWith('.js'));
  assert.ok(scripts.some((name) => page.includes(`/assets/${name}`)));
  assert.doesNotMatch(page, /https?:|<style| style=| on\w+=/);
  let bytes = 0;
  for (const name of scripts) bytes += gzipSync(await readFile(join(dist, 'panel/assets', name))).length;
  assert.ok(bytes <= panelBytesMax, `${bytes} bytes of script`);
});

/** As it is sent, compressed: a board's panel over a slow link opens within a second. */
const panelBytesMax = 250 * 1024;

/** Packages say `fs` where we say `node:fs`. */
function isBuiltinName(name: string): boolean {
  return process.getBuiltinModule(name) !== undefined;
}
