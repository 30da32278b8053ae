import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { boardFacts } from '../../core/model/tune/facts.ts';
import { tunePlan } from '../../core/model/tune/plan.ts';
import { boardTree } from '../../core/tuning/board-tree.ts';
import { socketHelper } from '../../core/tuning/helper-client.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { asPerson } from './as-person.ts';
import { emptyPlace, treeOf } from './machines.ts';

const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'tune-helper.ts');
const wish = { profile: null, overlays: [] } as const;

/** As systemd does: the program is started for each connection, with the socket as its input and output. */
async function listening(t: TestContext, peer: string) {
  const folder = await scratchFolder(t, 'helper');
  const tree = join(folder, 'tree');
  cpSync(join(import.meta.dirname, '..', 'fixtures', 'boards', 'pi-zero-2'), tree, {
    recursive: true,
    verbatimSymlinks: true,
  });
  const ends: Promise<unknown>[] = [];
  const said = { log: '' };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (connection) => {
    const words = [program, '--peer', peer, '--root', tree];
    const child = spawn(process.execPath, words, { stdio: [connection, 'ignore', 'pipe'] });
    child.stderr?.on('data', (chunk) => (said.log += String(chunk)));
    ends.push(once(child, 'close'));
    connection.destroy();
  });
  server.listen(join(folder, 's'));
  await once(server, 'listening');
  t.after(() => server.close());
  return { tree, said, client: socketHelper(join(folder, 's')), ended: () => Promise.all(ends) };
}

test('the program applies by its own look at the machine, refuses a plan that is stale, confirms and takes back', async (t) => {
  const { tree, client, said, ended } = await listening(t, '0-1-0');
  const before = await treeOf(tree);
  const { hash } = tunePlan(boardFacts(boardTree(tree)), wish);
  assert.equal(await client.planHash(wish), hash, 'both sides compute the same plan');
  const stale = client.act({ verb: 'apply', wish, hash: hash.replace(/^./, (first) => (first === '0' ? '1' : '0')) });
  await assert.rejects(stale, (error) => isFault(error, 'tune-stopped') && error.data.reason === 'stale');
  assert.deepEqual(without(await treeOf(tree)), before);

  const { changes } = await client.act({ verb: 'apply', wish, hash });
  assert.deepEqual([changes.length, changes[0]?.profile, changes[0]?.state.kind], [1, '0.5gb', 'applied']);
  assert.equal(readFileSync(join(tree, 'proc/sys/vm/swappiness'), 'utf8'), '100\n');
  const again = client.act({ verb: 'apply', wish: { profile: '1gb', overlays: [] }, hash });
  await assert.rejects(again, (error) => isFault(error, 'tune-stopped') || isFault(error, 'tune-unconfirmed'));

  const confirmed = await client.act({ verb: 'confirm' });
  assert.deepEqual(
    confirmed.changes.map(({ state }) => state.kind),
    ['confirmed'],
  );
  assert.deepEqual((await client.act({ verb: 'confirm' })).changes, confirmed.changes, 'twice is no fault');
  const reverted = await client.act({ verb: 'revert', onlyLast: false });
  assert.deepEqual(
    reverted.changes.map(({ state }) => state.kind),
    ['reverted'],
  );
  assert.deepEqual(without(await treeOf(tree)), before);
  await assert.rejects(client.act({ verb: 'confirm' }), (error) => isFault(error, 'tune-nothing-waits'));
  await ended();
  assert.match(said.log, /^peer 0-1-0: apply: tune-stopped$/m);
  assert.match(said.log, /^peer 0-1-0: revert: done$/m);
});

test('the program refuses a peer that is no account of the group, or that systemd could not name', async (t) => {
  for (const peer of ['0-1-65533', '0-unknown', '']) {
    const { tree, client, ended } = await listening(t, peer);
    await assert.rejects(
      client.act({ verb: 'revert', onlyLast: false }),
      (error) => isFault(error, 'tune-helper-refused') && error.data.reason === 'peer',
    );
    assert.ok(!existsSync(join(tree, 'var/lib/membridge')));
    await ended();
  }
});

test('who is not root is told with which command to set the helper up', async (t) => {
  const { root } = await emptyPlace(t);
  const install = await asPerson(root, ['tune', 'install-helper', '--allow', 'pi,olena', '--yes']);
  assert.equal(install.code, 2);
  assert.match(install.err, /`sudo \S+ \S+membridge\.mjs tune install-helper --allow pi,olena`/);
});

/** The journal stays. */
function without(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('var/lib/membridge/')));
}
