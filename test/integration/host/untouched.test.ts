/** What is not ours stays as it is: the folders of Claude Code and of the Python membridge, under every command of a person. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../../core/cli/commands.ts';
import { hostProgram } from '../../support/host-program.ts';
import { place } from './place.ts';

/** They write in Claude Code's settings after asking: tests of their own (test/cli/hooks). */
const asksFirst = ['hooks install', 'hooks uninstall'];
/** Started, looked at and stopped instead of waited for. */
const stays = ['start', 'run'];

test('every command leaves the folders of Claude Code and of the Python membridge to the byte as they are', async (t) => {
  const { root, home, memory, env, run } = await place(t, { memory: true });
  const shared = join(root, 'shared');
  await mkdir(shared);
  const database = join(memory, 'claude-mem.db');
  const person = join(root, 'person');
  const folders = [join(person, '.claude'), join(person, '.claude-mem-minio')];
  await fill(person);
  const before = await Promise.all(folders.map(stamps));
  assert.ok(before.every((each) => each.length > 5));

  const envFile = join(person, '.claude-mem-minio', 'config.env');
  const args: Readonly<Record<string, readonly string[]>> = {
    init: ['--folder', shared, '--no-encryption', '--source', database, '--label', 'laptop'],
    restore: ['r1', '--yes'],
    undo: ['--yes'],
    'conflicts show': ['1'],
    'conflicts keep': ['1', 'ours'],
    'devices rename': ['laptop', 'board'],
    'devices remove': ['nobody'],
    doctor: ['--fix', '--bundle', join(root, 'report.json')],
    export: [join(root, 'export.jsonl')],
    import: [join(root, 'export.jsonl'), '--yes'],
    'import-legacy': ['--folder', shared, '--project', 'mem', '--yes'],
    'export-legacy': ['--folder', join(root, 'old'), '--project', 'mem', '--yes'],
    'lock release': ['--yes'],
    'project pin': ['0123456789abcdef', '--no-encryption'],
    'config get': ['language'],
    'config set': ['language', 'en'],
    'service install': ['--dry-run'],
    'service uninstall': ['--dry-run'],
    uninstall: ['--yes'],
  };
  const unknown = Object.keys(args).filter((name) => !commands.some((spec) => spec.name === name));
  assert.deepEqual(unknown, []);
  await mkdir(join(root, 'old'));

  let done = 0;
  const refused: string[] = [];
  const unchanged = async (name: string) => {
    assert.deepEqual(await Promise.all(folders.map(stamps)), before, name);
    done += 1;
  };
  // Reads the old configuration; what it names is nowhere.
  const old = await run('init', '--env-file', envFile, '--dry-run', '--json', '--home', join(root, 'other-home'));
  assert.notEqual(old.code, 1, old.stdout);
  await unchanged('init --env-file');
  for (const { name } of commands) {
    if (asksFirst.includes(name)) continue;
    if (stays.includes(name)) {
      const host = await hostProgram(t, { home, env, args: [name, '--headless'] });
      await host.until('its first look', (now) => now.host.lastLookAt !== null);
      await unchanged(`${name}, while it runs`);
      assert.equal(await host.stop(), 0, host.stderr());
    } else {
      const ran = await run(...name.split(' '), ...(args[name] ?? []), '--json', '--home', home);
      // What it says of arguments that name nothing is its own test's; an exit 1 would be a bug of ours.
      assert.notEqual(ran.code, 1, `${name}: ${ran.stdout}${ran.stderr}`);
      if (ran.code !== 0) refused.push(`${name} ${ran.code} ${ran.json.error?.code ?? ''}`);
      // The demonstration keeps its two machines to be looked at.
      if (name === 'demo' && ran.code === 0) await removeDemo(ran.stdout);
    }
    await unchanged(name);
  }
  assert.ok(done > 40, `${done} looks`);
  t.diagnostic(`refused: ${refused.join(', ')}`);
});

async function removeDemo(stdout: string): Promise<void> {
  const folder = /"folder": ?"([^"]+)"/.exec(stdout)?.[1];
  assert.ok(folder !== undefined, stdout);
  await rm(folder, { recursive: true });
}

async function fill(person: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    '.claude/settings.json': '{\r\n  "model": "opus",\r\n  "hooks": { "Stop": [] }\r\n}',
    '.claude/settings.local.json': '{}',
    '.claude/.credentials.json': '{"secret":"not ours"}',
    '.claude/projects/kitchen/session.jsonl': '{"type":"user"}\n',
    '.claude/plugins/installed_plugins.json': '{"version":2,"plugins":{}}',
    '.claude-mem-minio/config.env':
      'MINIO_ENDPOINT=http://127.0.0.1:9\nMINIO_ACCESS_KEY=a\nMINIO_SECRET_KEY=b\nMINIO_BUCKET=memory\nCLAUDE_PROJECT_ID=mem\n',
    '.claude-mem-minio/bin/claude-mem-hook-pull': '#!/bin/sh\nexit 0\n',
    '.claude-mem-minio/state/last-sync.json': '{"at":1}',
    '.claude-mem-minio/snapshots/one.db': 'SQLite format 3\0 not really',
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(person, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text, { mode: /credentials|config/.test(name) ? 0o600 : 0o644 });
  }
}

/** Everything of a folder, itself too, that a write would change: names, content, kind and rights, owner, inode, times. */
async function stamps(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).toSorted();
  return Promise.all(
    ['', ...names].map(async (name) => {
      const { mode, uid, gid, ino, size, mtimeMs, ctimeMs } = await lstat(join(folder, name));
      const isFile = (mode & 0o170000) === 0o100000;
      const content = isFile
        ? createHash('sha256')
            .update(await readFile(join(folder, name)))
            .digest('hex')
        : '';
      return [name, mode, uid, gid, ino, size, mtimeMs, ctimeMs, content].join(' ');
    }),
  );
}
