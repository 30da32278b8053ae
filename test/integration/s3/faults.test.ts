import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { addPrompt, emptyPlace, membridge, promptTexts, type Machines } from '../../cli/machines.ts';
import { listed } from '../../contract/remote-under-test.ts';
import { newBucket, openBucket, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import {
  answers,
  faultProxy,
  loseReply,
  loseRequest,
  pass,
  type Fate,
  type FaultProxy,
  type SeenRequest,
} from '../../support/fault-proxy.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;

/** After a 403 one look each at the lease, to release it and to settle what was begun: both are denied, and that is all. */
const afterDenialMax = 2;
/** The same two looks and one at what was sent, four attempts each, over some seconds. */
const afterSilenceMax = 12;
/** Three attempts of the upload, and the two looks. */
const afterBusyMax = 10;
/** Two sendings of the upload and, twice, of the lease's release, and a look before and after each. */
const afterWriteFaultsMax = 13;

interface Scene {
  readonly place: Machines;
  readonly proxy: FaultProxy;
  run(name: 'laptop' | 'board', ...args: string[]): ReturnType<typeof membridge>;
  heads(): Promise<number>;
}

/** Two machines that are connected through the proxy and agree, with the real program. */
async function connected(t: TestContext): Promise<Scene> {
  const store = await ceph();
  const proxy = await faultProxy(t, store);
  const place = await emptyPlace(t);
  const bucket = await newBucket(store);
  await fixtureDatabase('base', place.laptop.database);
  const { endpoint, accessKey, secretKey } = proxy.server;
  const keys = { MEMBRIDGE_S3_ACCESS_KEY: accessKey, MEMBRIDGE_S3_SECRET_KEY: secretKey };
  const run: Scene['run'] = (name, ...args) =>
    membridge(place.root, [...args, '--home', place[name].home, '--json'], keys);
  const where = ['--s3', endpoint, '--bucket', bucket, '--passphrase-file', place.passphraseFile];
  for (const name of ['laptop', 'board'] as const) {
    const ran = await run(name, 'init', ...where, '--source', place[name].database, '--label', name);
    assert.equal(ran.code, 0, ran.stderr);
    await succeed(run(name, 'sync'));
  }
  const { project } = (await run('laptop', 'status')).json;
  const remote = openBucket(store, bucket, { project: project.id });
  return { place, proxy, run, heads: async () => (await listed(remote, 'head/')).length };
}

async function succeed(running: ReturnType<typeof membridge>): Promise<void> {
  const { code, stdout, stderr } = await running;
  assert.equal(code, 0, `${stdout} ${stderr}`);
}

type Asked = Omit<SeenRequest, 'fate'>;
const isPart = ({ method, key }: Asked) => method === 'PUT' && key.includes('/part-');

/** From the first upload of a part on. */
function fromTheMiddle(fate: Fate, meets: (request: Asked) => boolean = () => true): (request: Asked) => Fate {
  let begun = false;
  return (request) => {
    begun ||= isPart(request);
    return begun && meets(request) ? fate : pass;
  };
}

function requestsAfterFirstFault(seen: readonly SeenRequest[]): number {
  const first = seen.findIndex(({ fate }) => fate !== pass);
  assert.ok(first > 0, 'the push met the fault in its middle');
  return seen.length - first - 1;
}

const cases: readonly {
  readonly name: string;
  readonly fateOf: (request: Asked) => Fate;
  readonly code: string;
  readonly says: RegExp;
  readonly next: RegExp;
  readonly afterMax: number;
}[] = [
  {
    name: 'every connection is reset before the store hears anything',
    fateOf: fromTheMiddle(loseRequest),
    code: 'remote-unreachable',
    says: /connection was cut/,
    next: /Check the connection/,
    afterMax: afterSilenceMax,
  },
  {
    name: 'the store does everything and every reply is lost',
    fateOf: fromTheMiddle(loseReply),
    code: 'remote-unreachable',
    says: /connection was cut/,
    next: /Check the connection/,
    afterMax: afterSilenceMax,
  },
  {
    name: 'the store answers 500 to everything',
    fateOf: fromTheMiddle(answers.internalError),
    code: 'remote-unreachable',
    says: /a fault of its own/,
    next: /Try again in a few minutes/,
    afterMax: afterSilenceMax,
  },
  {
    name: 'the store answers 500 to every write',
    fateOf: fromTheMiddle(answers.internalError, ({ method }) => method === 'PUT'),
    code: 'remote-unknown',
    says: /unclear whether .*part-0000 was stored/,
    next: /Run the command again/,
    afterMax: afterWriteFaultsMax,
  },
  {
    name: 'the store answers 503 SlowDown to everything',
    fateOf: fromTheMiddle(answers.slowDown),
    code: 'remote-unreachable',
    says: /too busy/,
    next: /Try again in a few minutes/,
    afterMax: afterBusyMax,
  },
  {
    name: 'one upload is denied',
    fateOf: fromTheMiddle(answers.accessDenied, isPart),
    code: 'remote-denied',
    says: /the keys may not do this/,
    next: /right to list, read, write and delete/,
    // The lease is released, and what was stored is taken away.
    afterMax: 7,
  },
  {
    name: 'everything is denied',
    fateOf: fromTheMiddle(answers.accessDenied),
    code: 'remote-denied',
    says: /the keys may not do this/,
    next: /right to list, read, write and delete/,
    afterMax: afterDenialMax,
  },
  {
    name: 'the keys expire',
    fateOf: fromTheMiddle(answers.expiredToken),
    code: 'remote-denied',
    says: /the keys have expired/,
    next: /new keys.*--reconnect/,
    afterMax: afterDenialMax,
  },
  {
    name: 'the access key is withdrawn',
    fateOf: fromTheMiddle(answers.unknownAccessKey),
    code: 'remote-denied',
    says: /does not know the access key/,
    next: /access key.*--reconnect/,
    afterMax: afterDenialMax,
  },
];

test(
  'a push in whose middle something goes wrong: exit 5, no storm, and the next run completes it',
  { skip },
  async (t) => {
    const scene = await connected(t);
    const { place, proxy, run, heads } = scene;
    for (const [index, { name, fateOf, code, says, next, afterMax }] of cases.entries()) {
      await t.test(name, async () => {
        addPrompt(place.laptop.database, `news ${index}`);
        const headsBefore = await heads();
        proxy.decide(fateOf);
        const pushed = await run('laptop', 'push');
        const after = requestsAfterFirstFault(proxy.seen());
        proxy.forget();
        assert.deepEqual([pushed.code, pushed.json.error?.code], [5, code], pushed.stdout);
        assert.match(pushed.json.error.message, says);
        assert.match(pushed.json.error.hint, next);
        assert.ok(after <= afterMax, `${after} requests after the fault, not ${afterMax}`);
        assert.equal(await heads(), headsBefore);
        await succeed(run('laptop', 'push'));
        await succeed(run('board', 'pull'));
        assert.deepEqual(promptTexts(place.board.database), promptTexts(place.laptop.database));
        assert.equal(promptTexts(place.board.database).length, index + 1);
        t.diagnostic(`${name}: ${after} requests after the first fault`);
      });
    }
  },
);

test('bad keys at once: one request and exit 5, for a push, a pull and a sync', { skip }, async (t) => {
  const { place, proxy, run } = await connected(t);
  addPrompt(place.laptop.database, 'news');
  for (const command of ['push', 'pull', 'sync']) {
    for (const fate of [answers.expiredToken, answers.unknownAccessKey]) {
      proxy.decide(() => fate);
      const { code, json } = await run('laptop', command);
      assert.deepEqual(
        [code, json.error.code, proxy.seen().length],
        [5, 'remote-denied', 1],
        `${command} ${fate.code}`,
      );
    }
  }
  proxy.forget();
  await succeed(run('laptop', 'sync'));
});

test('a store that takes 20 s for an upload is waited for, and asked for nothing twice', { skip }, async (t) => {
  const { place, proxy, run } = await connected(t);
  const push = async (text: string) => {
    addPrompt(place.laptop.database, text);
    const startedMs = performance.now();
    await succeed(run('laptop', 'push'));
    return { ms: performance.now() - startedMs, requests: proxy.seen().length };
  };
  proxy.forget();
  const plain = await push('as ever');
  proxy.decide((request) => (isPart(request) ? { kind: 'delay', ms: 20_000 } : pass));
  const slow = await push('slowly');
  assert.ok(slow.ms > 20_000, `${slow.ms} ms`);
  assert.equal(slow.requests, plain.requests);
  proxy.forget();
  await succeed(run('board', 'pull'));
  assert.deepEqual(promptTexts(place.board.database), ['as ever', 'slowly']);
});
