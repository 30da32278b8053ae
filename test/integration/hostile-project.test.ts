/** A bucket that as a whole is not what it was: exchanged, rolled back, emptied, its project.json or keys changed. And the ways out. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  type AttackedBucket,
  assertRefusedUntouched,
  attackedBucket,
  strangeWrites,
  succeed,
  untouchables,
} from '../support/attacked-bucket.ts';
import {
  addNotes,
  filesBelow,
  initLine,
  membridge,
  membridgeProcess,
  notesOf,
  type ScenePlace,
} from '../support/bucket-scene.ts';

const everyAct: readonly (readonly string[])[] = [
  ['pull'],
  ['push'],
  ['sync'],
  ['pull', '--replace', '--yes'],
  ['push', '--force', '--yes'],
  ['verify'],
  ['sync', '--dry-run'],
];

let scene: AttackedBucket;
before(async () => {
  scene = await attackedBucket();
});
after(() => scene.remove());
beforeEach(() => scene.putBack());

async function assertRefuses(place: ScenePlace, argv: readonly string[], what: string, code?: string): Promise<void> {
  const untouched = untouchables(scene);
  assertRefusedUntouched(
    await membridge(place, ...argv),
    untouched,
    scene,
    `${place.label} ${argv.join(' ')}, ${what}`,
  );
  if (code === undefined) return;
  const document = JSON.parse((await membridge(place, ...argv, '--json')).stdout);
  assert.equal(document.error.code, code, `${place.label} ${argv.join(' ')}, ${what}`);
}

/** With CI=true every command of each machine; else they share them. */
async function assertEverythingRefused(places: readonly ScenePlace[], what: string, code?: string): Promise<void> {
  const isShared = process.env['CI'] !== 'true' && places.length > 1;
  for (const [turn, place] of places.entries()) {
    for (const [index, argv] of everyAct.entries()) {
      if (isShared && index > 0 && index % places.length !== turn) continue;
      await assertRefuses(place, argv, what, index === 0 ? code : undefined);
    }
  }
}

function replaceBucket(by: string | null): void {
  rmSync(scene.bucket, { recursive: true, force: true });
  if (by === null) mkdirSync(scene.bucket);
  else cpSync(by, scene.bucket, { recursive: true, preserveTimestamps: true });
}

describe('project.json', () => {
  type Fields = Record<string, unknown>;
  const changes: Readonly<Record<string, { change: (file: Fields) => Fields; code: string }>> = {
    'encryption switched off': {
      change: (file) => ({ ...file, encryption: 'none', kdf: null }),
      code: 'encryption-switched',
    },
    'another mode': { change: (file) => ({ ...file, mode: 'merge' }), code: 'object-damaged' },
    'another repoId': { change: (file) => ({ ...file, repoId: 'f'.repeat(32) }), code: 'remote-foreign' },
    'a newer format': { change: (file) => ({ ...file, format: 2 }), code: 'format-unknown' },
    'a work factor that would exhaust a board': {
      change: (file) => ({ ...file, kdf: { name: 'scrypt', workFactorLogN: 30 } }),
      code: 'object-damaged',
    },
    'another kind': { change: (file) => ({ ...file, kind: 'head' }), code: 'object-damaged' },
  };
  for (const [what, { change, code }] of Object.entries(changes)) {
    it(`with ${what} stops every command of both machines`, async () => {
      const path = join(scene.root, 'project.json');
      writeFileSync(path, `${JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8'))))}\n`);
      await assertEverythingRefused([scene.laptop, scene.board], what, code);
    });
  }

  it('that is empty, cut, no JSON, gone or another project’s stops every command', async () => {
    const path = join(scene.root, 'project.json');
    const bytes = readFileSync(path);
    const foreign = readFileSync(join(scene.otherBucket, 'membridge', scene.root.slice(-16), 'project.json'));
    for (const damaged of [
      Buffer.alloc(0),
      bytes.subarray(0, -10),
      Buffer.from([0xff, 0xfe, 0]),
      Buffer.from('null\n'),
      foreign,
      null,
    ]) {
      if (damaged === null) rmSync(path);
      else writeFileSync(path, damaged);
      await assertEverythingRefused([scene.laptop, scene.board], String(damaged));
    }
  });

  it('with any one bit flipped is refused, or says the same', async () => {
    const path = join(scene.root, 'project.json');
    const bytes = readFileSync(path);
    const pinned = (text: string) => {
      const { format, kind, repoId, mode, encryption } = JSON.parse(text);
      return JSON.stringify({ format, kind, repoId, mode, encryption });
    };
    const step = process.env['CI'] === 'true' ? 1 : 17;
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(path, flipped);
      const untouched = untouchables(scene);
      const said = await membridge(scene.laptop, 'pull');
      if (said.exitCode === 0) assert.equal(pinned(flipped.toString()), pinned(bytes.toString()), `byte ${at}`);
      else assertRefusedUntouched(said, untouched, scene, `byte ${at}`);
    }
  });
});

describe('a bucket as a whole', () => {
  it('that was exchanged for another project’s of the same name and passphrase stops every command', async () => {
    replaceBucket(scene.otherBucket);
    await assertEverythingRefused([scene.laptop, scene.board], 'exchanged', 'remote-foreign');
    await assertRefuses(scene.board, ['restore', 'v1', '--yes'], 'exchanged', 'remote-foreign');
    await assertRefuses(scene.board, ['status'], 'exchanged', 'remote-foreign');
  });

  it('that was emptied, or lost its heads, stops every command, and is never taken for a new one', async () => {
    replaceBucket(null);
    await assertEverythingRefused([scene.laptop, scene.board], 'emptied', 'remote-rolled-back');
    scene.putBack();
    rmSync(join(scene.root, 'head'), { recursive: true });
    await assertEverythingRefused([scene.laptop, scene.board], 'without heads');
    await assertRefuses(scene.laptop, ['restore', 'v3', '--yes'], 'without heads', 'object-missing');
  });

  it('that holds another project’s heads, manifests and parts under our names stops every command', async () => {
    const from = join(scene.otherBucket, 'membridge', scene.root.slice(-16));
    rmSync(join(scene.root, 'head'), { recursive: true });
    rmSync(join(scene.root, 'snapshots'), { recursive: true });
    for (const folder of ['head', 'snapshots'])
      cpSync(join(from, folder), join(scene.root, folder), { recursive: true });
    await assertEverythingRefused([scene.laptop, scene.board], 'foreign content');
  });

  it('that was rolled back stops every machine that has seen more, and no other', async () => {
    for (const [index, state] of scene.states.slice(0, -1).entries()) {
      scene.putBack();
      replaceBucket(state);
      const revision = index + 1;
      await assertEverythingRefused([scene.laptop], `rolled back to v${revision}`);
      if (revision === 1) await assertEverythingRefused([scene.board], 'rolled back to v1');
      else {
        // The board agreed on v2: for it this is a state like any other.
        const before = filesBelow(scene.bucket);
        await succeed(scene.board, 'pull');
        assert.deepEqual(strangeWrites(scene, 'board', before), []);
        assert.equal(notesOf(scene.board).includes('four'), revision === 3);
      }
    }
  });

  it('that lost its newest head under both names is noticed by who published it', async () => {
    for (const name of readdirSync(join(scene.root, 'head'))) {
      if (name.startsWith('0000000004')) rmSync(join(scene.root, 'head', name));
    }
    await assertEverythingRefused([scene.laptop], 'newest head gone', 'remote-rolled-back');
    await assertRefuses(scene.laptop, ['restore', 'v4', '--yes'], 'newest head gone', 'object-missing');
    // What is still there is whole, and a person who names it gets it.
    await succeed(scene.laptop, 'restore', 'v3', '--yes');
  });

  it('that was rolled back for good can be connected again, and a person chooses the side', async () => {
    replaceBucket(scene.states[2] ?? '');
    await assertRefuses(scene.laptop, ['push', '--force', '--yes'], 'rolled back');
    await succeed(scene.laptop, ...initLine(scene, scene.laptop), '--reconnect');
    const said = await membridge(scene.laptop, 'sync');
    assert.equal(said.exitCode, 4, said.stderr);
    await succeed(scene.laptop, 'push', '--force', '--yes');
    await succeed(scene.board, 'pull');
    assert.deepEqual(notesOf(scene.board), notesOf(scene.laptop));
  });
});

describe('joining', () => {
  const fresh = () => {
    const own = join(scene.folder, 'tablet');
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    return { label: 'laptop', own, home: join(own, 'home'), database: join(own, 'notes.db') } satisfies ScenePlace;
  };

  async function assertJoinRefused(
    what: string,
    code: string,
    passphraseFile = scene.passphraseFile,
  ): Promise<ScenePlace> {
    const tablet = fresh();
    const bucket = filesBelow(scene.bucket);
    const line = initLine({ ...scene, passphraseFile }, tablet);
    const said = await membridge(tablet, ...line, '--json');
    assert.equal(said.exitCode, 8, `${what}: ${said.stdout}`);
    assert.equal(JSON.parse(said.stdout).error.code, code, what);
    assert.deepEqual(filesBelow(scene.bucket), bucket, what);
    assert.deepEqual(readdirSync(tablet.own), [], `${what}: nothing was written here`);
    return tablet;
  }

  it('with a wrong passphrase is refused and leaves no trace, and the right one then works', async () => {
    const wrong = join(scene.folder, 'wrong.txt');
    for (const text of ['wrong', 'кінь 2 батарейка ', 'Кінь 2 батарейка', ' ']) {
      writeFileSync(wrong, `${text}\n`);
      await assertJoinRefused(`passphrase "${text}"`, 'passphrase-wrong', wrong);
    }
    const tablet = fresh();
    await succeed(tablet, ...initLine(scene, tablet));
    await succeed(tablet, 'pull');
    assert.deepEqual(notesOf(tablet), scene.newestNotes);
  });

  it('without key files, or with damaged, cut, emptied, moved or foreign ones, is refused', async () => {
    const path = join(scene.root, 'keys', '0001.age');
    const bytes = readFileSync(path);
    const foreign = readFileSync(join(scene.otherBucket, 'membridge', scene.root.slice(-16), 'keys', '0001.age'));
    rmSync(path);
    await assertJoinRefused('no key file', 'object-missing');
    for (const [what, damaged] of Object.entries({
      cut: bytes.subarray(0, -5),
      emptied: Buffer.alloc(0),
      foreign,
      'no age file': Buffer.from('hello\n'),
    })) {
      writeFileSync(path, damaged);
      await assertJoinRefused(what, 'object-damaged');
    }
    rmSync(path);
    writeFileSync(join(scene.root, 'keys', '0002.age'), bytes);
    await assertJoinRefused('moved to another number', 'object-damaged');
    const flipped = Buffer.from(bytes);
    flipped[120] = (flipped[120] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    const said = await membridge(fresh(), ...initLine(scene, fresh()));
    assert.equal(said.exitCode, 8, said.stderr);
  });

  it('a bucket whose newest head is damaged is refused; damage further down shows at the first pull, which writes nothing', async () => {
    const head = join(scene.root, 'head', `0000000004-${scene.ids.laptop}.json`);
    const bytes = readFileSync(head);
    writeFileSync(head, bytes.subarray(0, 100));
    await assertJoinRefused('a damaged head', 'object-damaged');
    writeFileSync(head, bytes);
    const [, , newest = ''] = readdirSync(join(scene.root, 'snapshots', scene.ids.laptop)).toSorted();
    writeFileSync(join(scene.root, 'snapshots', scene.ids.laptop, newest, 'manifest.json'), '');
    const tablet = fresh();
    await succeed(tablet, ...initLine(scene, tablet));
    const said = await membridge(tablet, 'pull');
    assert.equal(said.exitCode, 8, said.stderr);
    assert.ok(!existsSync(tablet.database));
  });

  it('passes over damaged key files that somebody put above the right one', async () => {
    for (const number of ['0002', '0003', '9999']) writeFileSync(join(scene.root, 'keys', `${number}.age`), 'junk');
    const tablet = fresh();
    await succeed(tablet, ...initLine(scene, tablet));
  });

  it('a project whose encryption was switched off is refused unless a person says so aloud', async () => {
    const path = join(scene.root, 'project.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, `${JSON.stringify({ ...file, encryption: 'none', kdf: null })}\n`);
    const tablet = fresh();
    const said = await membridge(tablet, ...initLine(scene, tablet), '--json');
    assert.deepEqual([said.exitCode, JSON.parse(said.stdout).error.code], [2, 'project-plain']);
    assert.deepEqual(readdirSync(tablet.own), []);
  });

  it('needs no key file for machines that joined before, and verify tells them what is wrong', async () => {
    rmSync(join(scene.root, 'keys'), { recursive: true });
    await succeed(scene.board, 'pull');
    await succeed(scene.laptop, 'push');
    await assertRefuses(scene.laptop, ['verify'], 'no key files');
    mkdirSync(join(scene.root, 'keys'));
    writeFileSync(join(scene.root, 'keys', '0001.age'), 'junk');
    await assertRefuses(scene.board, ['verify'], 'a key file that is none');
  });
});

describe('a damaged lease', () => {
  it('stops who would publish until a person has looked and released it', async () => {
    for (const bytes of ['', 'garbage', '{"format":1}\n']) {
      scene.putBack();
      writeFileSync(join(scene.root, 'lease.json'), bytes);
      await assertRefuses(scene.laptop, ['push'], 'garbage in the lease');
      // The refused push left nothing that keeps this machine from its other work.
      await succeed(scene.laptop, 'pull');
      await succeed(scene.board, 'pull');
      await assertRefuses(scene.laptop, ['lock'], 'garbage in the lease');
      const before = untouchables(scene);
      assert.equal((await membridge(scene.laptop, 'lock', 'release')).exitCode, 2, 'nobody to ask');
      await succeed(scene.laptop, 'lock', 'release', '--dry-run');
      assert.deepEqual(untouchables(scene), before);
      await succeed(scene.board, 'lock', 'release', '--yes');
      await succeed(scene.laptop, 'push');
      await succeed(scene.board, 'pull');
      assert.deepEqual(notesOf(scene.board), notesOf(scene.laptop));
    }
  });

  it('of a newer Membridge is nobody’s to release', async () => {
    const lease = join(scene.root, 'lease.json');
    const { ageSeal } = await import('../../core/remotes/seal/age-seal.ts');
    const secret = JSON.parse(readFileSync(join(scene.laptop.home, 'secrets.json'), 'utf8')).secrets.identity as string;
    const { repoId } = JSON.parse(readFileSync(join(scene.root, 'project.json'), 'utf8'));
    const seal = await ageSeal({ identity: secret.slice(secret.indexOf(':') + 1), keyId: 1, repoId });
    writeFileSync(lease, await seal.seal('lease.json', Buffer.from('{"format":2}\n'), 'json'));
    await assertRefuses(scene.laptop, ['push'], 'a lease of a newer format');
    await assertRefuses(scene.laptop, ['lock', 'release', '--yes'], 'a lease of a newer format', 'format-unknown');
  });

  it('that is a folder cannot be replaced, and says so', async () => {
    rmSync(join(scene.root, 'lease.json'));
    mkdirSync(join(scene.root, 'lease.json'));
    await assertRefuses(scene.laptop, ['push'], 'a folder');
    await assertRefuses(scene.laptop, ['lock', 'release', '--yes'], 'a folder');
  });
});

describe('a damaged device file', () => {
  it('is listed with what is wrong with it, and written anew by its device', async () => {
    const plain = 'membridge1 {"key":"devices/x.json","keyId":0}\n{}\n';
    for (const bytes of ['', 'garbage', plain]) {
      scene.putBack();
      for (const id of Object.values(scene.ids)) writeFileSync(join(scene.root, 'devices', `${id}.json`), bytes);
      const said = await succeed(scene.board, 'status', '--json');
      const { devices } = JSON.parse(said.stdout) as { devices: { id: string; finding: string | null }[] };
      assert.deepEqual(devices.map(({ id }) => id).sort(), Object.values(scene.ids).sort());
      for (const { finding } of devices) assert.match(finding ?? '', /\w+ \w+/);
      await succeed(scene.board, 'pull');
      const healed = JSON.parse((await succeed(scene.board, 'status', '--json')).stdout).devices as {
        id: string;
        finding: string | null;
      }[];
      assert.equal(healed.find(({ id }) => id === scene.ids.board)?.finding, null);
      assert.notEqual(healed.find(({ id }) => id === scene.ids.laptop)?.finding, null);
    }
  });
});

describe('the way out of damage', () => {
  it('of a part: a machine that is sound publishes by force, though nothing of its memory is new', async () => {
    await succeed(scene.laptop, 'push');
    const [first = ''] = readdirSync(join(scene.root, 'snapshots', scene.ids.laptop)).sort();
    const part = join(scene.root, 'snapshots', scene.ids.laptop, first, 'part-0001');
    const bytes = readFileSync(part);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(part, bytes);
    await assertRefuses(scene.board, ['pull'], 'a damaged part');
    await succeed(scene.laptop, 'push', '--force', '--yes');
    await succeed(scene.board, 'pull');
    assert.deepEqual(notesOf(scene.board), notesOf(scene.laptop));
    // Whole again: asked a second time, there is nothing to publish.
    const heads = readdirSync(join(scene.root, 'head'));
    await succeed(scene.laptop, 'push', '--force', '--yes');
    assert.deepEqual(readdirSync(join(scene.root, 'head')), heads);
    addNotes(scene.board, 'six');
    await succeed(scene.board, 'push');
    await succeed(scene.laptop, 'pull');
    assert.deepEqual(notesOf(scene.laptop), notesOf(scene.board));
  });

  it('of the newest head: what stands there is removed, the machines are connected again, one of them forces', async () => {
    for (const name of readdirSync(join(scene.root, 'head'))) {
      if (name.startsWith('0000000004')) writeFileSync(join(scene.root, 'head', name), 'garbage');
    }
    await assertRefuses(scene.laptop, ['push', '--force', '--yes'], 'a damaged head');
    for (const name of readdirSync(join(scene.root, 'head'))) {
      if (name.startsWith('0000000004')) rmSync(join(scene.root, 'head', name));
    }
    for (const place of [scene.laptop, scene.board]) await succeed(place, ...initLine(scene, place), '--reconnect');
    await succeed(scene.laptop, 'push', '--force', '--yes');
    await succeed(scene.board, 'pull');
    assert.deepEqual(notesOf(scene.board), notesOf(scene.laptop));
    assert.ok(existsSync(scene.laptop.database));
  });

  it('history shows what can still be gone back to, and that something cannot be read', async () => {
    writeFileSync(join(scene.root, 'head', `0000000004-${scene.ids.laptop}.json`), 'garbage');
    const said = await membridge(scene.laptop, 'history', '--json');
    const document = JSON.parse(said.stdout);
    assert.equal(said.exitCode, 8, said.stdout);
    assert.deepEqual(
      document.revisions.map(({ id }: { id: string }) => id),
      ['v4', 'v3', 'v2', 'v1'],
    );
    assert.ok(document.acts.length > 0 && document.restorePoints.length > 0);
  });
});

describe('undo', () => {
  const undo = ['undo', '--yes'] as const;

  it('of a force push publishes no image again that is damaged, nor on a bucket that went back', async () => {
    await succeed(scene.board, 'push', '--force', '--yes');
    const [, , loser = ''] = readdirSync(join(scene.root, 'snapshots', scene.ids.laptop)).toSorted();
    const part = join(scene.root, 'snapshots', scene.ids.laptop, loser, 'part-0000');
    const bytes = readFileSync(part);
    writeFileSync(part, bytes.subarray(0, -1));
    await assertRefuses(scene.board, undo, 'the image that lost is damaged', 'object-damaged');
    writeFileSync(part, bytes);
    replaceBucket(scene.states[3] ?? '');
    await assertRefuses(scene.board, undo, 'rolled back', 'remote-rolled-back');
  });

  it('of a pull needs no bucket at all', async () => {
    await succeed(scene.board, 'pull');
    replaceBucket(null);
    await succeed(scene.board, ...undo);
    assert.deepEqual(notesOf(scene.board), ['one', 'three', 'two']);
  });
});

describe('the program as a process of its own', () => {
  it('exits with 8, one sentence and the next action, and touches nothing', async () => {
    const [, , newest = ''] = readdirSync(join(scene.root, 'snapshots', scene.ids.laptop)).toSorted();
    writeFileSync(join(scene.root, 'snapshots', scene.ids.laptop, newest, 'part-0000'), 'garbage');
    writeFileSync(join(scene.root, 'lease.json'), 'garbage');
    const acts = [
      [scene.board, ['pull']],
      [scene.board, ['verify']],
      [scene.laptop, ['push']],
      [scene.laptop, ['pull', '--replace', '--yes']],
    ] as const;
    for (const [place, argv] of acts) {
      const before = untouchables(scene);
      assertRefusedUntouched(await membridgeProcess(place, argv), before, scene, argv.join(' '));
    }
  });
});
