import assert from 'node:assert/strict';
import test from 'node:test';
import { addPrompt, promptTexts } from '../../cli/machines.ts';
import { sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { connectedPrograms, succeed } from '../../support/connected-programs.ts';
import { answers, loseReply, loseRequest, pass, type Fate, type SeenRequest } from '../../support/fault-proxy.ts';

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
    const { place, proxies, run, headKeys } = await connectedPrograms(t, await ceph());
    const proxy = proxies.laptop;
    for (const [index, { name, fateOf, code, says, next, afterMax }] of cases.entries()) {
      await t.test(name, async () => {
        addPrompt(place.laptop.database, `news ${index}`);
        const headsBefore = await headKeys();
        proxy.decide(fateOf);
        const pushed = await run('laptop', 'push');
        const after = requestsAfterFirstFault(proxy.seen());
        proxy.forget();
        assert.deepEqual([pushed.code, pushed.json.error?.code], [5, code], pushed.stdout);
        assert.match(pushed.json.error.message, says);
        assert.match(pushed.json.error.hint, next);
        assert.ok(after <= afterMax, `${after} requests after the fault, not ${afterMax}`);
        assert.deepEqual(await headKeys(), headsBefore);
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
  const { place, proxies, run } = await connectedPrograms(t, await ceph());
  const proxy = proxies.laptop;
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
  const { place, proxies, run } = await connectedPrograms(t, await ceph());
  const proxy = proxies.laptop;
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
