/** Every kind of object in a bucket, attacked in every way, against every command. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { RepoId } from '../../core/model/ids.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import {
  type AttackedBucket,
  assertRefusedUntouched,
  attackedBucket,
  strangeWrites,
  untouchables,
} from '../support/attacked-bucket.ts';
import { filesBelow, membridge, notesOf, type ScenePlace } from '../support/bucket-scene.ts';

/** All command lines, by the machine that gives them. The laptop is ahead of the bucket, the board behind it. */
const commands = {
  'board pull': ['pull'],
  'board sync': ['sync'],
  'board push': ['push'],
  'board pull --replace': ['pull', '--replace', '--yes'],
  'board push --force': ['push', '--force', '--yes'],
  'board verify': ['verify'],
  'board restore v2': ['restore', 'v2', '--yes'],
  'laptop push': ['push'],
  'laptop sync': ['sync'],
  'laptop pull': ['pull'],
  'laptop pull --replace': ['pull', '--replace', '--yes'],
  'laptop push --force': ['push', '--force', '--yes'],
  'laptop verify': ['verify'],
} as const;
type CommandName = keyof typeof commands;
const all = Object.keys(commands) as CommandName[];

const verifies: CommandName[] = ['board verify', 'laptop verify'];
const takes: CommandName[] = ['board pull', 'board sync', 'board pull --replace', 'laptop pull --replace'];
const publishes: CommandName[] = ['board push --force', 'laptop push', 'laptop sync', 'laptop push --force'];
const ofBoard = all.filter((name) => name.startsWith('board'));

/**
 * The table: which commands must refuse (exit 8, nothing touched) when an object of this kind is damaged. Every other
 * command does not need it and does its work. `removed`: the same for an object that is gone.
 *
 * - A head has two names. Commands read the one with the device; `verify` and `restore` read both. One name is enough when
 *   the other is gone.
 * - The head that a device agreed on (its base) is looked up by each of its commands: without it the bucket went back.
 * - Images (manifest, parts) matter to who takes them. A push does not read them; a force push mends them.
 * - The lease matters to who publishes: unknown is not free. Gone, it is free.
 * - A device file matters to nobody: it is listed with what is wrong with it, and its device writes it anew.
 * - Key files matter to who joins (hostile-project.test.ts); `verify` sees that they are there and are age files.
 */
const table: Readonly<Record<string, { damaged: readonly CommandName[]; removed: readonly CommandName[] }>> = {
  'newest head': { damaged: all.filter((name) => name !== 'board restore v2'), removed: [] },
  'newest head, its other name': { damaged: verifies, removed: [] },
  "the board's base": { damaged: [...ofBoard, 'laptop verify'], removed: [] },
  "the board's base, its other name": { damaged: [...verifies, 'board restore v2'], removed: [] },
  'old head': { damaged: verifies, removed: [] },
  'newest manifest': { damaged: [...takes, ...verifies], removed: [...takes, ...verifies] },
  'newest part': { damaged: [...takes, ...verifies], removed: [...takes, ...verifies] },
  'part of an older snapshot that the newest refers to': {
    damaged: [...takes, ...verifies],
    removed: [...takes, ...verifies],
  },
  'manifest of v2': { damaged: ['board restore v2', ...verifies], removed: ['board restore v2', ...verifies] },
  'part of v2': { damaged: ['board restore v2', ...verifies], removed: ['board restore v2', ...verifies] },
  'manifest of v3': { damaged: verifies, removed: verifies },
  lease: { damaged: [...publishes, ...verifies], removed: [] },
  "the laptop's device file": { damaged: verifies, removed: [] },
  "the board's device file": { damaged: verifies, removed: [] },
};
type Kind = keyof typeof table;

let scene: AttackedBucket;

function keysOf(): Record<Kind, string> {
  const { laptop, board } = scene.ids;
  const snapshots = (device: string) =>
    readdirSync(join(scene.root, 'snapshots', device))
      .sort()
      .map((name) => `snapshots/${device}/${name}`);
  const [v1 = '', v3 = '', v4 = ''] = snapshots(laptop);
  const [v2 = ''] = snapshots(board);
  return {
    'newest head': `head/0000000004-${laptop}.json`,
    'newest head, its other name': 'head/0000000004.json',
    "the board's base": `head/0000000002-${board}.json`,
    "the board's base, its other name": 'head/0000000002.json',
    'old head': `head/0000000003-${laptop}.json`,
    'newest manifest': `${v4}/manifest.json`,
    'newest part': `${v4}/part-0000`,
    'part of an older snapshot that the newest refers to': `${v1}/part-0001`,
    'manifest of v2': `${v2}/manifest.json`,
    'part of v2': `${v2}/part-0000`,
    'manifest of v3': `${v3}/manifest.json`,
    lease: 'lease.json',
    "the laptop's device file": `devices/${laptop}.json`,
    "the board's device file": `devices/${board}.json`,
  };
}

/** What an attacker or a failing disk does to one object. Gives its new bytes; null: removed. */
type Attack = (key: string, bytes: Buffer) => Buffer | null | Promise<Buffer>;

const attacks: Readonly<Record<string, Attack>> = {
  'a flipped bit in the first byte': (_key, bytes) => flipped(bytes, 0),
  'a flipped bit in the age header': (_key, bytes) => flipped(bytes, 40),
  'a flipped bit in the middle': (_key, bytes) => flipped(bytes, bytes.length >> 1),
  'a flipped bit in the last byte': (_key, bytes) => flipped(bytes, bytes.length - 1),
  'half of it': (_key, bytes) => bytes.subarray(0, bytes.length >> 1),
  'all but its last byte': (_key, bytes) => bytes.subarray(0, -1),
  'a byte more': (_key, bytes) => Buffer.concat([bytes, Buffer.from('x')]),
  emptied: () => Buffer.alloc(0),
  'zeros of the same length': (_key, bytes) => Buffer.alloc(bytes.length),
  'another object of the same kind, moved': (key) => readFileSync(join(scene.root, siblingOf(key))),
  'an object of another kind, moved': (key) =>
    readFileSync(join(scene.root, key === 'lease.json' ? 'head/0000000001.json' : 'lease.json')),
  "another project's object of the same kind": (key) => readFileSync(join(scene.otherBucket, foreignTwin(key))),
  'an object in clear, as a project without encryption has it': async (key) =>
    Buffer.from(await plainSeal(repoId()).seal(key, Buffer.from('{}\n'), 'json')),
  removed: () => null,
};

function flipped(bytes: Buffer, offset: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[offset] = (changed[offset] ?? 0) ^ 1;
  return changed;
}

function repoId(): RepoId {
  return JSON.parse(readFileSync(join(scene.root, 'project.json'), 'utf8')).repoId;
}

/** Another object of the same form. */
function siblingOf(key: string): string {
  const { laptop, board } = scene.ids;
  const keys = Object.values(keysOf());
  if (key.startsWith('devices/')) return key.includes(laptop) ? `devices/${board}.json` : `devices/${laptop}.json`;
  if (key.startsWith('head/')) return key === 'head/0000000001.json' ? 'head/0000000003.json' : 'head/0000000001.json';
  if (key === 'lease.json') return `devices/${laptop}.json`;
  const name = key.slice(key.lastIndexOf('/') + 1).slice(0, 4);
  return keys.find((other) => other !== key && other.startsWith('snapshots/') && other.includes(`/${name}`)) ?? '';
}

function foreignTwin(key: string): string {
  const names = Object.keys(filesBelow(scene.otherBucket));
  const form = key
    .replace(/[0-9a-f]{32}/, '')
    .replace(/\d{10}(-[0-9a-f]{16})?/, '')
    .replace(/part-\d+/, 'part-');
  const twin = names.find((name) => {
    const own = name.replace(/^membridge\/[0-9a-f]{16}\//, '');
    return (
      own
        .replace(/[0-9a-f]{32}/, '')
        .replace(/\d{10}(-[0-9a-f]{16})?/, '')
        .replace(/part-\d+/, 'part-') === form
    );
  });
  return twin ?? `membridge/${scene.root.slice(-16)}/lease.json`;
}

async function give(name: CommandName) {
  return membridge(placeOf(name), ...commands[name]);
}

function placeOf(name: CommandName): ScenePlace {
  return name.startsWith('board') ? scene.board : scene.laptop;
}

async function attack(kind: Kind, how: string): Promise<void> {
  const key = keysOf()[kind] ?? '';
  const path = join(scene.root, key);
  const bytes = await attacks[how]?.(key, readFileSync(path));
  if (bytes === null || bytes === undefined) rmSync(path);
  else writeFileSync(path, bytes);
}

async function assertRefuses(name: CommandName, what: string): Promise<void> {
  const untouched = untouchables(scene);
  const said = await give(name);
  assertRefusedUntouched(said, untouched, scene, `${name}, ${what}`);
}

/** Does its work: exit 0, writes only its own, and ends with the notes that it should. */
async function assertWorks(name: CommandName, what: string): Promise<void> {
  const own = placeOf(name);
  const bucketBefore = filesBelow(scene.bucket);
  const before = untouchables(scene)[own.label];
  const said = await give(name);
  assert.equal(said.exitCode, 0, `${name}, ${what}: exit ${said.exitCode}, ${said.stdout}${said.stderr}`);
  assert.deepEqual(strangeWrites(scene, own.label, bucketBefore), [], `${name}, ${what}: wrote in the bucket`);
  if (takes.includes(name)) assert.deepEqual(notesOf(own), scene.newestNotes, `${name}, ${what}`);
  else if (name === 'board restore v2') assert.deepEqual(notesOf(own), ['one', 'three', 'two'], what);
  else assert.deepEqual(untouchables(scene)[own.label], before, `${name}, ${what}: the memory stays`);
}

/**
 * With CI=true every attack meets every command that must refuse it, and two of the others; else every fourth attack
 * meets two of the first. Which ones goes round.
 */
const everything = process.env['CI'] === 'true';
const refusalsPerAttack = everything ? all.length : 2;

describe('an attacked bucket', () => {
  before(async () => {
    scene = await attackedBucket();
  });
  after(() => scene.remove());

  it('is fine before the attack: every command does its work', async () => {
    for (const name of all) {
      scene.putBack();
      await assertWorks(name, 'untouched');
    }
  });

  // One more for each kind, so that what one kind skips the next one meets.
  let turn = 0;
  for (const [kind, { damaged, removed }] of Object.entries(table)) {
    it(`${kind}: every attack is refused by who needs it and harmless to the rest`, async () => {
      turn += 1;
      for (const how of Object.keys(attacks)) {
        turn += 1;
        if (!everything && how !== 'removed' && turn % 4 !== 0) continue;
        scene.putBack();
        await attack(kind, how);
        const refusing = how === 'removed' ? removed : damaged;
        for (const name of shareOf(refusing, refusalsPerAttack, turn)) await assertRefuses(name, `${kind}, ${how}`);
        const working = all.filter((name) => !refusing.includes(name));
        for (const name of shareOf(working, everything ? 2 : how === 'removed' ? 1 : 0, turn)) {
          scene.putBack();
          await attack(kind, how);
          await assertWorks(name, `${kind}, ${how}`);
        }
      }
    });
  }

  it('takes no harm from an older version of an object that is overwritten in its time', async () => {
    for (const [index, state] of scene.states.entries()) {
      for (const key of ['lease.json', `devices/${scene.ids.laptop}.json`, `devices/${scene.ids.board}.json`]) {
        const older = join(state, scene.root.slice(scene.bucket.length), key);
        if (!existsSync(older)) continue;
        scene.putBack();
        copyFileSync(older, join(scene.root, key));
        await assertWorks(key === 'lease.json' ? 'laptop push' : 'board pull', `${key} of state ${index + 1}`);
      }
    }
  });
});

/** `count` of the names, beginning at another one each turn. */
function shareOf(names: readonly CommandName[], count: number, turn: number): CommandName[] {
  return [...names, ...names]
    .slice(names.length === 0 ? 0 : turn % names.length)
    .slice(0, Math.min(count, names.length));
}
