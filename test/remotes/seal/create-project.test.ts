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
import { tinyRemote } from './tiny-remote.ts';

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
  const remote = tinyRemote();
  assert.deepEqual(await readProject(remote), { kind: 'absent' });
  const asked = wanted(1);
  const remember = asked.remember;
  const project = await created(
    createProject(remote, {
      ...asked,
      remember: async (kept) => {
        assert.equal(remote.objects.size, 0);
        await remember(kept);
      },
    }),
  );
  assert.deepEqual(remote.log, ['write keys/0001.age', 'write project.json']);
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
  const remote = tinyRemote();
  const project = await created(createProject(remote, { ...wanted(1), passphrase: null }));
  assert.deepEqual([...remote.objects.keys()], ['project.json']);
  assert.deepEqual(await openProject(remote, null), project);
  assert.equal((await sealOf(project)).encryption, 'none');
});

test('where a project stands there is nothing to create, and nothing is written', async () => {
  const remote = tinyRemote();
  await created(createProject(remote, wanted(1)));
  const before = new Map(remote.objects);
  const second = wanted(2);
  assert.deepEqual(await createProject(remote, second), { kind: 'join' });
  assert.deepEqual(remote.objects, before);
  assert.deepEqual(second.remembered, []);
});

test('a wrong passphrase is a fault and writes nothing; the right one then works', async () => {
  const remote = tinyRemote();
  const project = await created(createProject(remote, wanted(1)));
  const writes = remote.log.length;
  await assert.rejects(openProject(remote, 'q'), (error) => isFault(error, 'passphrase-wrong') && error.exit === 8);
  assert.equal(remote.log.length, writes);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

test('keys without project.json are unfinished: after a pause the project is made, and the leftover goes', async () => {
  const remote = tinyRemote();
  remote.objects.set('keys/0001.age', Buffer.from('left by a crash'));
  assert.deepEqual(await readProject(remote), { kind: 'unfinished' });
  const asked = wanted(1);
  const project = await created(createProject(remote, asked));
  assert.equal(asked.sleptMs, 2 * initSettleMs);
  assert.deepEqual(remote.log, ['write keys/0002.age', 'write project.json', 'delete keys/0001.age']);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

test('keys whose writer is still at work are waited for, and his project is joined', async () => {
  const remote = tinyRemote();
  const first = tinyRemote();
  const project = await created(createProject(first, wanted(1)));
  remote.objects.set('keys/0001.age', first.objects.get('keys/0001.age') ?? assert.fail());
  const late = wanted(2, async () => {
    remote.objects.set('project.json', first.objects.get('project.json') ?? assert.fail());
  });
  assert.deepEqual(await createProject(remote, late), { kind: 'join' });
  assert.deepEqual(remote.log, []);
  assert.deepEqual(await openProject(remote, 'p'), project);
});

for (const overwrites of [false, true]) {
  const store = overwrites ? 'a store that ignores conditions' : 'an atomic store';
  test(`of two devices that create at once on ${store} one wins, the other joins, and the winner's key opens`, async () => {
    const remote = tinyRemote({ overwrites });
    const pause = () => new Promise<void>((resolve) => void setTimeout(resolve, 20));
    const creations = await Promise.all([1, 2, 3].map((number) => createProject(remote, wanted(number, pause))));
    const winners = creations.filter((creation) => creation.kind === 'created');
    assert.equal(winners.length, 1);
    assert.deepEqual(await openProject(remote, 'p'), winners[0]?.project);
  });
}

test('a rival that wrote over the key on a store that ignores conditions is put right by the owner of project.json', async () => {
  const remote = tinyRemote({ overwrites: true });
  let rivals = 0;
  const asked = wanted(1, async () => {
    if ((rivals += 1) === 1) remote.objects.set('keys/0001.age', Buffer.from('of a rival'));
  });
  const project = await created(createProject(remote, asked));
  assert.deepEqual(await openProject(remote, 'p'), project);
  assert.equal(asked.sleptMs, 2 * initSettleMs);
});

test('lost replies and lost writes are settled by reading back', async () => {
  for (const lost of ['reply', 'write'] as const) {
    const seen = new Map<string, number>();
    const first = (key: string) => {
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return seen.get(key) === 1;
    };
    let losing = false;
    const remote = tinyRemote({
      lose: (key) => {
        losing = first(key);
        return lost === 'write' && losing;
      },
      reply: () => (losing ? 'unknown' : null),
    });
    const project = await created(createProject(remote, wanted(1)));
    assert.deepEqual(await openProject(remote, 'p'), project);
    assert.equal(seen.get('project.json'), lost === 'write' ? 2 : 1);
  }
});

test('a store that never says what it holds is given up, not trusted', async () => {
  const remote = tinyRemote({ lose: () => true, reply: () => 'unknown' });
  await assert.rejects(createProject(remote, wanted(1)), (error) => isFault(error, 'remote-unknown'));
  const forgetful = tinyRemote({ lose: (key) => key === 'project.json' });
  await assert.rejects(createProject(forgetful, wanted(1)), (error) => isFault(error, 'remote-unknown'));
});

test('the highest key file that the passphrase opens wins; damaged and foreign ones above it are passed over', async () => {
  const remote = tinyRemote();
  const project = await created(createProject(remote, wanted(1)));
  const stored = remote.objects.get('keys/0001.age') ?? assert.fail();
  remote.objects.set('keys/0002.age', stored);
  remote.objects.set('keys/0003.age', Buffer.from('nonsense'));
  remote.objects.set('keys/note.txt', Buffer.from('nonsense'));
  assert.deepEqual(await openProject(remote, 'p'), project);
  await assert.rejects(openProject(remote, 'q'), (error) => isFault(error, 'passphrase-wrong'));
});

test('a project whose keys are gone, damaged or of another project does not open', async () => {
  const remote = tinyRemote();
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-missing'));
  await created(createProject(remote, wanted(1)));
  const projectFile = remote.objects.get('project.json') ?? assert.fail();
  const { repoId } = parseProjectFile(Buffer.from(projectFile).toString());
  remote.objects.set('project.json', Buffer.from(Buffer.from(projectFile).toString().replace(repoId, goldenKey.repoId)));
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-damaged') && error.exit === 8);
  remote.objects.delete('keys/0001.age');
  await assert.rejects(openProject(remote, 'p'), (error) => isFault(error, 'object-missing') && error.exit === 8);
});
