import assert from 'node:assert/strict';
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { systemSurroundings } from '../../../core/host/compose/surroundings.ts';
import { systemTools } from '../../../core/host/compose/tools.ts';
import { hookEventNames } from '../../../core/host/hooks/hook-entry.ts';
import { planHooksInstall } from '../../../core/host/hooks/hooks-desk.ts';
import { runInTerminal } from '../../support/pseudo-terminal.ts';
import { environmentIn } from '../machines.ts';
import { assertFolderKept, person } from './person.ts';

const first = '{\r\n\t"model": "opus",\r\n\t"env": { "X_API_KEY": "hidden-value" },\r\n\t"hooks": { "Stop": [] }\r\n}';
const pythonPull = `bash -lc '~/.claude-mem-minio/bin/claude-mem-hook-pull'`;
const withPython = JSON.stringify(
  { hooks: { SessionStart: [{ hooks: [{ type: 'command', command: pythonPull, timeout: 60 }] }] } },
  null,
  2,
);
const program = join(import.meta.dirname, '../../../core/cli/main.ts');

test('install, install again, status and uninstall do what they say and leave the first bytes behind', async (t) => {
  const me = await person(t, first);
  const planned = await me.run('install', '--dry-run', '--json');
  assert.equal(planned.code, 0);
  assert.equal(me.read(), first);
  assert.equal(existsSync(me.home), false, 'a look makes no home');

  const done = await me.run('install', '--yes', '--json');
  assert.equal(done.code, 0, done.stderr);
  assert.equal(planned.json.keptIn, join(me.home, 'claude-settings'), 'where the old file will be found');
  assert.deepEqual([planned.json.kept, dirname(done.json.kept)], [null, planned.json.keptIn]);
  assert.equal(done.json.changed, true);
  assert.deepEqual(done.json.change, planned.json.change, 'what was shown is what was done');
  assert.match(done.stderr, /^\+ .*hook session-start/m, 'the change is shown with --yes too');
  assert.doesNotMatch(done.stdout + done.stderr, /hidden-value/);
  assert.equal(readFileSync(done.json.kept, 'utf8'), first);
  assert.ok(done.json.kept.startsWith(me.home));
  assert.equal(statSync(done.json.kept).mode & 0o777, 0o600);
  assert.equal(statSync(me.settings).mode & 0o777, 0o640);
  const { hooks } = JSON.parse(me.read());
  assert.deepEqual(Object.keys(hooks).sort(), [...hookEventNames].sort());
  assert.match(
    hooks.SessionStart[0].hooks[0].command,
    /^\S+ \S+\/core\/cli\/membridge\.mjs hook session-start \|\| :$/,
  );

  const again = await me.run('install', '--yes', '--json');
  assert.deepEqual([again.code, again.json.changed], [0, false]);
  const status = await me.run('status', '--json');
  assert.deepEqual(
    status.json.hooks.map((hook: { standing: string; gone: unknown }) => [hook.standing, hook.gone]),
    hookEventNames.map(() => ['installed', null]),
  );

  const gone = await me.run('uninstall', '--yes', '--json');
  assert.deepEqual([gone.code, gone.json.changed], [0, true]);
  assert.equal(me.read(), first);
  assert.equal((await me.run('uninstall', '--yes', '--json')).json.changed, false);
  assertFolderKept(me);
});

const shapes: readonly { what: string; text: string | Buffer | null }[] = [
  { what: 'no file', text: null },
  { what: 'an empty file', text: '' },
  { what: 'a byte order mark', text: '\uFEFF{\n  "model": "ї"\n}\n' },
];
for (const { what, text } of shapes) {
  test(`from ${what} an install and an uninstall come back to the same`, async (t) => {
    const me = await person(t, text);
    assert.equal((await me.run('install', '--yes')).code, 0);
    assert.equal(Object.keys(JSON.parse(me.read().replace('\uFEFF', '')).hooks).length, 4);
    assert.equal((await me.run('uninstall', '--yes')).code, 0);
    assert.equal(existsSync(me.settings) ? me.read() : null, text);
    assertFolderKept(me);
  });
}

test('a link to a file of dotfiles stays a link, and the file behind it is written', async (t) => {
  const me = await person(t, null);
  const target = join(me.root, 'dotfiles.json');
  writeFileSync(target, '{}\n');
  symlinkSync('../../dotfiles.json', me.settings);
  assert.equal((await me.run('install', '--yes')).code, 0);
  assert.equal(lstatSync(me.settings).isSymbolicLink(), true);
  assert.equal(Object.keys(JSON.parse(readFileSync(target, 'utf8')).hooks).length, 4);
  assert.equal((await me.run('uninstall', '--yes')).code, 0);
  assert.equal(readFileSync(target, 'utf8'), '{}\n');
});

test('the Python hooks go only with their own flag', async (t) => {
  const me = await person(t, withPython);
  const kept = await me.run('install', '--yes', '--json');
  assert.deepEqual(kept.json.python, [pythonPull]);
  assert.match(me.read(), /claude-mem-hook-pull/);
  const off = await me.run('install', '--yes', '--switch-off-python', '--json');
  assert.deepEqual([off.json.changed, off.json.python], [true, []]);
  assert.doesNotMatch(me.read(), /claude-mem-hook-pull/);
  assert.equal(
    (await me.run('status', '--json')).json.hooks.every((hook: { standing: string }) => hook.standing === 'installed'),
    true,
  );
});

test('on a terminal each of the two changes is shown and asked about by itself', async (t) => {
  const me = await person(t, withPython);
  const environment = Object.entries(environmentIn(me.root)).map(([name, value]) => `export ${name}='${value}'`);
  const ask = (typed: readonly string[]) =>
    runInTerminal(
      ['unset MEMBRIDGE_HOME', ...environment, `'${process.execPath}' '${program}' hooks install`].join('\n'),
      {
        folder: me.root,
        answers: typed.map((each, index) => ({
          prompt: index === 0 ? 'Write this?' : 'Switch these off too?',
          typed: each,
        })),
      },
    );
  const declined = await ask(['n']);
  assert.match(declined.shown, /\+.*hook session-end[^]*Nothing was changed/);
  assert.equal(me.read(), withPython);
  const half = await ask(['y', 'n']);
  assert.match(half.shown, /-.*claude-mem-hook-pull/);
  assert.match(me.read(), /hook session-end[^]*/);
  assert.match(me.read(), /claude-mem-hook-pull/);
  await me.run('uninstall', '--yes');
  assert.equal(me.read(), withPython);
  assert.equal((await ask(['y', 'y'])).exitCode, 0);
  assert.doesNotMatch(me.read(), /claude-mem-hook-pull/);
});

test('what another program wrote after the change was shown is noticed, and nothing is lost', async (t) => {
  const me = await person(t, first);
  const tools = systemTools(systemSurroundings(environmentIn(me.root)));
  const change = planHooksInstall({ homePath: me.home, tools }, '/x/membridge.mjs', 'leave');
  const others = first.replace('opus', 'sonnet');
  writeFileSync(me.settings, others);
  assert.deepEqual(change?.write(), { kind: 'changed' });
  assert.equal(me.read(), others);
});

test('a program that is gone is told by status, and install puts it right', async (t) => {
  const me = await person(t, '{}');
  await me.run('install', '--yes');
  writeFileSync(me.settings, me.read().replaceAll(/\S+\/membridge\.mjs/g, '/gone/membridge.mjs'));
  const status = await me.run('status', '--json');
  assert.deepEqual(status.json.hooks[0], { event: 'SessionStart', standing: 'old', gone: '/gone/membridge.mjs' });
  assert.match((await me.run('status')).stdout, /not there any more/);
  await me.run('install', '--yes');
  assert.doesNotMatch(me.read(), /\/gone\//);
});

test('another home has hooks of its own, which name it', async (t) => {
  const me = await person(t, '{}\n');
  const other = join(me.root, 'other home');
  await me.run('install', '--yes');
  await me.run('install', '--yes', '--home', other);
  assert.deepEqual((await me.run('status', '--json')).json.otherHomes, [other]);
  await me.run('uninstall', '--yes', '--home', other);
  const { hooks } = JSON.parse(me.read());
  assert.equal(hooks.Stop.length, 1);
  assert.doesNotMatch(me.read(), /other home/);
});
