/** `membridge uninstall` with everything installed that there is. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { hostProgram, waitFor } from '../../support/host-program.ts';
import { membridge, treeOf } from '../../cli/machines.ts';
import { place } from './place.ts';

const settings = '{\n  "model": "opus"\n}\n';

test('uninstall shows, and then removes, hooks, service and keys, ends the host, and leaves memory, history and store', async (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux: the unit of systemd');
  const { root, home, memory, env } = await place(t, { memory: true });
  const [person, shared, bin] = [join(root, 'person'), join(root, 'shared'), join(root, 'bin')];
  for (const folder of [join(person, '.claude'), shared, bin]) await mkdir(folder);
  const claudeSettings = join(person, '.claude', 'settings.json');
  await writeFile(claudeSettings, settings);
  // In the place of the person's service manager: is there, says yes to all, and notes what it was told.
  const told = join(root, 'told');
  const manager = `#!/bin/sh
echo "$@" >> '${told}'
case "$*" in
  *--version*) echo 'systemd 252 (252)' ;;
  *is-system-running*) echo running ;;
esac
`;
  for (const name of ['systemctl', 'systemd-run', 'loginctl']) {
    await writeFile(join(bin, name), manager);
    await chmod(join(bin, name), 0o755);
  }
  const more = { PATH: `${bin}:${process.env['PATH']}` };
  const run = (...args: string[]) => membridge(root, [...args, '--home', home], more);
  const succeed = async (...args: string[]) => {
    const ran = await run(...args, '--json');
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.json;
  };
  const passphrase = join(root, 'passphrase');
  await writeFile(passphrase, 'kept in a drawer\n', { mode: 0o600 });
  const database = join(memory, 'claude-mem.db');
  await succeed('init', '--folder', shared, '--passphrase-file', passphrase, '--source', database);
  await succeed('sync');
  await succeed('hooks', 'install', '--yes');
  // Dry: what the service would be is laid where it would lie; no service manager is asked to start anything.
  const { file, text } = await succeed('service', 'install', '--dry-run');
  assert.ok(file.startsWith(person), file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  // As the app writes it; of another home's app it would stay.
  const entry = join(person, '.config/autostart/membridge.desktop');
  await mkdir(dirname(entry), { recursive: true });
  await writeFile(entry, `[Desktop Entry]\nExec=/opt/membridge --home ${home} --hidden\n`);
  const host = await hostProgram(t, { home, env });
  await host.until('in sync', (now) => now.host.state === 'in-sync');
  // It tells of its board once, after its first look.
  await waitFor('its facts to be told', async () =>
    Object.keys(await treeOf(shared)).some((name) => /\/facts\/[0-9a-f]{32}\.json$/.test(name)),
  );
  const kept = async () => ({ memory: withoutLocks(await treeOf(memory)), store: await treeOf(shared) });
  const before = await kept();

  const keys = [join(home, 'secrets.json')];
  const planned = await succeed('uninstall', '--dry-run');
  assert.deepEqual(planned.removes, { parts: ['hooks', 'service'], keys, login: entry, home: false });
  const unasked = await run('uninstall', '--json');
  assert.deepEqual([unasked.code, unasked.json.error.code], [2, 'confirmation-needed']);
  assert.ok([claudeSettings, file, entry, ...keys].every((path) => existsSync(path)));
  assert.notEqual(await readFile(claudeSettings, 'utf8'), settings);
  assert.equal(host.child.exitCode, null, 'neither plan ends the host');

  const done = await succeed('uninstall', '--yes');
  assert.deepEqual([done.changed, done.removes], [true, planned.removes]);
  assert.equal(await readFile(claudeSettings, 'utf8'), settings, 'to the byte as before the hooks');
  assert.deepEqual(
    [file, entry, ...keys].filter((path) => existsSync(path)),
    [],
  );
  assert.match(await readFile(told, 'utf8'), /disable/);
  await waitFor('the host to end', () => host.child.exitCode !== null);
  assert.equal(host.child.exitCode, 0);
  assert.deepEqual(await kept(), before, 'memory and store as they were');
  assert.deepEqual(await readdir(memory), ['claude-mem.db']);
  assert.ok(existsSync(join(home, 'state.db')) && existsSync(join(home, 'settings.json')), 'and the history');
  assert.deepEqual((await succeed('uninstall', '--yes')).changed, false, 'nothing is left to do');

  await succeed('uninstall', '--all', '--yes');
  assert.equal(existsSync(home), false);
  assert.deepEqual(await kept(), before);
});

/** The host's own, gone with it. */
function withoutLocks(tree: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !name.endsWith('.membridge-lock')));
}
