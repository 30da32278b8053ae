import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import { hostClient } from '../../../core/host/api/client.ts';
import type { ConnectRequest, Place, SetupDocument, TestRequest } from '../../../core/host/api/contract-setup.ts';
import type { SetupAsk } from '../../../core/host/setup-ask.ts';
import { fail } from '../../../core/model/errors.ts';
import { apiScene, base, faultOf, rightToken, setupFacts, setupTest } from './api-scene.ts';

/** Words that must be nowhere but in the engine. */
const secrets = ['planted-passphrase', 'planted-access-key', 'planted-secret-key'] as const;
const [passphrase, accessKeyId, secretAccessKey] = secrets;

const bucket: Place & { kind: 's3' } = {
  kind: 's3',
  store: null,
  endpoint: 'https://store.example',
  region: null,
  account: null,
  bucket: 'memory',
  prefix: null,
  createBucket: false,
  keys: { accessKeyId, secretAccessKey },
};
const folder: Place = { kind: 'folder', folder: '~/Sync/membridge' };
const toTest: TestRequest = { language: 'en', place: bucket, project: null };
const toConnect: ConnectRequest = {
  language: 'uk',
  place: bucket,
  project: 'mem',
  label: 'laptop',
  encryption: 'age',
  passphrase,
  reconnect: false,
};

function document(more: Partial<SetupDocument> = {}): SetupDocument {
  return {
    ok: true,
    changed: true,
    created: true,
    dryRun: false,
    makesPlace: false,
    plan: { upload: 3, bring: 0, delete: 0, bothHave: false },
    project: { name: 'mem', id: 'mem' },
    device: { id: null, label: 'laptop' },
    mode: 'merge',
    state: 'pending',
    source: { path: '/m/claude-mem.db', exists: true, rows: { observations: 3 } },
    remote: { kind: 's3', where: 'https://store.example/memory/', encryption: 'age' },
    otherProjects: [],
    cautions: [],
    ...more,
  };
}

function clientOf({ handler }: ReturnType<typeof apiScene>) {
  const ask: typeof fetch = (input, init) =>
    handler(new Request(input, init), { remote: '127.0.0.1', closing: new AbortController().signal });
  return hostClient({ url: base, token: rightToken, fetch: ask });
}

test('the facts come in the language that was asked for, English unless said', async () => {
  const scene = apiScene();
  assert.deepEqual(await clientOf(scene).setupFacts('uk'), setupFacts());
  assert.equal((await scene.ask('/api/setup')).status, 200);
  assert.deepEqual(scene.asked, [{ setupFacts: 'uk' }, { setupFacts: 'en' }]);
  assert.equal((await faultOf(await scene.ask('/api/setup?language=fr'))).code, 'body-invalid');
  assert.equal((await faultOf(await scene.ask('/api/setup?path=/etc'))).code, 'body-invalid');
});

test('each step hands the engine what was asked for, and answers what it tells', async () => {
  const scene = apiScene();
  const client = clientOf(scene);
  assert.deepEqual(await client.testPlace(toTest), setupTest());
  scene.next.setup = async ({ step }) => ({ kind: 'told', answer: document({ dryRun: step === 'plan' }) });
  assert.equal((await client.planSetup(toConnect)).dryRun, true);
  assert.equal((await client.connectMachine(toConnect)).dryRun, false);
  const steps: SetupAsk[] = [
    { step: 'test', request: toTest, withinMs: 2_700 },
    { step: 'plan', request: toConnect },
    { step: 'connect', request: toConnect },
  ];
  assert.deepEqual(
    scene.asked,
    steps.map((setup) => ({ setup })),
  );
});

test('a refusal comes with its field, in its own words, and by the status of its exit code', async () => {
  const scene = apiScene();
  const error = {
    code: 'passphrase-wrong',
    message: 'Фраза не відкриває.',
    hint: 'Ще раз.',
    field: 'passphrase',
  } as const;
  scene.next.setup = async () => ({ kind: 'refused', exit: 8, error });
  const response = await scene.post('/api/setup/connect', toConnect);
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), { ok: false, error });
  await assert.rejects(clientOf(scene).connectMachine(toConnect), { ...error, name: 'HostFault', status: 500 });
  for (const [exit, status] of [
    [2, 400],
    [3, 409],
    [5, 503],
    [6, 503],
  ] as const) {
    scene.next.setup = async () => ({ kind: 'refused', exit, error });
    assert.equal((await scene.post('/api/setup/test', toTest)).status, status);
  }
});

test('a body that says something else than the contract names the field and reaches nobody', async () => {
  const scene = apiScene();
  const wrong: readonly (readonly [path: string, body: unknown, field: string | null])[] = [
    ['test', {}, null],
    ['test', [], null],
    ['test', null, null],
    ['test', { language: 'en', project: null }, null],
    ['test', { language: 'en', place: folder }, 'project'],
    ['test', { ...toTest, project: 7 }, 'project'],
    ['test', { ...toTest, project: 'a\nb' }, 'project'],
    ['test', { ...toTest, language: 'fr' }, null],
    ['test', { ...toTest, home: '/root' }, null],
    ['test', { ...toTest, passphrase }, null],
    ['test', { ...toTest, place: { kind: 'ftp', folder: 'x' } }, null],
    ['test', { ...toTest, place: { kind: 'folder' } }, 'folder'],
    ['test', { ...toTest, place: { kind: 'folder', folder: '/a\0b' } }, 'folder'],
    ['test', { ...toTest, place: { kind: 'folder', folder: `/${'a'.repeat(5_000)}` } }, 'folder'],
    ['test', { ...toTest, place: { ...folder, bucket: 'x' } }, null],
    ['test', { ...toTest, place: { ...bucket, bucket: null } }, 'bucket'],
    ['test', { ...toTest, place: { ...bucket, endpoint: 'https://a\r\nb' } }, 'endpoint'],
    ['test', { ...toTest, place: { ...bucket, region: 4 } }, 'region'],
    ['test', { ...toTest, place: { ...bucket, createBucket: 'yes' } }, null],
    ['test', { ...toTest, place: { ...bucket, keys: { accessKeyId } } }, 'secretAccessKey'],
    ['test', { ...toTest, place: { ...bucket, keys: { accessKeyId, secretAccessKey, token: 'x' } } }, null],
    ['test', { ...toTest, place: { ...bucket, keys: { accessKeyId: 'a\tb', secretAccessKey } } }, 'accessKeyId'],
    ['plan', toTest, 'label'],
    ['plan', { ...toConnect, encryption: 'rot13' }, 'encryption'],
    ['plan', { ...toConnect, passphrase: 7 }, 'passphrase'],
    ['plan', { ...toConnect, passphrase: 'x'.repeat(5_000) }, 'passphrase'],
    ['connect', { ...toConnect, reconnect: 1 }, 'reconnect'],
    ['connect', { ...toConnect, label: 'x'.repeat(101) }, 'label'],
    ['connect', { ...toConnect, source: '/etc/passwd' }, null],
  ];
  for (const [path, body, field] of wrong) {
    const response = await scene.post(`/api/setup/${path}`, body);
    const text = await response.text();
    assert.equal(response.status, 400, `${path} ${JSON.stringify(body)}`);
    assert.equal(JSON.parse(text).error.field, field, `${path} ${JSON.stringify(body)}: ${text}`);
    for (const secret of secrets) assert.ok(!text.includes(secret), text);
  }
  assert.deepEqual(scene.asked, []);
});

test('what is no JSON, too large, or asked by another method is refused as everywhere', async () => {
  const { post, ask, asked } = apiScene();
  assert.equal((await faultOf(await post('/api/setup/test', `{"passphrase":"${passphrase}`))).code, 'body-not-json');
  const large = { ...toConnect, label: 'x'.repeat(70_000) };
  assert.deepEqual(await faultOf(await post('/api/setup/connect', large)), { status: 413, code: 'body-too-large' });
  assert.equal((await faultOf(await post('/api/setup/plan', toConnect, { 'content-type': 'text/plain' }))).status, 415);
  assert.equal((await faultOf(await ask('/api/setup/connect'))).status, 405);
  assert.equal((await faultOf(await post('/api/setup', toTest))).status, 405);
  assert.equal((await faultOf(await post('/api/setup/undo', toTest))).status, 404);
  assert.equal((await ask('/api/setup', { headers: { authorization: 'Bearer nobody' } })).status, 401);
  const stranger = { authorization: 'Bearer nobody' };
  assert.equal((await faultOf(await post('/api/setup/connect', toConnect, stranger))).status, 401);
  assert.deepEqual(asked, []);
});

test('passphrase and keys are in no answer, log or event, however it ends', async () => {
  const scene = apiScene();
  const seen: string[] = [];
  scene.events.listen((sent) => void seen.push(JSON.stringify(sent)));
  const ends: (() => ReturnType<typeof scene.next.setup>)[] = [
    async () => ({ kind: 'told', answer: document() }),
    // What the contract does not know stays inside, whoever put it there.
    async () => ({ kind: 'told', answer: { ...document(), request: toConnect } }),
    async () => ({ kind: 'told', answer: { ok: true, passphrase } as never }),
    async () => Promise.reject(fail('home-busy', { home: '/home/x' })),
    async () => Promise.reject(new Error(`what it worked with: ${secrets.join(' ')}`)),
  ];
  for (const end of ends) {
    scene.next.setup = end;
    for (const step of ['plan', 'connect']) seen.push(await (await scene.post(`/api/setup/${step}`, toConnect)).text());
  }
  const all = [...seen, inspect(scene.logged, { depth: 20 })].join('\n');
  for (const secret of secrets) assert.ok(!all.includes(secret), secret);
  assert.equal(scene.logged.length, 2);
  assert.equal(scene.events.newest(), apiScene().events.newest(), 'no event was kept');
});

test('a page that goes away ends a look and a plan, and does not stop a machine that is being connected', async () => {
  const scene = apiScene();
  const signals: AbortSignal[] = [];
  scene.next.setup = (_ask, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  const [page, host] = [new AbortController(), new AbortController()];
  const info = { remote: '127.0.0.1', closing: host.signal };
  const headers = { authorization: `Bearer ${rightToken}`, 'content-type': 'application/json' };
  for (const [step, body] of Object.entries({ test: toTest, plan: toConnect, connect: toConnect })) {
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal: page.signal };
    void scene.handler(new Request(`${base}/api/setup/${step}`, init), info);
  }
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  page.abort();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true, false],
  );
  host.abort();
  assert.equal(signals.at(2)?.aborted, true);
});

test('more machines than one are not connected at once', async () => {
  const scene = apiScene();
  scene.next.setup = () => new Promise(() => {});
  for (let asks = 0; asks < 4; asks += 1) void scene.post('/api/setup/test', toTest);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  assert.equal((await faultOf(await scene.post('/api/setup/test', toTest))).code, 'commands-too-many');
});
