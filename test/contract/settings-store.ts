import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { connectionSchema, settingsDefault, type SettingsFile } from '../../core/model/settings.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

type Make = (path: string) => SettingsStore;

const connected: SettingsFile = {
  format: 1,
  settings: { ...settingsDefault, quietPeriodMs: 1_234, syncToolUses: true },
  connection: connectionSchema.parse({
    project: 'моя пам’ять',
    projectId: '6fe2e0f6071ac2bb',
    mode: 'mirror',
    remote: { kind: 'folder', folder: '/mnt/usb stick' },
    source: { kind: 'claude-mem', path: '/home/x/.claude-mem/claude-mem.db' },
    label: 'Ноутбук',
    repoId: '0123456789abcdef0123456789abcdef',
    encryption: 'age',
  }),
};

/** What every implementation of the port core/ports/settings-store.ts promises; it lies in a file named settings.json. */
export function settingsStoreContract(name: string, make: Make): void {
  describe(`settings store contract: ${name}`, () => {
    files(make);
    brokenFiles(make);
  });
}

function files(make: Make): void {
  test('a missing file reads as the defaults, and reading does not make it', async (t) => {
    const folder = await scratchFolder(t, 'settings');
    const store = make(join(folder, 'settings.json'));
    assert.deepEqual(store.read(), { format: 1, settings: settingsDefault });
    assert.equal(store.where, join(folder, 'settings.json'));
    assert.deepEqual(await readdir(folder), []);
  });

  test('a missing folder reads as the defaults, and reading does not make it', async (t) => {
    const folder = await scratchFolder(t, 'settings');
    assert.deepEqual(make(join(folder, 'home', 'settings.json')).read().settings, settingsDefault);
    assert.deepEqual(await readdir(folder), []);
  });

  test('what was written is read by another one, and only its owner can read the file', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    await make(path).write({ format: 1, settings: settingsDefault });
    await make(path).write(connected);
    assert.deepEqual(make(path).read(), connected);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(join(path, '..')), ['settings.json']);
  });

  test('a write replaces the whole file: what is left out is gone', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    await make(path).write(connected);
    await make(path).write({ format: 1, settings: settingsDefault });
    assert.deepEqual(make(path).read(), { format: 1, settings: settingsDefault });
  });

  test('one store sees what another wrote after it was made', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    const reader = make(path);
    reader.read();
    await make(path).write(connected);
    assert.deepEqual(reader.read(), connected);
  });

  test('a file that a person wrote with a few settings is completed by the defaults', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    await writeFile(path, '{"format": 1, "settings": {"hostPort": 5000, "retention": {"safetyCopies": 9}}}');
    const { settings } = make(path).read();
    assert.deepEqual(settings, {
      ...settingsDefault,
      hostPort: 5000,
      retention: { ...settingsDefault.retention, safetyCopies: 9 },
    });
  });

  test('a settings file behind a symlink stays behind it', async (t) => {
    const folder = await scratchFolder(t, 'settings');
    await mkdir(join(folder, 'dotfiles'));
    await writeFile(join(folder, 'dotfiles', 'mine.json'), '{"format":1,"settings":{}}');
    const path = join(folder, 'settings.json');
    await symlink(join(folder, 'dotfiles', 'mine.json'), path);
    await make(path).write(connected);
    assert.match(await readFile(join(folder, 'dotfiles', 'mine.json'), 'utf8'), /6fe2e0f6071ac2bb/);
  });
}

/** Text of the file, and what the fault must say of it. */
const broken: readonly [string, RegExp][] = [
  ['', /empty/],
  ['{"format": 1, "settings": {', /not JSON/],
  ['[]', /object/],
  ['null', /object/],
  ['"text"', /object/],
  ['{}', /format/],
  ['{"format":2,"settings":{}}', /newer.*2/],
  ['{"format":1,"settings":{"pollMinMss":20000}}', /pollMinMss/],
  ['{"format":1,"settings":{"hostPort":"47780"}}', /settings\.hostPort/],
  ['{"format":1,"settings":{"retention":{"setAsideDays":1}}}', /settings\.retention\.setAsideDays/],
  ['{"format":1,"settings":{},"connection":{"project":"mem"}}', /connection/],
];

function brokenFiles(make: Make): void {
  test('a broken file is a fault that names path and finding, on reading and on writing, and stays as it is', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    for (const [text, finding] of broken) {
      await writeFile(path, text);
      const isNamed = (error: unknown) =>
        isFault(error, 'settings-unreadable') && error.data.path === path && finding.test(error.data.finding);
      assert.throws(() => make(path).read(), isNamed, text);
      await assert.rejects(make(path).write(connected), isNamed, text);
      assert.equal(await readFile(path, 'utf8'), text);
    }
  });

  test('a folder in the place of the file is a fault', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    await mkdir(path);
    assert.throws(
      () => make(path).read(),
      (error) => isFault(error, 'settings-unreadable'),
    );
    await assert.rejects(make(path).write(connected), (error) => isFault(error, 'settings-unreadable'));
  });

  test('settings that break the schema are never written', async (t) => {
    const path = join(await scratchFolder(t, 'settings'), 'settings.json');
    const wrong = { ...connected, settings: { ...settingsDefault, hostPort: 0 } };
    await assert.rejects(make(path).write(wrong), (error) => isFault(error, 'settings-unreadable'));
    assert.deepEqual(make(path).read(), { format: 1, settings: settingsDefault });
  });
}
