import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { compose } from '../../../core/host/compose.ts';
import { isFault } from '../../../core/model/errors.ts';
import { toolsIn } from '../../cli/machines.ts';
import { pair } from '../../cli/merge/pair.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { look, never, withThread } from './host-thread.ts';

test('a session is held from round to round, and free after release, around a command and after stop', async (t) => {
  const { root, laptop } = await pair(t);
  const isFree = async () => {
    try {
      (await compose(laptop.home, 'change', toolsIn(root))).close();
      return true;
    } catch (error) {
      if (isFault(error, 'home-busy')) return false;
      throw error;
    }
  };
  await withThread({ home: laptop.home, root }, async (thread) => {
    await look(thread, 'quick');
    assert.equal((await laptop.run('sync', '--json')).json.error.code, 'home-busy');
    await thread.release();
    assert.ok(await isFree());

    await look(thread, 'quick');
    const { exitCode, document } = await thread.command(['status', '--home', join(root, 'elsewhere')], never);
    assert.deepEqual([exitCode, document['command'], document['state']], [0, 'status', 'in-sync']);
    assert.ok(await isFree());
    await look(thread, 'quick');
  });
  assert.ok(await isFree());
});

test('a command gives the document and the exit code that it prints as a program', async (t) => {
  const { root, laptop } = await pair(t);
  const asked = [
    ['history'],
    ['restore', 'nothing-of-this-name'],
    ['config', 'set', 'quietPeriodMs', '2000', '--dry-run'],
    ['nonsense'],
  ];
  await withThread({ home: laptop.home, root }, async (thread) => {
    for (const argv of asked) {
      const { exitCode, document } = await thread.command(argv, never);
      const { code, json } = await laptop.run(...argv, '--json');
      assert.deepEqual([exitCode, document], [code, json], argv.join(' '));
    }
  });
});

test('a home that nothing was connected in stops a round with its reason', async (t) => {
  const root = await scratchFolder(t, 'rounds');
  await withThread({ home: join(root, 'home'), root }, async (thread) => {
    const { outcome, status, fault } = await look(thread, 'whole');
    assert.deepEqual(
      [`${outcome.kind} ${'code' in outcome ? outcome.code : ''}`, status, fault?.exit],
      ['stopped not-connected', null, 2],
    );
    await assert.rejects(thread.status(never), (error: unknown) => isFault(error, 'not-connected'));
  });
});
