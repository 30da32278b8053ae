import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { hookEntry, hookEventNames, hookEvents, isPythonHook, ownHook } from '../../core/host/hooks/hook-entry.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const names = [
  'plain',
  'with space',
  `it's`,
  'a"b',
  '$HOME',
  '`id`',
  'a;b&c|d',
  '-dash',
  '(x)*?[y]',
  'ї',
  'back\\slash',
  '#x',
  '~',
  'new\nline',
];

for (const name of names) {
  test(`a shell starts exactly what was meant below a folder called ${JSON.stringify(name)}`, async (t) => {
    const root = await scratchFolder(t, 'hook-shell');
    const folder = join(root, name);
    mkdirSync(folder);
    const node = join(folder, 'node');
    const heard = join(root, 'heard');
    writeFileSync(node, `#!/bin/sh\nprintf '%s\\0' "$@" > '${heard}'\nexit 3\n`);
    chmodSync(node, 0o755);
    const program = {
      node,
      launcher: join(folder, 'membridge.mjs'),
      home: join(folder, 'home'),
      platform: 'linux' as const,
    };
    for (const event of hookEventNames) {
      const { command } = hookEntry(event, program);
      const ran = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      assert.deepEqual([ran.status, ran.stdout], [0, ''], ran.stderr);
      const words = readFileSync(heard, 'utf8').split('\0').slice(0, -1);
      assert.deepEqual(words, [program.launcher, 'hook', hookEvents[event], '--home', program.home]);
      assert.deepEqual(ownHook(hookEntry(event, program)), {
        node,
        launcher: program.launcher,
        event: words[2],
        home: program.home,
      });
    }
    rmSync(folder, { recursive: true });
    const ran = spawnSync('sh', ['-c', hookEntry('Stop', program).command], { encoding: 'utf8' });
    assert.deepEqual([ran.status, ran.stdout], [0, ''], 'a program that was removed fails no session');
  });
}

test('on Windows the program is started without a shell, word by word', () => {
  const program = {
    node: 'C:\\Program Files\\node.exe',
    launcher: `C:\\a 'b' $c\\membridge.mjs`,
    home: null,
    platform: 'win32' as const,
  };
  const entry = hookEntry('SessionStart', program);
  assert.deepEqual([entry.command, entry.args], [program.node, [program.launcher, 'hook', 'session-start']]);
  assert.deepEqual(ownHook(entry), {
    node: program.node,
    launcher: program.launcher,
    event: 'session-start',
    home: null,
  });
});

const foreign: readonly unknown[] = [
  null,
  'node membridge.mjs hook stop',
  { type: 'prompt', prompt: 'node /x/membridge.mjs hook stop' },
  { type: 'command', command: 'node /x/membridge.mjs status' },
  { type: 'command', command: 'node /x/membridge.mjs hook stop && rm x' },
  { type: 'command', command: 'node /x/membridge.mjs hook stop > /tmp/log' },
  { type: 'command', command: 'node /x/membridge.mjs hook $(event)' },
  { type: 'command', command: 'cd /x; node membridge.mjs hook stop' },
  { type: 'command', command: 'node /x/notmembridge.mjs hook stop' },
  { type: 'command', command: `echo 'node /x/membridge.mjs hook stop'` },
  { type: 'command', command: `node '/x/membridge.mjs hook stop` },
  { type: 'command', command: '' },
];
for (const entry of foreign) {
  test(`an entry ${JSON.stringify(entry)} is not taken for ours`, () => assert.equal(ownHook(entry), null));
}

const command = (text: string) => ({ type: 'command', command: text });
test('the Python hooks are known in the forms that people have, each under its own event', () => {
  for (const text of [
    `bash -lc '~/.claude-mem-minio/bin/claude-mem-hook-pull'`,
    '/home/x/bin/claude-mem-hook-pull',
    'claude-mem-hook-pull || true',
    `bash -lc "claude-mem-hook-pull || true"`,
  ])
    assert.equal(isPythonHook('SessionStart', command(text)), true, text);
  assert.equal(isPythonHook('Stop', command('bin/claude-mem-hook-push')), true);
  assert.equal(isPythonHook('Stop', command('bin/claude-mem-hook-pull')), false);
  assert.equal(isPythonHook('PreToolUse', command('bin/claude-mem-hook-push')), false);
  assert.equal(isPythonHook('SessionStart', command('claude-mem-hook-pull; echo more')), false);
  assert.equal(isPythonHook('SessionStart', command('claude-mem-hook-pull-all')), false);
});
