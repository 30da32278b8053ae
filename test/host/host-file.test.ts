import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHost, readToken } from '../../core/host/host-file.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const facts = { address: '127.0.0.1', port: 47_780, tokenFile: '/h/host.token', startedAt: 1 };

test('a host is found by its file while its process lives, and not afterwards', async (t) => {
  const home = await scratchFolder(t, 'host-file');
  assert.equal(await readHost(home), null);
  await writeFile(join(home, 'host.json'), JSON.stringify({ ...facts, pid: process.pid, more: 'of later' }));
  assert.deepEqual(await readHost(home), { ...facts, pid: process.pid, tls: false, lan: null });
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(join(home, 'host.json'), JSON.stringify({ ...facts, pid: child.pid }));
  assert.equal(await readHost(home), null);
});

test('a file that is no host file is no host', async (t) => {
  const home = await scratchFolder(t, 'host-file');
  const texts = [
    '',
    '{',
    '[]',
    'null',
    '{"pid":0}',
    JSON.stringify({ ...facts, pid: process.pid, port: 0 }),
    'x'.repeat(9_999),
  ];
  for (const text of texts) {
    await writeFile(join(home, 'host.json'), text);
    assert.equal(await readHost(home), null, text.slice(0, 40));
  }
});

test('the token is what its file holds, without the end of its line', async (t) => {
  const home = await scratchFolder(t, 'host-file');
  const tokenFile = join(home, 'host.token');
  assert.equal(await readToken({ tokenFile }), null);
  await writeFile(tokenFile, 'abc\n');
  assert.equal(await readToken({ tokenFile }), 'abc');
});
