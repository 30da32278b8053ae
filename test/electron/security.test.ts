/** Electron's own list for secure programs, point by point: what the real shell does, seen over the stand-in, or why a point is none of ours. */
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHost, readToken } from '../../core/host/host-file.ts';
import { place } from '../integration/host/place.ts';
import { waitFor } from '../support/host-program.ts';
import { shellProgram, type ShellProgram } from './shell-program.ts';
import type { Seen } from './stand-in/desk.ts';

const root = join(import.meta.dirname, '../..');

interface Sight {
  readonly shell: ShellProgram;
  readonly seen: Seen;
  /** Of its one window. */
  readonly web: Readonly<Record<string, unknown>>;
  /** All of electron/, without comments. */
  readonly source: string;
}

type Point = readonly [
  number: number,
  what: string,
  proof: ((sight: Sight) => void | Promise<void>) | { readonly reason: string },
];

const points: readonly Point[] = [
  [
    1,
    'only secure content is loaded',
    ({ seen, source }) => {
      assert.deepEqual(
        seen.windows.map(({ url }) => url),
        ['app://membridge/#code=shell'],
      );
      // Where main itself asks: the host, on this machine alone, at the address of its file.
      assert.deepEqual(source.match(/https?:\/\/[^\s`'"]*/g), ['http://${address}:${host.port}${path}']);
    },
  ],
  [
    2,
    'no Node for pages',
    ({ web }) => {
      for (const name of ['nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'])
        assert.equal(web[name], false, name);
    },
  ],
  [3, 'contexts are isolated', ({ web }) => assert.equal(web['contextIsolation'], true)],
  [
    4,
    'every process of a page is in a sandbox',
    ({ web, seen }) => {
      assert.equal(web['sandbox'], true);
      assert.ok(seen.calls.includes('app.enableSandbox'));
    },
  ],
  [
    5,
    'pages are given no permission but to copy',
    async ({ shell }) => {
      const given = async (permission: string) => shell.do<boolean[]>({ kind: 'permission', permission });
      for (const permission of [
        'media',
        'geolocation',
        'notifications',
        'clipboard-read',
        'openExternal',
        'fullscreen',
        'hid',
        'unknown',
      ])
        assert.deepEqual(await given(permission), [false, false], permission);
      assert.deepEqual(await given('clipboard-sanitized-write'), [true, true]);
      assert.ok((await shell.look()).calls.includes('setDevicePermissionHandler false'));
    },
  ],
  [6, 'webSecurity is on', ({ web }) => assert.equal(web['webSecurity'], true)],
  [
    7,
    'a policy allows scripts, styles and questions of our own origin only',
    async ({ shell }) => {
      const { headers } = await ask(shell, '/');
      const policy = headers['content-security-policy'] ?? '';
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ])
        assert.ok(policy.split('; ').includes(rule), `${rule}: ${policy}`);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    },
  ],
  [8, 'no insecure content beside', ({ web }) => assert.equal(web['allowRunningInsecureContent'], false)],
  [9, 'no experimental features', ({ web }) => assert.equal(web['experimentalFeatures'], false)],
  [
    10,
    'no Blink features by name',
    ({ web, source }) => {
      assert.equal('enableBlinkFeatures' in web, false);
      assert.doesNotMatch(source, /enableBlinkFeatures|appendSwitch/);
    },
  ],
  [11, 'webview: none', ({ web }) => assert.equal(web['webviewTag'], false)],
  [
    12,
    'webview: one that a page makes all the same is refused',
    async ({ shell }) => assert.equal(await going(shell, 'will-attach-webview', 'app://membridge/'), 'refused'),
  ],
  [
    13,
    'a page goes nowhere else',
    async ({ shell }) => {
      const elsewhere = [
        'https://example.org/',
        'file:///etc/passwd',
        'app://other/',
        'app://membridge.evil/',
        'javascript:1',
        'data:text/html,x',
      ];
      for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
        for (const url of elsewhere) assert.equal(await going(shell, event, url), 'refused', `${event} ${url}`);
        assert.equal(await going(shell, event, 'app://membridge/conflicts'), 'allowed', event);
      }
    },
  ],
  [
    14,
    'no new windows',
    async ({ shell }) => {
      for (const url of ['https://example.org/', 'app://membridge/', 'about:blank'])
        assert.equal(await going(shell, 'window-open', url), 'refused', url);
    },
  ],
  [
    15,
    'nothing is handed to other programs',
    ({ source }) => assert.doesNotMatch(source, /openExternal|openPath|shell\.open/),
  ],
  [
    16,
    'a current Electron, pinned',
    async () => {
      const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
        devDependencies: Record<string, string>;
      };
      assert.match(devDependencies['electron'] ?? '', /^(?:4[5-9]|[5-9]\d)\.\d+\.\d+$/);
    },
  ],
  [
    17,
    'senders of messages are checked: there are no messages',
    ({ source, web }) => {
      assert.doesNotMatch(source, /ipcMain|webContents\.send|MessageChannelMain/);
      assert.equal('preload' in web, false);
    },
  ],
  [
    18,
    'a scheme of our own, not file:',
    async ({ source, seen }) => {
      assert.doesNotMatch(source, /loadFile|file:\/\//);
      const declared = seen.calls.find((call) => call.startsWith('protocol.registerSchemesAsPrivileged')) ?? '';
      assert.match(declared, /"scheme":"app"/);
      assert.doesNotMatch(declared, /bypassCSP|allowServiceWorkers|corsEnabled|allowExtensions/);
    },
  ],
  [19, 'fuses', { reason: 'they are set in the packaged program; here is none' }],
  [
    20,
    'no API of Electron for pages',
    ({ source, web }) => {
      assert.doesNotMatch(source, /contextBridge|ipcRenderer|executeJavaScript/);
      assert.equal('preload' in web, false);
    },
  ],
];

test("Electron's list is met, point by point", async (t) => {
  const { home, env } = await place(t, { memory: false });
  const shell = await shellProgram(t, { home, env });
  const seen = await shell.until('a window', ({ windows }) => windows.length === 1);
  const web = seen.windows[0]?.options['webPreferences'] as Sight['web'];
  const sight = { shell, seen, web, source: await shellSource() };
  assert.deepEqual(
    points.map(([number]) => number),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  for (const [number, what, proof] of points) {
    if (typeof proof === 'function') await t.test(`${number}: ${what}`, () => proof(sight));
    else t.diagnostic(`${number}: ${what}: ${proof.reason}`);
  }

  await t.test('the token of the host never reaches the page, and the page needs none of its own', async () => {
    await waitFor('a host', async () => (await readHost(home)) !== null);
    const running = await readHost(home);
    const token = running === null ? null : await readToken(running);
    assert.ok(token !== null && token.length > 20);
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"code":"shell"}' };
    const session = await ask(shell, '/api/session', post);
    assert.deepEqual(JSON.parse(session.text), { ok: true, token: 'shell' });
    await waitFor('an answer of the host', async () => (await ask(shell, '/api/status')).status === 200);
    const status = await ask(shell, '/api/status', { headers: { authorization: 'Bearer wrong' } });
    assert.equal(status.status, 200);
    for (const { text, headers } of [session, status, await ask(shell, '/'), await ask(shell, '/health')])
      assert.ok(!`${text}${JSON.stringify(headers)}`.includes(token));
    assert.doesNotMatch(JSON.stringify(await shell.look()), new RegExp(token));
  });

  await t.test('nobody but our own page is answered, and no path leads out of the panel', async () => {
    assert.equal((await ask(shell, '/api/status', { headers: { origin: 'https://example.org' } })).status, 403);
    assert.equal((await ask(shell, '/api/status', { headers: { origin: 'app://membridge' } })).status, 200);
    assert.notEqual((await shell.do<Answered>({ kind: 'fetch', url: 'app://other/', init: {} })).status, 200);
    // What is the app's own is asked of it in one form alone.
    const change = (body: string, more: object = {}) =>
      ask(shell, '/api/app', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...more },
        body,
      });
    assert.equal((await change('{"startsAtLogin":true}', { origin: 'https://example.org' })).status, 403);
    for (const body of ['', '{}', '{"startsAtLogin":"yes"}', '{"startsAtLogin":true,"command":["x"]}', '[]'])
      assert.equal((await change(body)).status, 400, body);
    assert.equal((await ask(shell, '/api/app', { method: 'DELETE' })).status, 405);
    assert.deepEqual(JSON.parse((await ask(shell, '/api/app')).text), { ok: true, startsAtLogin: false });
    for (const path of [
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/.git/config',
      '//etc/passwd',
      '/a\\b',
    ])
      assert.doesNotMatch((await ask(shell, path)).text, /"name": "membridge"|root:|\[core\]/, path);
  });

  await t.test('without a host the page is there, and what it asks is as on a network that is down', async () => {
    process.kill((await shell.look()).pids[0] ?? 0, 'SIGSTOP');
    assert.equal((await ask(shell, '/')).status, 200);
    process.kill((await shell.look()).pids[0] ?? 0, 'SIGKILL');
    await waitFor('nobody to answer', async () => (await ask(shell, '/api/status')).status === 0);
    assert.equal((await ask(shell, '/')).status, 200);
  });
  await shell.do({ kind: 'press', menu: 'app', labels: ['Membridge', 'Quit Membridge'] });
  assert.equal(await shell.ended(), 0, shell.stderr());
});

interface Answered {
  /** 0: a network that is down. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

function ask(shell: ShellProgram, path: string, init: RequestInit = {}): Promise<Answered> {
  return shell.do<Answered>({ kind: 'fetch', url: `app://membridge${path}`, init });
}

function going(shell: ShellProgram, event: string, url: string): Promise<unknown> {
  return shell.do({ kind: 'navigate', event, url });
}

async function shellSource(): Promise<string> {
  const texts: string[] = [];
  for await (const path of glob('electron/*.ts', { cwd: root })) texts.push(await readFile(join(root, path), 'utf8'));
  assert.ok(texts.length > 20);
  return texts.join('\n').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
