import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { panelFiles, panelPolicy } from '../../../core/host/api/panel-files.ts';
import { apiScene, base, faultOf, hostStatus } from './api-scene.ts';

const page = '<!doctype html><title>panel</title>';
const browser = { accept: 'text/html,*/*' };

test('the panel comes with its policy, types and length, to anybody who may reach the port', async (t) => {
  const { get } = await panelScene(t);
  const response = await get('/');
  assert.equal(await response.text(), page);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(response.headers.get('content-length'), String(page.length));
  assert.equal(response.headers.get('content-security-policy'), panelPolicy);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(response.headers.get('cache-control'), 'no-cache');
  assert.equal((await get('/icon.svg')).headers.get('content-type'), 'image/svg+xml');
});

test('the policy lets nothing in from elsewhere and nothing inline', () => {
  assert.doesNotMatch(panelPolicy, /unsafe|\*|https?:/);
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
    assert.ok(panelPolicy.includes(rule), rule);
});

test('what is named after its content is kept for ever, and an unchanged page is not sent again', async (t) => {
  const { get } = await panelScene(t);
  assert.match((await get('/assets/app-1a2b3c4d.js')).headers.get('cache-control') ?? '', /immutable/);
  const first = await get('/');
  const again = await get('/', { 'if-none-match': first.headers.get('etag') ?? '' });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), '');
});

test('a large file comes whole, block by block', async (t) => {
  const { get, folder } = await panelScene(t);
  const bytes = Buffer.alloc(300_000, 'abcdefg');
  await writeFile(join(folder, 'large.txt'), bytes);
  assert.ok(Buffer.from(await (await get('/large.txt')).arrayBuffer()).equals(bytes));
});

test('a file that shrinks while it is sent ends the connection instead of passing for whole', async (t) => {
  const { scene, folder } = await panelScene(t);
  const path = join(folder, 'large.txt');
  await writeFile(path, Buffer.alloc(300_000));
  let cuts = 0;
  const request = new Request(`${base}/large.txt`);
  const response = await scene.handler(request, { remote: '', cutOff: () => (cuts += 1) });
  const reader = response.body?.getReader() ?? assert.fail();
  await reader.read();
  await truncate(path, 70_000);
  while (!(await reader.read()).done);
  assert.equal(cuts, 1);
});

test('a reader who leaves in the middle leaves no file open', { skip: process.platform !== 'linux' }, async (t) => {
  const { get, folder } = await panelScene(t);
  await writeFile(join(folder, 'large.txt'), Buffer.alloc(300_000));
  const reader = (await get('/large.txt')).body?.getReader() ?? assert.fail();
  await reader.read();
  await reader.cancel();
  for (const path of ['/', '/icon.svg']) await (await get(path, { 'if-none-match': 'x' })).text();
  assert.deepEqual(await openFilesUnder(folder), []);
});

test('a view of the panel answers a browser by its address, and nobody else', async (t) => {
  const { get } = await panelScene(t);
  assert.equal(await (await get('/force-push', browser)).text(), page);
  assert.deepEqual(await faultOf(await get('/force-push')), { status: 404, code: 'not-found' });
  assert.equal((await get('/none.js', browser)).status, 404);
});

test('nothing outside the folder, hidden in it, or no plain file is answered', async (t) => {
  const { get, folder } = await panelScene(t);
  await writeFile(join(folder, '..', 'secret.txt'), 'secret');
  await symlink(join(folder, '..', 'secret.txt'), join(folder, 'link.txt'));
  await symlink('/', join(folder, 'root'));
  await symlink(join(folder, '..'), join(folder, 'up'));
  await writeFile(join(folder, '.env'), 'secret');
  await mkdir(join(folder, 'folder.txt'));
  execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
  const paths = [
    '/link.txt',
    '/root/etc/hostname.txt',
    '/up/secret.txt',
    '/.env',
    '/folder.txt',
    '/folder.txt/',
    '/pipe.txt',
  ];
  const tricks = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/icon.svg%00.html',
    '//secret.txt',
    '/%',
    '/assets',
  ];
  for (const path of [...paths, ...tricks]) {
    const response = await get(path);
    assert.ok(!(await response.clone().text()).includes('secret'), path);
    assert.ok([400, 404].includes((await faultOf(response)).status), path);
  }
});

test('a link within the folder is followed', async (t) => {
  const { get, folder } = await panelScene(t);
  await symlink('icon.svg', join(folder, 'same.svg'));
  assert.equal((await get('/same.svg')).status, 200);
});

test('a folder that is itself reached by a link, or goes away, does no harm', async (t) => {
  const { folder } = await panelScene(t);
  const link = join(folder, '..', 'linked');
  await symlink(folder, link);
  const scene = apiScene({ panel: panelFiles(link) });
  const get = (path: string) => scene.handler(new Request(base + path), { remote: '' });
  assert.equal(await (await get('/')).text(), page);
  await rm(link);
  assert.equal((await get('/icon.svg')).status, 404);
  assert.match(await (await get('/')).text(), /Membridge is running/, 'the plain page stands in');
});

test('HEAD tells the length and sends nothing', async (t) => {
  const { scene } = await panelScene(t);
  const response = await scene.handler(new Request(`${base}/`, { method: 'HEAD' }), { remote: '' });
  assert.equal(response.headers.get('content-length'), String(page.length));
  assert.equal(response.body, null);
});

test('without a panel a plain page tells the state and whence the panel comes, in English and Ukrainian', async () => {
  const scene = apiScene();
  scene.next.status = hostStatus({ state: 'offline' });
  const get = async (language: string) => {
    const headers = { 'accept-language': language };
    const response = await scene.handler(new Request(`${base}/`, { headers }), { remote: '' });
    assert.equal(response.headers.get('content-security-policy'), panelPolicy);
    return response.text();
  };
  const english = await get('de, en;q=0.5');
  assert.match(english, /lang="en"[\s\S]*Offline[\s\S]*npm run build[\s\S]*membridge status/);
  assert.doesNotMatch(english, /<script|style=|https?:|\son[a-z]+=/);
  const ukrainian = await get('uk-UA,en;q=0.9');
  assert.match(ukrainian, /lang="uk"[\s\S]*Панель тут не встановлено/);
  assert.match(await get('en;q=0.2, uk;q=0.8'), /lang="uk"/);
  assert.match(await get('uk;q=0, en'), /lang="en"/);
  assert.match(await get(''), /lang="en"/);
  assert.match(await get('\u00ff,;;q=q=;,'.repeat(300)), /lang="en"/);
});

async function panelScene(t: TestContext) {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'membridge-panel-')));
  t.after(() => rm(parent, { recursive: true }));
  const folder = join(parent, 'panel');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'app-1a2b3c4d.js'), 'export {};');
  const scene = apiScene({ panel: panelFiles(folder) });
  const get = (path: string, headers: Record<string, string> = {}) =>
    scene.handler(new Request(base + path, { headers }), { remote: '' });
  return { scene, folder, get };
}

async function openFilesUnder(folder: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder));
}
