import assert from 'node:assert/strict';
import test from 'node:test';
import { fail } from '../../../core/model/errors.ts';
import { apiScene, base, faultOf, hostStatus, rightToken } from './api-scene.ts';

const strangers: readonly (readonly [about: string, headers: Record<string, string>])[] = [
  ['no token', {}],
  ['a wrong token', { authorization: `Bearer ${rightToken}0` }],
  ['the beginning of the token', { authorization: `Bearer ${rightToken.slice(0, -1)}` }],
  ['an empty token', { authorization: 'Bearer ' }],
  ['another scheme', { authorization: `Basic ${rightToken}` }],
  ['the token as a cookie', { cookie: `token=${rightToken}` }],
];
for (const [about, headers] of strangers) {
  test(`with ${about} every path of the API says 401, known or not, whatever the method`, async () => {
    const { handler, asked } = apiScene();
    const paths = [
      '/api',
      '/api/',
      '/api/status',
      '/api/none',
      '/api/commands',
      '/api/session',
      '/API/status',
      '/api%2fstatus',
    ];
    for (const path of [
      ...paths,
      '/%61pi/status',
      '//api/status',
      '/api/%00',
      '/api/../api/status',
      '/x/%2e%2e/api/wake',
    ]) {
      for (const method of ['GET', 'OPTIONS', 'DELETE']) {
        const response = await handler(new Request(base + path, { method, headers }), { remote: `${path} ${method}` });
        const { status, code } = await faultOf(response);
        assert.equal(status, 401, `${method} ${path}: ${code}`);
        assert.match(code, /^token-(missing|wrong)$/);
      }
    }
    assert.deepEqual(asked, []);
  });
}

test('the token in the address opens nothing', async () => {
  const { handler } = apiScene();
  const response = await handler(new Request(`${base}/api/status?token=${rightToken}`), { remote: '' });
  assert.deepEqual(await faultOf(response), { status: 401, code: 'token-missing' });
});

test('with the token the state comes as the contract says, and nothing keeps it', async () => {
  const { ask, next } = apiScene();
  const response = await ask('/api/status');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), next.status);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

test('a page that a name was bound anew for cannot ask, even with the token', async () => {
  const { ask, asked } = apiScene();
  for (const host of [
    'evil.example',
    'evil.example:47780',
    '127.0.0.1',
    '127.0.0.1:47781',
    'localhost:80',
    '127.0.0.1:47780.evil',
  ])
    assert.deepEqual(await faultOf(await ask('/api/resume', { method: 'POST', headers: { host } })), {
      status: 403,
      code: 'host-foreign',
    });
  assert.deepEqual(asked, []);
});

test('a foreign Host gets neither health nor the panel', async () => {
  const { handler } = apiScene();
  for (const path of ['/', '/health', '/plain.css']) {
    const response = await handler(new Request(base + path, { headers: { host: 'evil.example:47780' } }), {
      remote: '',
    });
    assert.deepEqual(await faultOf(response), { status: 403, code: 'host-foreign' });
  }
});

test('a request in absolute form to another host is refused, whatever its Host header says', async () => {
  const { handler } = apiScene();
  const headers = { host: '127.0.0.1:47780', authorization: `Bearer ${rightToken}` };
  const response = await handler(new Request('http://evil.example/api/status', { headers }), { remote: '' });
  assert.deepEqual(await faultOf(response), { status: 403, code: 'host-foreign' });
});

test('every name of loopback is ours, with its port', async () => {
  const { handler } = apiScene();
  for (const host of ['127.0.0.1:47780', 'localhost:47780', 'LOCALHOST:47780', '[::1]:47780']) {
    const request = new Request(`http://${host}/api/status`, {
      headers: { host, authorization: `Bearer ${rightToken}` },
    });
    assert.equal((await handler(request, { remote: '' })).status, 200, host);
  }
});

test('a page of another origin cannot ask, and our own can', async () => {
  const { ask } = apiScene();
  for (const origin of [
    'null',
    'http://evil.example',
    'http://127.0.0.1:47781',
    'https://127.0.0.1:47780',
    'http://localhost:47780',
  ])
    assert.equal((await faultOf(await ask('/api/status', { headers: { origin } }))).code, 'origin-foreign', origin);
  assert.equal((await ask('/api/status', { headers: { origin: base } })).status, 200);
});

test('what a browser marks as coming from another site is refused, but a link may open the page', async () => {
  const { ask } = apiScene();
  for (const site of ['cross-site', 'same-site'])
    assert.equal(
      (await faultOf(await ask('/api/status', { headers: { 'sec-fetch-site': site } }))).code,
      'origin-foreign',
    );
  for (const site of ['same-origin', 'none'])
    assert.equal((await ask('/api/status', { headers: { 'sec-fetch-site': site } })).status, 200);
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  assert.equal((await ask('/', { headers: link })).status, 200);
  assert.equal(
    (await faultOf(await ask('/', { headers: { ...link, 'sec-fetch-dest': 'iframe' } }))).code,
    'origin-foreign',
  );
});

test('no answer of any kind lets another origin in', async () => {
  const { ask } = apiScene();
  const responses = [
    await ask('/api/status', { headers: { origin: base } }),
    await ask('/api/status', { method: 'OPTIONS', headers: { origin: base, 'access-control-request-method': 'GET' } }),
    await ask('/'),
    await ask('/health'),
  ];
  for (const { headers } of responses)
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.startsWith('access-control-')),
      [],
    );
  assert.deepEqual(await faultOf(responses[1] ?? assert.fail()), { status: 405, code: 'method-wrong' });
});

test('an unknown path is 404, and a known one with another method 405, with the token', async () => {
  const { ask } = apiScene();
  assert.deepEqual(await faultOf(await ask('/api/none')), { status: 404, code: 'not-found' });
  const wrong = await ask('/api/wake');
  assert.equal(wrong.headers.get('allow'), 'POST');
  assert.deepEqual(await faultOf(wrong), { status: 405, code: 'method-wrong' });
  assert.equal((await ask('/api/events', { method: 'HEAD' })).status, 405);
  assert.equal((await faultOf(await ask('/health', { method: 'POST' }))).code, 'method-wrong');
});

test('a wake, a pause and a resume reach the host', async () => {
  const { post, asked } = apiScene();
  assert.equal((await post('/api/wake', { reason: 'hook-stop' })).status, 200);
  assert.equal((await post('/api/pause', { forMs: 60_000 })).status, 200);
  assert.equal((await post('/api/pause', { forMs: null })).status, 200);
  assert.equal((await post('/api/resume', {})).status, 200);
  assert.deepEqual(asked, [{ wake: 'hook-stop' }, { pause: 60_000 }, { pause: null }, 'resume']);
});

test('a wake that waits is answered when the look has ended', async () => {
  const { post, next } = apiScene();
  const look = Promise.withResolvers<void>();
  next.wake = () => look.promise;
  let isAnswered = false;
  const answer = post('/api/wake', { reason: 'hook-session-start', waitMs: 1_500 }).then((response) => {
    isAnswered = true;
    return response.status;
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  assert.equal(isAnswered, false);
  look.resolve();
  assert.equal(await answer, 200);
});

test('a wake that waits is answered when its time is over, the look going on', async () => {
  const { post, next, clock } = apiScene();
  next.wake = () => new Promise(() => {});
  const answer = post('/api/wake', { reason: 'hook-session-start', waitMs: 1_500 });
  while (clock.sleepers() === 0) await new Promise(setImmediate);
  await clock.advance(1_500);
  assert.equal((await answer).status, 200);
});

test('a look that fails is told to the log, not to whoever woke the host', async () => {
  const { post, next, logged } = apiScene();
  next.wake = () => Promise.reject(new Error('boom'));
  assert.equal((await post('/api/wake', { reason: 'person', waitMs: 100 })).status, 200);
  assert.equal(logged.length, 1);
});

const wrongBodies: readonly (readonly [about: string, body: string, status: number, code: string])[] = [
  ['no JSON', '{"reason":', 400, 'body-not-json'],
  ['nothing', '', 400, 'body-not-json'],
  ['a list', '[]', 400, 'body-invalid'],
  ['null', 'null', 400, 'body-invalid'],
  ['an unknown reason', '{"reason":"because"}', 400, 'body-invalid'],
  ['a field too many', '{"reason":"person","home":"/"}', 400, 'body-invalid'],
  ['a prototype', '{"__proto__":{"reason":"person"}}', 400, 'body-invalid'],
  ['deep nesting', '['.repeat(30_000), 400, 'body-not-json'],
  ['10 MB', JSON.stringify({ reason: 'x'.repeat(10_000_000) }), 413, 'body-too-large'],
  ['one byte too many', ' '.repeat(64 * 1024 + 1), 413, 'body-too-large'],
];
for (const [about, body, status, code] of wrongBodies) {
  test(`a body that is ${about} is refused with ${code}`, async () => {
    const { post, asked } = apiScene();
    assert.deepEqual(await faultOf(await post('/api/wake', body)), { status, code });
    assert.deepEqual(asked, []);
  });
}

test('a body without a length is read only as far as it may be long', async () => {
  const { ask } = apiScene();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
  assert.deepEqual(await faultOf(await ask('/api/wake', init as RequestInit)), { status: 413, code: 'body-too-large' });
  assert.ok(sent < 10, `${sent} blocks were read`);
});

test('what is not said to be JSON is not read', async () => {
  const { post } = apiScene();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])
    assert.deepEqual(await faultOf(await post('/api/wake', { reason: 'person' }, { 'content-type': type })), {
      status: 415,
      code: 'content-type-wrong',
    });
  const withCharset = { 'content-type': 'application/json; charset=utf-8' };
  assert.equal((await post('/api/wake', { reason: 'person' }, withCharset)).status, 200);
});

test('bytes that are no UTF-8 are no JSON', async () => {
  const { ask } = apiScene();
  const body = new Uint8Array([0x22, 0xff, 0xfe, 0x22]);
  const response = await ask('/api/wake', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal((await faultOf(response)).code, 'body-not-json');
});

test('a command runs as it was given and answers as it ended, also where it failed', async () => {
  const { post, asked, next } = apiScene();
  next.command = async () => ({ exitCode: 4, document: { ok: false, command: 'push' }, notes: ['a note'] });
  const response = await post('/api/commands', { argv: ['push', '--force', '--dry-run'] });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { exitCode: 4, document: { ok: false, command: 'push' }, notes: ['a note'] });
  assert.deepEqual(asked, [{ command: ['push', '--force', '--dry-run'] }]);
});

test('commands that need the person at the machine, its files or another home are refused', async () => {
  const { post, asked } = apiScene();
  const lines = [
    'init',
    'join',
    'service install',
    'service uninstall',
    'service',
    'hooks',
    'run',
    'uninstall',
    'start',
    'demo',
    'logs -f',
    'hook stop',
  ];
  const options = [
    'sync --home /root',
    'sync --home=/root',
    'push --source=/etc/passwd',
    '--home /x sync',
    'config --env-file x',
    'hooks install --home /root',
    'hooks install --yes --home=/root',
    'hooks --yes install',
    'hooks install /etc/passwd',
    'hooks install --lang',
    'hooks install --lang /etc/passwd',
    'hooks install en',
    'hooks uninstall --switch-off-python',
    'service status --system',
    'service status install',
  ];
  for (const line of [...lines, ...options, 'SYNC', ''])
    assert.equal((await faultOf(await post('/api/commands', { argv: line.split(' ') }))).code, 'command-refused', line);
  assert.deepEqual(asked, []);
});

test('hooks may be shown and changed from afar, a service only looked at', async () => {
  const { post, asked } = apiScene();
  const lines = [
    'hooks status',
    'hooks install --dry-run --lang uk',
    'hooks install --yes --switch-off-python --json --lang en',
    'hooks uninstall --yes',
    'service status --lang en',
  ];
  for (const line of lines) assert.equal((await post('/api/commands', { argv: line.split(' ') })).status, 200, line);
  assert.deepEqual(
    asked,
    lines.map((line) => ({ command: line.split(' ') })),
  );
});

test('more commands than anybody means are not queued', async () => {
  const { post, next } = apiScene();
  const gate = Promise.withResolvers<{ exitCode: number; document: {}; notes: [] }>();
  next.command = () => gate.promise;
  const waiting = Array.from({ length: 8 }, () => post('/api/commands', { argv: ['sync'] }));
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  assert.deepEqual(await faultOf(await post('/api/commands', { argv: ['sync'] })), {
    status: 429,
    code: 'commands-too-many',
  });
  gate.resolve({ exitCode: 0, document: {}, notes: [] });
  for (const each of waiting) assert.equal((await each).status, 200);
  assert.equal((await post('/api/commands', { argv: ['sync'] })).status, 200);
});

test('a command is told when the one who asked is gone', async () => {
  const { post: _, ask, next } = apiScene();
  const gone = new AbortController();
  next.command = (_argv, signal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(fail('interrupted', { during: 'a sync' }))),
    );
  const answer = ask('/api/commands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"argv":["sync"]}',
    signal: gone.signal,
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  gone.abort();
  assert.deepEqual(await faultOf(await answer), { status: 503, code: 'interrupted' });
});

test('an operating fault keeps its code, and a bug is told as unexpected and logged once', async () => {
  const { post, next, logged } = apiScene();
  next.command = async () => {
    throw fail('home-busy', { home: '/home/x' });
  };
  assert.deepEqual(await faultOf(await post('/api/commands', { argv: ['sync'] })), { status: 409, code: 'home-busy' });
  assert.deepEqual(logged, []);
  next.command = async () => {
    throw new Error(`a secret word and ${rightToken}`);
  };
  const response = await post('/api/commands', { argv: ['sync'] });
  const text = await response.clone().text();
  assert.deepEqual(await faultOf(response), { status: 500, code: 'unexpected' });
  assert.ok(!text.includes('secret') && !text.includes(rightToken));
  assert.equal(logged.length, 1);
});

test('health says only whether all is well and the state, and tells the truth', async () => {
  const { handler, next } = apiScene();
  const health = async (host: Parameters<typeof hostStatus>[0]) => {
    next.status = hostStatus(host);
    const response = await handler(new Request(`${base}/health`), { remote: '' });
    return [response.status, await response.json()];
  };
  assert.deepEqual(await health({}), [200, { ok: true, state: 'in-sync' }]);
  assert.deepEqual(await health({ state: 'offline' }), [200, { ok: true, state: 'offline' }]);
  assert.deepEqual(await health({ state: 'error' }), [503, { ok: false, state: 'error' }]);
  assert.deepEqual(await health({ state: 'pending', isStale: true }), [503, { ok: false, state: 'pending' }]);
});

test('a one-time code becomes a token of its own, once', async () => {
  const { post, ask, handler } = apiScene();
  const { code } = (await (await post('/api/codes', {})).json()) as { code: string };
  const open = () =>
    handler(
      new Request(`${base}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      }),
      { remote: '127.0.0.1' },
    );
  const first = await open();
  const { token } = (await first.json()) as { token: string };
  assert.match(token, /^[0-9a-f]{64}$/);
  assert.notEqual(token, rightToken, 'a browser never has the one that programs of this account use');
  assert.equal((await ask('/api/status', { headers: { authorization: `Bearer ${token}` } })).status, 200);
  const strange = `${token.startsWith('0') ? '1' : '0'}${token.slice(1)}`;
  assert.equal((await ask('/api/status', { headers: { authorization: `Bearer ${strange}` } })).status, 401);
  assert.equal(first.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await faultOf(await open()), { status: 401, code: 'code-wrong' });
  assert.equal((await ask('/api/status')).status, 200);
});

test('codes cannot be tried in a row, not even from many pages', async () => {
  const { handler, clock } = apiScene();
  const attempt = async (remote: string) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"code":"0000-0000-0000"}' };
    return (await faultOf(await handler(new Request(`${base}/api/session`, init), { remote }))).status;
  };
  const seen = [];
  for (let turn = 0; turn < 8; turn += 1) seen.push(await attempt('10.0.0.2'));
  assert.deepEqual(seen, [401, 401, 401, 401, 401, 429, 429, 429]);
  assert.equal(await attempt('10.0.0.3'), 401, 'another person of the house is not locked out');
  await clock.advance(5_000);
  assert.equal(await attempt('10.0.0.2'), 401);
});

test('wrong tokens are slowed down, and never lock the right one out', async () => {
  const { handler, ask } = apiScene();
  const statuses = new Set<number>();
  for (let turn = 0; turn < 40; turn += 1) {
    const request = new Request(`${base}/api/status`, { headers: { authorization: `Bearer wrong${turn}` } });
    statuses.add((await handler(request, { remote: '127.0.0.1' })).status);
  }
  assert.deepEqual([...statuses], [401, 429]);
  assert.equal((await ask('/api/status')).status, 200);
});

test('a flood of strangers does not use up what the owner may ask, and the owner has a limit too', async () => {
  const { handler, ask, clock } = apiScene();
  const stranger = async () => (await handler(new Request(`${base}/health`), { remote: '127.0.0.1' })).status;
  const seen = new Set<number>();
  for (let turn = 0; turn < 400; turn += 1) seen.add(await stranger());
  assert.deepEqual([...seen], [200, 429]);
  const owner = new Set<number>();
  for (let turn = 0; turn < 400; turn += 1) owner.add((await ask('/api/status')).status);
  assert.deepEqual([...owner], [200, 429]);
  await clock.advance(1_000);
  assert.equal((await ask('/api/status')).status, 200);
});
