import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { weaknessBy, weaknessOf } from '../../core/platform/own-path.ts';
import { copyRelease, digestOfFiles, filesInCopy, releaseFiles } from '../../core/platform/release-copy.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const wanted = {
  'main.mjs': 'import "./part.mjs";',
  'part.mjs': '1;',
  'membridge.mjs': '2;',
  'package.json': '{}',
  LICENSE: 'MIT',
};
const binding = {
  'package.json': '{"name":"better-sqlite3"}',
  'lib/index.js': '3;',
  'prebuilds/linux-x64.node': 'elf',
};
const unwanted = { 'panel/index.html': '<p>', 'notes.txt': 'mine', '.env': 'KEY=1' };
const bindingUnwanted = { 'deps/sqlite.c': 'c', 'prebuilds/darwin-x64.node': 'mach', 'src/a.cpp': 'c' };

async function release(t: TestContext) {
  const folder = await scratchFolder(t, 'release');
  const from = join(folder, 'dist');
  const write = (base: string, files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(base, name)), { recursive: true });
      writeFileSync(join(base, name), text, { mode: 0o600 });
    }
  };
  write(from, { ...wanted, ...unwanted });
  write(join(folder, 'node_modules/better-sqlite3'), { ...binding, ...bindingUnwanted });
  symlinkSync('/etc/hostname', join(from, 'linked.mjs'));
  writeFileSync(join(folder, 'node'), 'a Node', { mode: 0o755 });
  return { folder, from, node: join(folder, 'node'), to: join(folder, 'lib', 'copy') };
}

const noCheck = () => Promise.resolve();

test('a copy has the program and its binding, readable for all, and nothing else of the folder', async (t) => {
  const { from, node, to } = await release(t);
  const before = process.umask(0o077);
  t.after(() => process.umask(before));
  const files = releaseFiles(from, node);
  await copyRelease(files, to, noCheck);
  const names = readdirSync(to, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
  const expected = [
    ...Object.keys(wanted),
    'node',
    ...Object.keys(binding).map((name) => `node_modules/better-sqlite3/${name}`),
  ];
  assert.deepEqual(names.toSorted(), expected.toSorted());
  assert.equal(readFileSync(join(to, 'main.mjs'), 'utf8'), wanted['main.mjs']);
  const modes = ['main.mjs', 'node', '.', '..', 'node_modules'].map((name) => lstatSync(join(to, name)).mode & 0o777);
  assert.deepEqual(modes, [0o644, 0o755, 0o755, 0o755, 0o755]);
  const copied = filesInCopy(files, to);
  assert.ok(copied !== null);
  assert.equal(digestOfFiles(copied), digestOfFiles(files));
  writeFileSync(join(to, 'part.mjs'), '1; ');
  assert.notEqual(digestOfFiles(copied), digestOfFiles(files), 'one byte more');
});

test('a copy comes to be whole or not at all, and what an earlier try left is no part of it', async (t) => {
  const { from, to } = await release(t);
  const files = releaseFiles(from, null);
  mkdirSync(`${to}.part`, { recursive: true });
  writeFileSync(join(`${to}.part`, 'litter.mjs'), 'x');
  const seen: boolean[] = [];
  const refusing = (part: string) => {
    seen.push(existsSync(join(part, 'main.mjs')), existsSync(join(part, 'litter.mjs')), existsSync(to));
    return Promise.reject(new Error('it does not start'));
  };
  await assert.rejects(copyRelease(files, to, refusing), /does not start/);
  assert.deepEqual(seen, [true, false, false]);
  assert.deepEqual([existsSync(to), existsSync(`${to}.part`)], [false, false]);
  assert.equal(filesInCopy(files, to), null);
  await copyRelease(files, to, noCheck);
  assert.deepEqual([existsSync(join(to, 'main.mjs')), existsSync(`${to}.part`)], [true, false]);
});

test("what others can change on the way to a path is found, and root's own places are found sound", async (t) => {
  assert.equal(weaknessOf('/'), null);
  assert.equal(weaknessOf('/usr/bin/env'), null, 'through links too');
  assert.equal(weaknessOf('/usr/lib/membridge/not/there/yet'), null);
  // Of everybody, or of a person, wherever the temporary folder of this run is.
  const folder = await scratchFolder(t, 'weak');
  const found = weaknessOf(join(folder, 'not', 'there'));
  assert.ok(found !== null && `${folder}/`.startsWith(found.path), found?.path);
});

test('only what root owns and nobody else may write to is sound', () => {
  const by = (uid: number, gid: number, mode: number) => weaknessBy({ uid, gid, mode });
  assert.deepEqual(
    [by(0, 0, 0o100644), by(0, 0, 0o040755), by(0, 5, 0o100640), by(0, 0, 0o100664)],
    [null, null, null, null],
  );
  assert.deepEqual([by(1000, 0, 0o100600), by(1000, 1000, 0o040700)], ['owner', 'owner']);
  assert.deepEqual([by(0, 5, 0o100664), by(0, 0, 0o100646), by(0, 0, 0o041777)], ['writable', 'writable', 'writable']);
});
