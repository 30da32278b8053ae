// oxlint-disable-next-line import/no-unassigned-import -- first: from here on `electron` is the stand-in
import './stand-in/hooks-script.ts';
import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../support/scratch-folder.ts';

// Imports are resolved before the first line is run.
const { desktopEntry, loginItem, startsAtLogin } = await import('../../electron/login-item.ts');

test('on Linux a file says that it starts at login; switched off it is gone', async (t) => {
  const configFolder = await scratchFolder(t, 'login');
  const path = join(configFolder, 'autostart', 'membridge.desktop');
  const login = loginItem({
    platform: 'linux',
    entryFile: path,
    command: ['/opt/Мій застосунок/membridge', '--home', '/h'],
  });
  assert.equal(login.isOn(), false);
  login.set(true);
  assert.equal(login.isOn(), true);
  assert.match(await readFile(path, 'utf8'), /^Exec="\/opt\/Мій застосунок\/membridge" --home \/h --hidden$/m);
  // As the desktop's own settings switch it off.
  await writeFile(path, `${desktopEntry(['/m'])}Hidden=true\n`);
  assert.equal(login.isOn(), false);
  login.set(false);
  assert.deepEqual(await readdir(join(configFolder, 'autostart')), []);
});

test('signs that a desktop entry takes for its own are written as it wants them', () => {
  const [line = ''] = desktopEntry(['/a b/$x', '50%', 'q"\\`'])
    .split('\n')
    .filter((each) => each.startsWith('Exec='));
  assert.equal(line, 'Exec="/a b/\\\\$x" "50%%" "q\\\\"\\\\\\\\\\\\`"');
  assert.equal(startsAtLogin('[Desktop Entry]\nX-GNOME-Autostart-enabled = false\n'), false);
  assert.equal(startsAtLogin('[Desktop Entry]\nHidden=false\n'), true);
});

test('on macOS and Windows the system is asked and told', () => {
  for (const platform of ['darwin', 'win32'] as const) {
    const login = loginItem({ platform, entryFile: '/nowhere', command: ['/m'] });
    login.set(true);
    assert.equal(login.isOn(), true);
    login.set(false);
    assert.equal(login.isOn(), false);
  }
});
