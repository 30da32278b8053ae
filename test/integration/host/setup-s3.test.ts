/** Connecting a machine to a real store by what a panel asks of its running host. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { ConnectRequest, Place, SetupField } from '../../../core/host/api/contract-setup.ts';
import { bucketState } from '../../../core/remotes/s3/bucket.ts';
import { storeManners } from '../../../core/model/known-stores.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { freePort } from '../../support/free-port.ts';
import { panelMachine, passphrase, refusal, toConnect } from '../../support/panel-machine.ts';
import type { S3Server } from '../../support/s3-server.ts';

type Bucket = Place & { kind: 's3' };

const wrongKey = 'plantedunknownkey';
const wrongSecret = 'planted-wrong-secret-key';

test('what is wrong with a store is told in its field, the bucket is made, and other keys are taken over', async (t) => {
  const missing = cephRgwMissing();
  if (missing !== undefined) return t.skip(missing);
  const store = await cephRgw();
  t.after(() => store.stop());
  const machine = await panelMachine(t, { memory: true });
  const { client, host, look } = machine;
  const good = placeAt(store, `panel-${randomUUID()}`);
  const keys = { accessKeyId: store.accessKey, secretAccessKey: store.secretKey };

  const wrong: readonly (readonly [what: string, place: Bucket, code: string, field: SetupField])[] = [
    ['an unknown key', { ...good, keys: { ...keys, accessKeyId: wrongKey } }, 'remote-denied', 'accessKeyId'],
    [
      'a wrong secret',
      { ...good, keys: { ...keys, secretAccessKey: wrongSecret } },
      'remote-denied',
      'secretAccessKey',
    ],
    ['no key', { ...good, keys: { ...keys, accessKeyId: '' } }, 'setting-invalid', 'accessKeyId'],
    ['no secret', { ...good, keys: { ...keys, secretAccessKey: '' } }, 'setting-invalid', 'secretAccessKey'],
    ['no keys at all', { ...good, keys: null }, 'store-keys-needed', 'accessKeyId'],
    ['a bucket that is not there', good, 'remote-missing', 'bucket'],
    ['no bucket', { ...good, bucket: '' }, 'setting-invalid', 'bucket'],
    ['a name of no bucket', { ...good, bucket: 'Каша' }, 'setting-invalid', 'bucket'],
    ['no address', { ...good, endpoint: null }, 'setting-invalid', 'endpoint'],
    ['no address of an address', { ...good, endpoint: 'store.example' }, 'setting-invalid', 'endpoint'],
    ['a password in the address', { ...good, endpoint: 'http://a:b@127.0.0.1:1' }, 'setting-invalid', 'endpoint'],
    ['nobody there', { ...good, endpoint: `http://127.0.0.1:${await freePort()}` }, 'remote-unreachable', 'endpoint'],
    ['a deaf store', { ...good, endpoint: await deafServer(t) }, 'remote-unreachable', 'endpoint'],
    ['a page for people', { ...good, endpoint: await pageServer(t) }, 'remote-denied', 'endpoint'],
    ['another protocol', { ...good, endpoint: store.endpoint.replace('http:', 'https:') }, 'remote-denied', 'endpoint'],
    ['an unknown store', { ...good, endpoint: null, store: 'nobody' }, 'setting-invalid', 'store'],
    [
      'a store without its region',
      { ...good, endpoint: null, store: 'hetzner', region: null },
      'setting-invalid',
      'region',
    ],
    ['a store without its account', { ...good, endpoint: null, store: 'r2' }, 'setting-invalid', 'account'],
    ['an own store without its address', { ...good, endpoint: null, store: 'minio' }, 'setting-invalid', 'endpoint'],
    ['a prefix that leaves', { ...good, prefix: '../x' }, 'setting-invalid', 'prefix'],
  ];
  for (const [what, place, code, field] of wrong) {
    const beganMs = performance.now();
    const isAway = code === 'remote-unreachable';
    const answer = isAway ? client.testPlace({ language: 'en', place, project: null }) : look(place);
    assert.deepEqual(await refusal(answer), { code, field }, what);
    t.diagnostic(`${what}: ${code} (${field}) after ${Math.round(performance.now() - beganMs)} ms`);
  }
  assert.equal((await client.status()).host.state, 'setup');

  const toMake = { ...good, createBucket: true };
  const tested = await look(toMake);
  assert.deepEqual([tested.isNew, tested.makesPlace, tested.store], [true, true, null]);
  assert.match(tested.cautions.join(), /http:/);
  const wish = (place: Place, more: Partial<ConnectRequest> = {}) => toConnect('', { place, ...more });
  assert.equal((await client.planSetup(wish(toMake))).makesPlace, true);
  assert.equal(await stateOf(store, good.bucket), 'absent', 'neither a test nor a plan makes it');

  const done = await client.connectMachine(wish(toMake));
  assert.deepEqual([done.created, done.remote.kind], [true, 's3']);
  const { status } = await host.until('in sync', (now) => now.host.state === 'in-sync');
  assert.equal(status?.remote.encryption, 'age');

  const facts = await client.setupFacts('en');
  assert.deepEqual(facts.connection?.place, { ...good, region: store.region, prefix: '', keys: null });
  assert.equal(facts.hasKeys, true);
  const now = await look({ ...good, keys: null });
  assert.deepEqual([now.project, now.needsPassphrase], [{ mode: 'merge', encryption: 'age' }, true]);
  assert.equal((await client.connectMachine(wish({ ...good, keys: null }))).changed, false, 'just this is connected');
  assert.equal((await client.connectMachine(wish(good))).changed, true, 'keys that were entered are kept');
  const badly = wish({ ...good, keys: { ...keys, secretAccessKey: wrongSecret } });
  assert.deepEqual(await refusal(client.connectMachine(badly)), { code: 'remote-denied', field: 'secretAccessKey' });
  await client.command(['sync']).then(({ exitCode }) => assert.equal(exitCode, 0, 'the right keys are still there'));
  await machine.assertUntold([passphrase, wrongKey, wrongSecret, store.secretKey]);
  assert.equal(await host.stop(), 0);
});

function placeAt({ endpoint, region, accessKey, secretKey }: S3Server, bucket: string): Bucket {
  const keys = { accessKeyId: accessKey, secretAccessKey: secretKey };
  return { kind: 's3', store: null, endpoint, region, account: null, bucket, prefix: null, createBucket: false, keys };
}

async function stateOf({ endpoint, region, accessKey, secretKey }: S3Server, bucket: string): Promise<string> {
  const credentials = async () => ({ accessKeyId: accessKey, secretAccessKey: secretKey });
  const tools = { clock: systemClock, random: systemRandom, manners: storeManners(endpoint) };
  return bucketState({ endpoint, region, bucket, prefix: '', credentials, ...tools });
}

/** Takes every connection and never says a word. */
async function deafServer(t: TestContext): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => void sockets.add(socket.on('error', () => {})));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server);
}

async function pageServer(t: TestContext): Promise<string> {
  const server = createHttp((_request, response) => void response.end('<html><title>Console</title></html>'));
  t.after(() => server.close());
  return listening(server);
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
