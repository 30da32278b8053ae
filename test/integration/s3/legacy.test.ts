import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { addPrompt, emptyPlace, membridge, promptTexts, treeOf, type Machines } from '../../cli/machines.ts';
import { newBucket, plainClient, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { bucketState, bucketStore } from '../../support/bucket-store.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { assertSameRows, rowsOf } from '../../support/database-rows.ts';
import { answers, faultProxy, loseReply, pass, type FaultProxy } from '../../support/fault-proxy.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { pythonId, pythonLock, pythonPush, sha256, type PythonStore } from '../../support/python-layout.ts';
import { pythonPull } from '../../support/python-pull.ts';
import { start } from '../../support/membridge-program.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;
const id = pythonId('mem');
const at = (name: string) => `projects/${id}/sqlite/${name}`;

interface OldFleet {
  readonly place: Machines;
  readonly bucket: string;
  readonly store: PythonStore;
  readonly proxy: FaultProxy;
  readonly envFile: string;
  readonly secret: string;
  state(): ReturnType<typeof bucketState>;
  uploads(): Promise<number>;
  run(...args: string[]): ReturnType<typeof membridge>;
}

/** A laptop that is connected to a folder, and the bucket of an old fleet behind a proxy, known by its config.env alone. */
async function oldFleet(t: TestContext): Promise<OldFleet> {
  const place = await emptyPlace(t);
  const server = await ceph();
  const bucket = await newBucket(server);
  const client = plainClient(server);
  t.after(() => client.destroy());
  const proxy = await faultProxy(t, server);
  const envFile = join(place.root, 'config.env');
  const { endpoint, accessKey, secretKey } = proxy.server;
  writeFileSync(
    envFile,
    `export MINIO_ENDPOINT="${endpoint}"\nMINIO_BUCKET=${bucket}\nMINIO_ACCESS_KEY=${accessKey}\nMINIO_SECRET_KEY='${secretKey}'\nCLAUDE_PROJECT_ID=mem\n`,
  );
  const run: OldFleet['run'] = (...args) => membridge(place.root, [...args, '--home', place.laptop.home, '--json']);
  const made = await run(
    'init',
    '--mode',
    'mirror',
    '--folder',
    place.folder,
    '--source',
    place.laptop.database,
    '--no-encryption',
  );
  assert.equal(made.code, 0, made.stderr);
  return {
    place,
    bucket,
    store: bucketStore(client, bucket),
    proxy,
    envFile,
    secret: secretKey,
    run,
    state: () => bucketState(client, bucket),
    async uploads() {
      return ((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).length;
    },
  };
}

/** Runs a command and kills it when a request comes that `isIt` knows; `sent`: the store has done it by then. */
async function killedAt(fleet: OldFleet, args: string[], nth: number, sent: boolean): Promise<boolean> {
  const { proxy, place } = fleet;
  let seen = 0;
  const held = Promise.withResolvers<void>();
  let kill = () => {};
  proxy.decide(({ method }) => {
    if (method === 'GET' || method === 'HEAD') return pass;
    seen += 1;
    if (seen < nth) return pass;
    kill();
    return sent ? loseReply : { kind: 'hold', until: held.promise };
  });
  const { home, database } = place.laptop;
  const running = start({ label: 'laptop', home, database, remote: place.folder }, args);
  kill = () => running.child.kill('SIGKILL');
  const ended = await running.ended;
  proxy.forget();
  held.resolve();
  return ended.signal === 'SIGKILL';
}

test('a bucket of the old layout imports row for row, unknown ids too, and stays as it was', { skip }, async (t) => {
  const fleet = await oldFleet(t);
  const { place, store, envFile, run, state, secret } = fleet;
  const pi = join(place.root, 'pi.db');
  await fixtureDatabase('board', pi);
  await pythonPush(store, pi, { project: 'mem', host: 'pi-4' });
  await pythonPush(store, pi, { project: 'mem', id: '21c2e59531c8c9ee', host: 'orange' });
  const before = await state();
  const listed = await run('import-legacy', '--list', '--env-file', envFile);
  assert.equal(listed.code, 0, listed.stderr);
  assert.deepEqual(
    listed.json['projects'].map((each: ReturnType<typeof JSON.parse>) => each.id),
    ['21c2e59531c8c9ee', id],
  );
  const done = await run('import-legacy', '--env-file', envFile, '--prefix-id', '21c2e59531c8c9ee');
  assert.deepEqual([done.code, done.json['manifest'].source_host], [0, 'orange'], done.stderr);
  await assertSameRows(place.laptop.database, pi, 'all');
  assert.deepEqual(await state(), before);
  const said = [listed, done].map(({ stdout, stderr }) => stdout + stderr).join('');
  const kept = Object.keys(await treeOf(place.laptop.home)).filter((name) => !name.endsWith('.db'));
  const files = kept.map((name) => readFileSync(join(place.laptop.home, name), 'utf8')).join('');
  assert.ok(!(said + files).includes(secret), 'the secret of the old file was said or kept');
});

test(
  'a database that changes while it is fetched is fetched again; one that never fits is refused',
  { skip },
  async (t) => {
    const { place, store, envFile, run, proxy } = await oldFleet(t);
    const [first, second] = [join(place.root, 'first.db'), join(place.root, 'second.db')];
    await fixtureDatabase('base', first);
    await fixtureDatabase('board', second);
    await pythonPush(store, first, { project: 'mem', host: 'pi' });
    // Between our first look at the checksum and the database the old machine pushes all of another one.
    let reads = 0;
    const pushed = Promise.withResolvers<unknown>();
    proxy.decide(({ method, key }) => {
      if (method !== 'HEAD' || !key.endsWith('claude-mem.db')) return pass;
      reads += 1;
      if (reads !== 2) return pass;
      void pythonPush(store, second, { project: 'mem', host: 'pi' }).then(pushed.resolve, pushed.reject);
      return { kind: 'hold', until: pushed.promise };
    });
    const done = await run('import-legacy', '--env-file', envFile);
    assert.equal(done.code, 0, done.stderr);
    await assertSameRows(place.laptop.database, second, 'all');
    proxy.forget();
    // A new database, and the old one's checksum for ever: its writer died between the two.
    addPrompt(second, 'never finished');
    const before = await rowsOf(place.laptop.database, 'all');
    const sum = await store.get(at('claude-mem.db.sha256'));
    await pythonPush(store, second, { project: 'mem', host: 'pi' });
    await store.put(at('claude-mem.db.sha256'), sum ?? Buffer.alloc(0));
    const refused = await run('import-legacy', '--env-file', envFile, '--yes');
    assert.deepEqual([refused.code, refused.json['error'].code], [8, 'object-damaged']);
    assert.deepEqual(await rowsOf(place.laptop.database, 'all'), before);
  },
);

test('a large memory goes both ways in pieces, a lost connection in the middle included', { skip }, async (t) => {
  const { place, store, envFile, run, proxy, uploads } = await oldFleet(t);
  const { database } = place.laptop;
  makeLargeDatabase(database, 20_000_000);
  let parts = 0;
  proxy.decide(({ query }) => (query.has('partNumber') && (parts += 1) === 2 ? loseReply : pass));
  const given = await run('export-legacy', '--env-file', envFile);
  assert.equal(given.code, 0, given.stderr);
  assert.ok(proxy.seen().filter(({ query }) => query.has('partNumber')).length >= 4);
  const target = join(place.root, 'pi', 'claude-mem.db');
  assert.equal((await pythonPull(store, id, target)).refused, null);
  await assertSameRows(target, database, 'all');
  let ranges = 0;
  proxy.decide(({ headers }) => (headers.range !== undefined && (ranges += 1) === 2 ? { kind: 'cut-reply' } : pass));
  const board = ['--home', place.board.home, '--json'];
  const init = [
    'init',
    '--mode',
    'mirror',
    '--folder',
    place.folder,
    '--source',
    place.board.database,
    '--no-encryption',
  ];
  assert.equal((await membridge(place.root, [...init, ...board])).code, 0);
  const taken = await membridge(place.root, ['import-legacy', '--env-file', envFile, ...board]);
  assert.equal(taken.code, 0, taken.stderr);
  assert.ok(ranges >= 3);
  await assertSameRows(place.board.database, database, 'all');
  assert.equal(await uploads(), 0);
});

test(
  'killed at any write of an export, and after any, the next run completes and the lock is gone',
  { skip },
  async (t) => {
    const fleet = await oldFleet(t);
    const { place, store, envFile, run, state } = fleet;
    await fixtureDatabase('base', place.laptop.database);
    const target = join(place.root, 'pi', 'claude-mem.db');
    let kills = 0;
    for (let nth = 1, more = true; more; nth++) {
      for (const sent of [false, true]) {
        addPrompt(place.laptop.database, `round ${nth} ${sent}`);
        more = await killedAt(fleet, ['export-legacy', '--env-file', envFile], nth, sent);
        if (!more) break;
        kills += 1;
        const { refused } = await pythonPull(store, id, target);
        // All of one run, or a reader sees that they do not fit; a count that differs the old pull only prints.
        assert.match(refused ?? 'taken', /^taken$|mismatch|missing|AssertionError: user_prompts$/);
        const next = await run('export-legacy', '--env-file', envFile);
        assert.equal(next.code, 0, `${nth} ${sent}: ${next.stdout} ${next.stderr}`);
        assert.equal((await pythonPull(store, id, target)).refused, null);
        assert.equal(promptTexts(target).length, promptTexts(place.laptop.database).length);
        assert.deepEqual(Object.keys(await state()).sort(), [
          at('claude-mem.db'),
          at('claude-mem.db.sha256'),
          at('manifest.json'),
        ]);
      }
    }
    // Lock, database, checksum, manifest, release.
    assert.ok(kills >= 10, `only ${kills}`);
  },
);

test(
  'killed at any request of an import there is the old memory or the new one, and the next run completes',
  { skip },
  async (t) => {
    const fleet = await oldFleet(t);
    const { place, store, envFile, run, proxy, state } = fleet;
    const pi = join(place.root, 'pi.db');
    await fixtureDatabase('board', pi);
    await pythonPush(store, pi, { project: 'mem', host: 'pi' });
    await fixtureDatabase('base', place.laptop.database);
    const [old, before] = [await rowsOf(place.laptop.database, 'all'), await state()];
    const args = ['import-legacy', '--env-file', envFile, '--yes'];
    const { home, database } = place.laptop;
    // The list, its small objects, the checksum, the database, the checksum again.
    for (const nth of [1, 9, 11, 12]) {
      proxy.decide(({ number }) => {
        if (number < nth) return pass;
        running.child.kill('SIGKILL');
        return loseReply;
      });
      const running = start({ label: 'laptop', home, database, remote: place.folder }, args);
      assert.equal((await running.ended).signal, 'SIGKILL', String(nth));
      proxy.forget();
      assert.deepEqual(await rowsOf(database, 'all'), old);
    }
    const done = await run(...args);
    assert.equal(done.code, 0, done.stderr);
    await assertSameRows(database, pi, 'all');
    assert.deepEqual(await state(), before);
    assert.deepEqual(Object.keys(await treeOf(join(home, 'scratch'))), []);
  },
);

test(
  'keys that may not read, a store that is away and an answer that is an error are never an absence',
  { skip },
  async (t) => {
    const { place, store, envFile, run, proxy, state } = await oldFleet(t);
    await fixtureDatabase('base', place.laptop.database);
    await pythonPush(store, place.laptop.database, { project: 'mem', host: 'pi' });
    addPrompt(place.laptop.database, 'more');
    const now = Math.floor(Date.now() / 1_000);
    await pythonLock(store, { id, project: 'mem', host: 'pi', timestamp: now });
    const before = await state();
    const hash = createHash('sha256').update(readFileSync(place.laptop.database)).digest('hex');
    for (const [command, what] of [
      ['import-legacy', 'active.lock'],
      ['export-legacy', 'active.lock'],
      ['import-legacy', 'claude-mem.db.sha256'],
    ] as const) {
      if (what !== 'active.lock') await pythonLock(store, { id, project: 'mem', host: 'pi', timestamp: now - 9_000 });
      proxy.decide(({ key }) => (key.endsWith(what) ? answers.accessDenied : pass));
      const ran = await run(command, '--env-file', envFile, '--yes');
      assert.deepEqual([command, what, ran.code, ran.json['error'].code], [command, what, 5, 'remote-denied']);
    }
    proxy.forget();
    const after = await state();
    for (const key of Object.keys(before).filter((each) => !each.endsWith('active.lock')))
      assert.equal(after[key], before[key]);
    assert.equal(createHash('sha256').update(readFileSync(place.laptop.database)).digest('hex'), hash);
    assert.equal(sha256((await store.get(at('claude-mem.db'))) ?? '').length, 64);
  },
);
