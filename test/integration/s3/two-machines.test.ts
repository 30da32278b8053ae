import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { addPrompt, emptyPlace, membridge, promptTexts, type Machines } from '../../cli/machines.ts';
import { newBucket, plainClient, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { missingCommands } from '../../support/daemons.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { runInTerminal } from '../../support/pseudo-terminal.ts';
import type { S3Server } from '../../support/s3-server.ts';
import { swiftS3, swiftS3Missing } from '../../support/swift-s3.ts';

const ceph = sharedServer(cephRgw);
const swift = sharedServer(swiftS3);
const skipCeph = cephRgwMissing() ?? false;
const skipSwift = swiftS3Missing() ?? false;

function keysOf({ accessKey, secretKey }: S3Server): Record<string, string> {
  return { MEMBRIDGE_S3_ACCESS_KEY: accessKey, MEMBRIDGE_S3_SECRET_KEY: secretKey };
}

/** Runs the program for one machine; keys only where a test gives them. */
function runs(place: Machines, name: 'laptop' | 'board') {
  return (args: readonly string[], environment: Record<string, string> = {}) =>
    membridge(place.root, [...args, '--home', place[name].home, '--json'], environment);
}

function initArgs(place: Machines, at: S3Server, bucket: string, name: 'laptop' | 'board'): string[] {
  const { database } = place[name];
  const where = ['--s3', at.endpoint, '--bucket', bucket];
  return [
    'init',
    '--mode',
    'mirror',
    ...where,
    '--source',
    database,
    '--label',
    name,
    '--passphrase-file',
    place.passphraseFile,
  ];
}

async function keysInBucket(at: S3Server, bucket: string): Promise<string[]> {
  const { Contents = [] } = await plainClient(at).send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key }) => Key ?? '');
}

/** Two machines push and pull through a store, both ways, and what they say of its grade. */
async function shareThrough(t: TestContext, at: S3Server, grade: string): Promise<void> {
  const place = await emptyPlace(t);
  const bucket = await newBucket(at);
  const [laptop, board] = [runs(place, 'laptop'), runs(place, 'board')];
  await fixtureDatabase('base', place.laptop.database);
  const made = await laptop(initArgs(place, at, bucket, 'laptop'), keysOf(at));
  assert.deepEqual([made.code, made.json['created'], made.json['remote']?.grade], [0, true, grade], made.stderr);
  // From here on the keys come from the home.
  const pushed = await laptop(['push']);
  assert.equal(pushed.code, 0, pushed.stderr);
  const joined = await board(initArgs(place, at, bucket, 'board'), keysOf(at));
  assert.deepEqual([joined.code, joined.json['created'], joined.json['plan']?.bring], [0, false, 290], joined.stderr);
  assert.equal((await board(['pull'])).code, 0);
  addPrompt(place.board.database, 'from the board');
  assert.equal((await board(['push'])).code, 0);
  assert.equal((await laptop(['pull'])).code, 0);
  assert.deepEqual(promptTexts(place.laptop.database), ['from the board']);
  const { json } = await laptop(['status']);
  assert.deepEqual([json['state'], json['remote'].grade, json['base'].revision], ['in-sync', grade, 2]);
  const doctor = await laptop(['doctor']);
  assert.equal(doctor.code, 0, doctor.stdout);
  const said = doctor.json['checks'].find((check: { name: string }) => check.name === 'grade');
  assert.match(said.message, new RegExp(`grade ${grade}`));
  assert.deepEqual(
    (await keysInBucket(at, bucket)).filter((key) => key.includes('/probes/')),
    [],
  );
}

test('two machines share a memory through Ceph, whose grade is A', { skip: skipCeph }, async (t) => {
  await shareThrough(t, await ceph(), 'A');
});

test('two machines share a memory through Swift, whose grade is C', { skip: skipSwift }, async (t) => {
  await shareThrough(t, await swift(), 'C');
});

test(
  'a dry run of init touches neither bucket nor home; --create-bucket makes what is missing',
  { skip: skipCeph },
  async (t) => {
    const at = await ceph();
    const place = await emptyPlace(t);
    const laptop = runs(place, 'laptop');
    const bucket = await newBucket(at);
    const dry = await laptop([...initArgs(place, at, bucket, 'laptop'), '--dry-run'], keysOf(at));
    assert.deepEqual([dry.code, dry.json['store'], dry.json['cautions']], [0, null, []], dry.stderr);
    const named = await laptop(
      [...initArgs(place, at, bucket, 'laptop'), '--store', 'minio', '--dry-run', '--lang', 'uk'],
      keysOf(at),
    );
    assert.deepEqual([named.code, named.json['store']], [0, 'minio'], named.stderr);
    assert.match(named.json['cautions'][0], /^MinIO більше не отримує виправлень безпеки/);
    assert.deepEqual(await keysInBucket(at, bucket), []);
    assert.throws(() => statSync(place.laptop.home), /ENOENT/);
    const missing = await laptop(initArgs(place, at, 'not-made-yet', 'laptop'), keysOf(at));
    assert.deepEqual([missing.code, missing.json['error'].code], [5, 'remote-missing']);
    assert.match(missing.json['error'].hint, /--create-bucket/);
    const wouldMake = await laptop(
      [...initArgs(place, at, 'not-made-yet', 'laptop'), '--create-bucket', '--dry-run'],
      keysOf(at),
    );
    assert.equal(wouldMake.code, 0, wouldMake.stderr);
    await assert.rejects(keysInBucket(at, 'not-made-yet'), /NoSuchBucket/);
    const made = await laptop([...initArgs(place, at, 'not-made-yet', 'laptop'), '--create-bucket'], keysOf(at));
    assert.equal(made.code, 0, made.stderr);
    assert.ok((await keysInBucket(at, 'not-made-yet')).some((key) => key.endsWith('/project.json')));
  },
);

test(
  'init twice changes nothing, another bucket is refused by name, and wrong keys name themselves',
  { skip: skipCeph },
  async (t) => {
    const at = await ceph();
    const place = await emptyPlace(t);
    const laptop = runs(place, 'laptop');
    const bucket = await newBucket(at);
    const args = initArgs(place, at, bucket, 'laptop');
    const wrongSecret = await laptop(args, { ...keysOf(at), MEMBRIDGE_S3_SECRET_KEY: 'planted-wrong-secret' });
    assert.deepEqual([wrongSecret.code, wrongSecret.json['error'].code], [5, 'remote-denied']);
    assert.match(wrongSecret.json['error'].message, /secret key/);
    assert.doesNotMatch(wrongSecret.stdout + wrongSecret.stderr, /planted/);
    const wrongKey = await laptop(args, { ...keysOf(at), MEMBRIDGE_S3_ACCESS_KEY: 'nobody' });
    assert.match(wrongKey.json['error'].message, /access key/);
    const half = await laptop(args, { MEMBRIDGE_S3_ACCESS_KEY: 'x' });
    assert.deepEqual([half.code, half.json['error'].code], [2, 'usage']);
    const none = await laptop(args);
    assert.deepEqual([none.code, none.json['error'].code], [2, 'store-keys-needed']);
    assert.throws(() => statSync(place.laptop.home), /ENOENT/);

    // The names of the old Python membridge are good for it too.
    const old = { MINIO_ACCESS_KEY: at.accessKey, MINIO_SECRET_KEY: at.secretKey };
    assert.equal((await laptop(args, old)).code, 0);
    const again = await laptop(args);
    assert.deepEqual([again.code, again.json['changed']], [0, false], again.stderr);
    const anew = await laptop([...args, '--reconnect'], keysOf(at));
    assert.deepEqual([anew.code, anew.json['created']], [0, false], anew.stderr);
    const other = await laptop(['init', '--bucket', 'other']);
    assert.deepEqual([other.code, other.json['error'].code], [2, 'already-connected']);
    assert.match(other.json['error'].message, new RegExp(`bucket ${bucket}, not other`));
  },
);

test('on a terminal the keys are asked for, and the secret one is not shown', { skip: skipCeph }, async (t) => {
  if (missingCommands(['python3']).length > 0) return t.skip('needs python3: apt-get install python3');
  const at = await ceph();
  const place = await emptyPlace(t);
  const args = [...initArgs(place, at, await newBucket(at), 'laptop'), '--home', place.laptop.home, '--yes'];
  const program = [process.execPath, join(import.meta.dirname, '../../../core/cli/main.ts'), ...args];
  const { exitCode, shown } = await runInTerminal(
    `env HOME="$PWD/person" ${program.map((word) => `'${word}'`).join(' ')}`,
    {
      folder: place.root,
      answers: [
        { prompt: 'Access key of the store: ', typed: at.accessKey },
        { prompt: 'Secret key of the store: ', typed: at.secretKey },
      ],
    },
  );
  assert.equal(exitCode, 0, shown);
  assert.match(shown, /begins with http:/);
  assert.ok(shown.includes(at.accessKey));
  assert.ok(!shown.includes(at.secretKey), shown);
  assert.equal((await runs(place, 'laptop')(['status'])).json['remote'].reachable, true);
});

test('the secret key is in secrets.json (0600) and nowhere else in the home', { skip: skipCeph }, async (t) => {
  const at = await ceph();
  const place = await emptyPlace(t);
  const laptop = runs(place, 'laptop');
  const { home } = place.laptop;
  await fixtureDatabase('base', place.laptop.database);
  assert.equal((await laptop(initArgs(place, at, await newBucket(at), 'laptop'), keysOf(at))).code, 0);
  await laptop(['push']);
  await laptop(['doctor']);
  await laptop(['push'], { ...keysOf(at), MEMBRIDGE_S3_ACCESS_KEY: 'nobody' });
  const holding = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(at.secretKey));
  assert.deepEqual(holding, [join(home, 'secrets.json')]);
  assert.equal(statSync(join(home, 'secrets.json')).mode & 0o777, 0o600);
});
