import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { deviceIdSchema } from '../../../core/model/ids.ts';
import { initSettleMs } from '../../../core/model/limits.ts';
import { parseProjectFile } from '../../../core/model/project-file.ts';
import { createProject, type Creation, type NewProject } from '../../../core/remotes/seal/create-project.ts';
import { openProject, sealOf, type OpenedProject } from '../../../core/remotes/seal/open-project.ts';
import { readProject } from '../../../core/remotes/seal/project-file.ts';
import { device, goldenKey, manifest } from './sealing-fixtures.ts';
import { memoryRemote, type Personality } from '../../support/memory-remote.ts';
import type { Fate } from '../../support/memory-requests.ts';
import { memoryStore } from '../../support/memory-store.ts';

/** One device's store; `writes` names what reached it, in order. `fate` may decide what becomes of a write. */
function storeAndRemote(personality: Personality = {}, fate: (key: string) => Fate = () => 'go') {
  const store = memoryStore();
  const remote = memoryRemote(store, personality);
  const writes: string[] = [];
  remote.onRequest(({ call, key }) => {
    if (call !== 'create' && call !== 'put' && call !== 'delete') return 'go';
    writes.push(`${call} ${key}`);
    return fate(key);
  });
  return { store, remote, writes };
}

type Wanted = NewProject & { remembered: OpenedProject[]; sleptMs: number };

/** `number` tells the repoIds of several devices apart; `meanwhile` runs in each pause. */
function wanted(number: number, meanwhile: () => Promise<unknown> = async () => {}): Wanted {
  const remembered: OpenedProject[] = [];
  let drawn = 0;
  const self: Wanted = {
    mode: 'mirror',
    device: deviceIdSchema.parse(device),
    passphrase: 'p',
    workFactorLogN: 2,
    sleptMs: 0,
    clock: {
      async sleep(ms) {
        self.sleptMs += ms;
        await meanwhile();
      },
    },
    random: { hex: (bytes) => `${number}${(drawn += 1)}`.padStart(bytes * 2, '0') },
    remembered,
    remember: async (project) => void remembered.push(project),
  };
  return self;
}

async function created(making: Promise<Creation>): Promise<OpenedProject> {
  const creation = await making;
  assert.equal(creation.kind, 'created');
  return creation.kind === 'created' ? creation.project : assert.fail();
}

test('a new project is remembered here, then its key is stored, then project.json, and it opens with the passphrase', async () => {
  const { store, remote, writes } = storeAndRemote();
  assert.deepEqual(await readProject(remote), { kind: 'absent' });
  const asked = wanted(1);
  const remember = asked.remember;
  const project = await created(
    createProject(remote, {
      ...asked,
      remember: async (kept) => {
        assert.deepEqual(store.keys(), []);
        await remember(kept);
      },
    }),
  );
  assert.deepEqual(writes, ['create keys/0001.age', 'create project.json']);
  assert.equal(asked.sleptMs, initSettleMs);
  assert.deepEqual(asked.remembered, [project]);
  const opened = await openProject(remote, 'p');
  assert.deepEqual(opened, project);
  assert.deepEqual(await readProject(remote), { kind: 'present', file: project.file });
  const [ours, theirs] = [await sealOf(project), await sealOf(opened)];
  const content = Buffer.from('{}\n');
  assert.deepEqual(Buffer.from(await theirs.unseal(manifest, await ours.seal(manifest, content, 'none'))), content);
});

test('a project without encryption has no keys and opens without a passphrase', async () => {
  const { store, remote } = storeAndRemote();
  const project = await created(createProject(remote, { ...wanted(1), passphrase: null }));
  assert.deepEqual(store.keys(), ['project.json']);
  assert.deepEqual(await openProject(remote, null), project);
  assert.equal((await sealOf(project)).encryption, 'none');
});

test('where a project stands there is nothing to create, and nothing is written', async () => {
  const { remote, writes } = storeAndRemote();
  await created(createProject(remote, wanted(1)));
  const before = writes.length;
  const second = wanted(2);
  assert.deepEqual(await createProject(remote, second), { kind: 'join' });
  assert.equal(writes.length, before);
  assert.deepEqual(second.remembered, []);
});

test('a wrong passphrase is a fault and writes nothing; the right one then works', async () => {
  const { remote, writes } = storeAndRemote();
  const project = await created(createProject(remote, wanted(1)));
  const before = writes.length;
  await assert.rejects(openProject(remote, 'q'), (error) => isFault(error, 'passphrase-wrong') && error.exit === 8);
  assert.equal(writes.length, before);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

test('keys without project.json are unfinished: after a pause the project is made, and the leftover goes', async () => {
  const { store, remote, writes } = storeAndRemote();
  store.set('keys/0001.age', Buffer.from('left by a crash'));
  assert.deepEqual(await readProject(remote), { kind: 'unfinished' });
  const asked = wanted(1);
  const project = await created(createProject(remote, asked));
  assert.equal(asked.sleptMs, 2 * initSettleMs);
  assert.deepEqual(writes, ['create keys/0002.age', 'create project.json', 'delete keys/0001.age']);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

test('keys whose writer is still at work are waited for, and his project is joined', async () => {
  const { store, remote, writes } = storeAndRemote();
  const first = storeAndRemote();
  const project = await created(createProject(first.remote, wanted(1)));
  const copy = (key: string) => store.set(key, first.store.read(key)?.body ?? assert.fail());
  copy('keys/0001.age');
  const late = wanted(2, async () => copy('project.json'));
  assert.deepEqual(await createProject(remote, late), { kind: 'join' });
  assert.deepEqual(writes, []);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

for (const conditions of ['atomic', 'racy', 'refused', 'ignored'] as const) {
  test(`of three devices that create at once one wins, the others join, and its key opens: conditions ${conditions}`, async () => {
    const store = memoryStore();
    const pause = () => new Promise<void>((resolve) => void setTimeout(resolve, 20));
    const creations = await Promise.all(
      [1, 2, 3].map((number) => createProject(memoryRemote(store, { conditions }), wanted(number, pause))),
    );
    const winners = creations.filter((creation) => creation.kind === 'created');
    assert.equal(winners.length, 1);
    assert.deepEqual(await openProject(memoryRemote(store), 'p'), winners[0]?.project);
  });
}

test('a rival that wrote over the key on a store that ignores conditions is put right by the owner of project.json', async () => {
  const { store, remote } = storeAndRemote({ conditions: 'ignored' });
  let pauses = 0;
  const asked = wanted(1, async () => {
    if ((pauses += 1) === 1) store.set('keys/0001.age', Buffer.from('of a rival'));
  });
  const project = await created(createProject(remote, asked));
  assert.deepEqual(await openProject(remote, 'p'), project);
  assert.equal(asked.sleptMs, 2 * initSettleMs);
});

for (const lost of ['lose-reply', 'lose-request'] as const) {
  test(`a write that ends as unknown is settled by reading back: ${lost}`, async () => {
    const seen = new Set<string>();
    const { remote, writes } = storeAndRemote({}, (key) => (seen.size === seen.add(key).size ? 'go' : lost));
    const project = await created(createProject(remote, wanted(1)));
    assert.deepEqual(await openProject(remote, 'p'), project);
    assert.equal(writes.length, lost === 'lose-request' ? 4 : 2);
  });
}

test('a store that never says what it holds, or forgets it, is given up', async () => {
  const { remote } = storeAndRemote({}, () => 'lose-request');
  await assert.rejects(createProject(remote, wanted(1)), (error) => isFault(error, 'remote-unknown'));
  const forgetful = storeAndRemote();
  const asked = wanted(1, async () => forgetful.store.drop('project.json'));
  await assert.rejects(createProject(forgetful.remote, asked), (error) => isFault(error, 'remote-unknown'));
});

test('the highest key file that the passphrase opens wins; damaged and foreign ones above it are passed over', async () => {
  const { store, remote } = storeAndRemote();
  const project = await created(createProject(remote, wanted(1)));
  const stored = store.read('keys/0001.age')?.body ?? assert.fail();
  store.set('keys/0002.age', stored);
  store.set('keys/0003.age', Buffer.from('nonsense'));
  store.set('keys/note.txt', Buffer.from('nonsense'));
  assert.deepEqual(await openProject(remote, 'p'), project);
  await assert.rejects(openProject(remote, 'q'), (error) => isFault(error, 'passphrase-wrong'));
});

test('a project whose keys are gone, damaged or of another project does not open', async () => {
  const { store, remote } = storeAndRemote();
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-missing'));
  await created(createProject(remote, wanted(1)));
  const projectFile = store.read('project.json')?.body ?? assert.fail();
  const { repoId } = parseProjectFile(Buffer.from(projectFile).toString());
  store.set('project.json', Buffer.from(Buffer.from(projectFile).toString().replace(repoId, goldenKey.repoId)));
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-damaged') && error.exit === 8);
  store.drop('keys/0001.age');
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-missing') && error.exit === 8);
});
