/** The hooks of Claude Code's settings, shown and changed by what a panel asks of the running host. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { panelMachine } from '../../support/panel-machine.ts';

const first = '{\r\n\t"model": "opus",\r\n\t"env": { "X_API_KEY": "planted-value" }\r\n}';

test('a panel is shown the exact change of the settings before it is made, and takes it back byte by byte', async (t) => {
  const { root, home, host, client } = await panelMachine(t, { memory: false });
  const settings = join(root, 'person', '.claude', 'settings.json');
  await mkdir(dirname(settings));
  await writeFile(settings, first);
  const hooks = async (...words: string[]) => {
    const { exitCode, document } = await client.command(['hooks', ...words, '--lang', 'uk']);
    assert.equal(exitCode, 0, JSON.stringify(document));
    assert.doesNotMatch(JSON.stringify(document), /planted-value/);
    return document;
  };

  const planned = await hooks('install', '--dry-run', '--yes');
  assert.deepEqual([planned['settings'], planned['changed']], [settings, false]);
  assert.match(String(planned['change']), /\+.+membridge\.mjs.+hook session-start/);
  assert.equal(planned['keptIn'], join(home, 'claude-settings'));
  assert.equal(await readFile(settings, 'utf8'), first);

  const done = await hooks('install', '--yes');
  assert.deepEqual([done['changed'], done['change']], [true, planned['change']]);
  assert.equal(await readFile(String(done['kept']), 'utf8'), first, 'the old file is kept');
  const standing = (await hooks('status'))['hooks'] as { standing: string; gone: string | null }[];
  assert.ok(standing.length >= 4 && standing.every((each) => each.standing === 'installed' && each.gone === null));

  assert.equal((await hooks('uninstall', '--yes'))['changed'], true);
  assert.equal(await readFile(settings, 'utf8'), first);
  assert.equal(await host.stop(), 0);
});
