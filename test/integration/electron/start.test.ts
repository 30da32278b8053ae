/** `npm start` before a screen: with a program of Electron's that runs the shell over the stand-in, without one, and with a broken one. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readHost } from '../../../core/host/host-file.ts';
import { program } from '../../support/membridge-program.ts';
import { runInTerminal } from '../../support/pseudo-terminal.ts';
import { place } from '../host/place.ts';

const hooks = pathToFileURL(join(import.meta.dirname, '../../electron/stand-in/hooks-script.ts')).href;
const ctrlC = '\u0003';

test('with the program of Electron the tray app starts, and a Ctrl-C in the terminal ends it with its host', async (t) => {
  const standIn = `echo "$@" > "$STARTED"; [ "$1" = --no-sandbox ] && shift; exec "${process.execPath}" --import ${hooks} "$@"`;
  const { exitCode, shown, started, home } = await startAtScreen(t, standIn);
  assert.match(started, /^(?:--no-sandbox )?\S+electron\/main\.ts --home /);
  assert.equal(started.startsWith('--no-sandbox'), process.platform === 'linux' && process.getuid?.() === 0);
  assert.match(shown, /Found claude-mem/);
  assert.match(shown, /#code=/);
  assert.equal(exitCode, 0, shown);
  assert.equal(await readHost(home), null);
});

test('an Electron that does not start is said, and the panel opens in the browser', async (t) => {
  const { exitCode, shown, opened } = await startAtScreen(t, 'exit 127');
  assert.match(shown, /The tray app does not start here/);
  assert.match(opened, /^http:\/\/127\.0\.0\.1:\d+\/#code=/);
  assert.equal(exitCode, 0, shown);
});

test('without the program of Electron one sentence says how to get it, and the panel opens in the browser', async (t) => {
  const { shown, opened } = await startAtScreen(t, null);
  assert.match(shown, /npx install-electron/);
  assert.match(opened, /^http:/);
});

/** Runs `membridge start` in a terminal until its last line, and then presses Ctrl-C. `electron`: lines of its program. */
async function startAtScreen(t: TestContext, electron: string | null) {
  const { root, home, env } = await place(t, { memory: true });
  const bin = join(root, 'bin');
  const [started, opened] = [join(root, 'started'), join(root, 'opened')];
  await mkdir(bin);
  const script = async (name: string, lines: string) => {
    await writeFile(join(bin, name), `#!/bin/sh\n${lines}\n`);
    await chmod(join(bin, name), 0o755);
  };
  await script('xdg-open', `echo "$1" > "${opened}"`);
  if (electron !== null) await script('electron', electron);
  const all = {
    ...env,
    PATH: `${bin}:${env['PATH'] ?? ''}`,
    DISPLAY: ':7',
    STARTED: started,
    ELECTRON_OVERRIDE_DIST_PATH: bin,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
  };
  const words = Object.entries(all).map(([name, value = '']) => `${name}='${value.replaceAll("'", `'\\''`)}'`);
  const run = await runInTerminal(
    `exec env -i ${words.join(' ')} '${process.execPath}' '${program}' start --home '${home}'`,
    {
      folder: root,
      answers: [{ prompt: 'Ctrl-C stops', typed: ctrlC }],
      timeoutMs: 90_000,
    },
  );
  const textOf = (path: string) => readFile(path, 'utf8').catch(() => '');
  return { ...run, home, started: await textOf(started), opened: await textOf(opened) };
}
