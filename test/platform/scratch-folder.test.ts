import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { requireSpaceAt } from '../../core/platform/disk-space.ts';
import { fileFault, freeBytes } from '../../core/platform/file-fault.ts';
import { scratchFolder as scratchIn } from '../../core/platform/scratch-folder.ts';
import type { Scratch } from '../../core/ports/scratch.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function open(t: TestContext): Promise<{ folder: string; scratch: Scratch }> {
  const folder = join(await scratchFolder(t, 'scratch'), 'scratch');
  return { folder, scratch: scratchIn(folder) };
}

async function written(scratch: Scratch, name: string, ...blocks: Uint8Array[]): Promise<string> {
  const writer = await scratch.write(name);
  for (const block of blocks) await writer.append(block);
  await writer.finish();
  return writer.path;
}

async function collected(blocks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const block of blocks) all.push(block.slice());
  return all;
}

const pattern = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => (index * 7) % 251);

test('what is appended in order is read back in blocks, the last one shorter', async (t) => {
  const { folder, scratch } = await open(t);
  const bytes = pattern(1_000_003);
  const path = await written(
    scratch,
    'image.db',
    bytes.subarray(0, 10),
    bytes.subarray(10, 600_000),
    bytes.subarray(600_000),
  );
  assert.equal(path, join(folder, 'image.db'));
  const blocks = await collected(scratch.blocks(path, 400_000));
  assert.deepEqual(
    blocks.map((block) => block.length),
    [400_000, 400_000, 200_003],
  );
  assert.deepEqual(new Uint8Array(Buffer.concat(blocks)), bytes);
  assert.equal(await scratch.bytes(path), bytes.length);
  assert.equal(await scratch.sha256(path), createHash('sha256').update(bytes).digest('hex'));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('blocks that fill the file exactly are all of one size, and an empty file has none', async (t) => {
  const { scratch } = await open(t);
  const even = await written(scratch, 'even', pattern(20));
  assert.deepEqual(
    (await collected(scratch.blocks(even, 10))).map((block) => block.length),
    [10, 10],
  );
  const empty = await written(scratch, 'empty');
  assert.deepEqual(await collected(scratch.blocks(empty, 10)), []);
  assert.equal(await scratch.sha256(empty), createHash('sha256').digest('hex'));
});

test('a left-over of the same name goes first, with what SQLite would replay from beside it', async (t) => {
  const { folder, scratch } = await open(t);
  await mkdir(folder);
  for (const side of ['', '-wal', '-shm', '-journal']) await writeFile(join(folder, `image.db${side}`), 'old');
  await writeFile(join(folder, 'other.db-wal'), 'kept');
  assert.equal(await scratch.path('image.db'), join(folder, 'image.db'));
  assert.deepEqual(await readdir(folder), ['other.db-wal']);
});

test('an abandoned file is gone, also after finish, also twice', async (t) => {
  const { folder, scratch } = await open(t);
  const writer = await scratch.write('part');
  await writer.append(pattern(10));
  await writer.abandon();
  await writer.abandon();
  const finished = await scratch.write('part');
  await finished.finish();
  await finished.abandon();
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await scratch.bytes(finished.path), null);
});

test('a sweep leaves the named files only; of a scratch folder that is not there too', async (t) => {
  const { folder, scratch } = await open(t);
  await scratch.sweep([]);
  const kept = await written(scratch, 'kept', pattern(10));
  await written(scratch, 'litter', pattern(10));
  await mkdir(join(folder, 'folder', 'deep'), { recursive: true });
  await scratch.sweep([kept, '/somewhere/else/litter']);
  assert.deepEqual(await readdir(folder), ['kept']);
});

test('only own files can be removed, and only plain names made', async (t) => {
  const { folder, scratch } = await open(t);
  const outside = join(folder, '..', 'outside');
  await writeFile(outside, 'mine');
  await assert.rejects(scratch.remove(outside));
  for (const name of ['../outside', 'a/b', '', '..', '.']) await assert.rejects(scratch.path(name), name);
  assert.equal(await readFile(outside, 'utf8'), 'mine');
  await scratch.remove(join(folder, 'never was there'));
});

test('a restore point is copied into scratch and stays as it is', async (t) => {
  const { folder, scratch } = await open(t);
  const from = join(folder, '..', 'claude-mem.db');
  await writeFile(from, pattern(5_000), { mode: 0o644 });
  const path = await scratch.copy(from, 'image.db');
  assert.deepEqual(await readFile(path), await readFile(from));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await scratch.remove(path);
  assert.equal((await stat(from)).size, 5_000);
});

test('a file is handed to a place of the choice, whole, for its owner alone', async (t) => {
  const { folder, scratch } = await open(t);
  const path = await written(scratch, 'image.db', pattern(5_000));
  const to = join(folder, '..', 'моя копія.db');
  await scratch.hand(path, to);
  assert.deepEqual(new Uint8Array(await readFile(to)), pattern(5_000));
  assert.equal((await stat(to)).mode & 0o777, 0o600);
  assert.deepEqual((await readdir(join(folder, '..'))).toSorted(), ['scratch', basename(to)].toSorted());
});

test('handing over overwrites nothing, not even a dangling symlink, and leaves no litter', async (t) => {
  const { folder, scratch } = await open(t);
  const path = await written(scratch, 'image.db', pattern(50));
  const place = join(folder, '..', 'place');
  await mkdir(join(place, 'a folder'), { recursive: true });
  await writeFile(join(place, 'file'), 'mine');
  await symlink('/nowhere/at/all', join(place, 'link'));
  for (const name of ['file', 'link', 'a folder']) {
    await assert.rejects(scratch.hand(path, join(place, name)), (error) => isFault(error, 'file-exists'), name);
  }
  await assert.rejects(scratch.hand(path, join(place, 'no such folder', 'x')), (error) => isFault(error, 'usage'));
  assert.equal(await readFile(join(place, 'file'), 'utf8'), 'mine');
  assert.deepEqual((await readdir(place)).toSorted(), ['a folder', 'file', 'link']);
});

test('too little space is a fault with figures, before anything is written', async (t) => {
  const { folder, scratch } = await open(t);
  await scratch.requireSpace(1_000, null);
  await scratch.requireSpace(1_000, join(folder, 'not', 'yet', 'there'));
  const isFull = (error: unknown) =>
    isFault(error, 'disk-full') &&
    error.data.needBytes > 2 ** 60 &&
    error.data.freeBytes > 0 &&
    error.data.path === folder;
  await assert.rejects(scratch.requireSpace(2 ** 60, null), isFull);
  const free = freeBytes(folder);
  assert.ok(free !== null);
  // The reserve counts too: all that is free is not enough for as much.
  assert.throws(
    () => requireSpaceAt(folder, free),
    (error) => isFault(error, 'disk-full'),
  );
});

test('no space left is fault disk-full, and any other error stays what it was', async (t) => {
  const { folder } = await open(t);
  const noSpace = Object.assign(new Error('write'), { code: 'ENOSPC' });
  assert.ok(isFault(fileFault(noSpace, folder, 10), 'disk-full'));
  assert.ok(isFault(fileFault(Object.assign(new Error('write'), { code: 'EDQUOT' }), folder, 10), 'disk-full'));
  const other = Object.assign(new Error('write'), { code: 'EIO' });
  assert.equal(fileFault(other, folder, 10), other);
});
