/** From the history of one machine alone to a place that others reach, by a panel. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { panelMachine, toConnect } from '../../support/panel-machine.ts';

test('a mere local history is given up for a folder without a word, and told to be one', async (t) => {
  const { root, home, host, client, look } = await panelMachine(t, { memory: true, args: ['start'] });
  await host.until('its history', (now) => now.host.state === 'in-sync');
  const { connection } = await client.setupFacts('en');
  assert.deepEqual([connection?.isLocalHistory, connection?.where], [true, join(home, 'local-history')]);
  const folder = join(root, 'shared');
  assert.equal((await look({ kind: 'folder', folder: folder })).isNew, true);
  const done = await client.connectMachine(toConnect(folder, { label: null }));
  assert.deepEqual([done.changed, done.remote.where, done.remote.encryption], [true, folder, 'age']);
  const { status } = await host.until(
    'in sync with the folder',
    (now) => now.host.state === 'in-sync' && now.status?.remote.where === folder,
  );
  assert.deepEqual([status?.remote.encryption, status?.pending.records], ['age', 0]);
});
