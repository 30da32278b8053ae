import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import type { RequestInfo } from '../../../core/host/api/guard.ts';
import { hostNames } from '../../../core/host/api/guard.ts';
import { serve, type Serving } from '../../../core/host/api/server.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { apiScene, rightToken, roundEvent, type ApiScene } from './api-scene.ts';

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

const health = 'GET /health HTTP/1.1\r\nConnection: close\r\n';

const raw: readonly (readonly [about: string, text: (port: number) => string, status: number, code: string])[] = [
  ['another folder by two slashes', own('GET //etc/passwd'), 400, 'path-refused'],
  ['a climb', own('GET /../../etc/passwd'), 404, 'not-found'],
  ['an encoded climb', own('GET /%2e%2e/%2e%2e/etc/passwd'), 404, 'not-found'],
  ['an encoded slash', own('GET /..%2f..%2fetc%2fpasswd'), 400, 'path-refused'],
  ['a backslash', own('GET /..\\..\\etc\\passwd'), 400, 'request-broken'],
  ['a bad encoding', own('GET /%'), 400, 'path-refused'],
  ['an overlong encoding', own('GET /%c0%ae%c0%ae/'), 400, 'path-refused'],
  ['an encoded NUL', own('GET /a%00.html'), 400, 'path-refused'],
  [
    'the absolute form of another host',
    () => 'GET http://evil/ HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n',
    403,
    'host-foreign',
  ],
  ['the absolute form beside our own Host', own('GET http://evil/'), 403, 'host-foreign'],
  ['an absolute form that is no URL', own('GET http://[/'), 400, 'request-broken'],
  ['no path', own('OPTIONS *'), 400, 'request-broken'],
  ['a foreign Host', () => `${health}Host: evil.example\r\n\r\n`, 403, 'host-foreign'],
  ['a Host that is no host', () => `${health}Host: a b\r\n\r\n`, 400, 'request-broken'],
  ['an empty Host', () => `${health}Host:\r\n\r\n`, 400, 'request-broken'],
  ['no Host', () => `${health}\r\n`, 400, 'request-broken'],
  ['two Hosts', (port) => `${health}Host: 127.0.0.1:${port}\r\nHost: evil\r\n\r\n`, 403, 'host-foreign'],
  ['no HTTP', () => 'hello there\r\n\r\n', 400, 'request-broken'],
  ['TLS where there is none', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'request-broken'],
  ['a method that is none', own('STEAL /'), 400, 'request-broken'],
  ['a tunnel', own('CONNECT evil:443'), 405, 'method-wrong'],
  ['a trace', own('TRACE /'), 405, 'method-wrong'],
  [
    'two lengths',
    (port) => own('POST /api/wake', 'Content-Length: 1\r\nContent-Length: 2\r\n')(port),
    400,
    'request-broken',
  ],
  [
    'a length and chunks',
    own('POST /api/wake', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'),
    400,
    'request-broken',
  ],
  ['a header of 40 kB', own('GET /health', `X-A: ${'a'.repeat(40_000)}\r\n`), 431, 'header-too-large'],
  ['a path of 12 kB', own(`GET /${'a'.repeat(12_000)}`), 400, 'path-refused'],
  ['an expectation', own('GET /health', 'Expect: miracles\r\n'), 400, 'request-broken'],
  ['a header split by a line feed', own('GET /health', 'X-A: b\nSet: c\r\n'), 400, 'request-broken'],
];
for (const [about, text, status, code] of raw) {
  test(`${about} over a raw socket is answered with ${code}, and the next request works`, async (t) => {
    const { serving, scene } = await servingScene(t);
    const answer = await exchange(serving.port, text(serving.port));
    assert.equal(answer.status, about === 'an expectation' ? 417 : status, answer.body);
    assert.match(answer.headers, /content-type: application\/json/i);
    const { ok, error } = JSON.parse(answer.body) as { ok: boolean; error: { code: string } };
    assert.deepEqual({ ok, code: error.code }, { ok: false, code });
    assert.doesNotMatch(answer.body, /\bat .*:\d+:\d+|node_modules|root:/);
    assert.equal((await exchange(serving.port, own('GET /health')(serving.port))).status, 200);
    assert.deepEqual(scene.logged, []);
  });
}

test('10 MB to the API are refused, while they come, with and without the token', async (t) => {
  const { serving } = await servingScene(t);
  const body = 'x'.repeat(10_000_000);
  const url = `http://127.0.0.1:${serving.port}/api/wake`;
  const headers = { 'content-type': 'application/json' };
  const statuses = [];
  for (const token of [{}, { authorization: `Bearer ${rightToken}` }]) {
    const response = await fetch(url, { method: 'POST', headers: { ...headers, ...token }, body });
    statuses.push(response.status);
    assert.equal(((await response.json()) as { ok: boolean }).ok, false);
  }
  assert.deepEqual(statuses, [401, 413]);
});

test('headers that come a letter at a time are cut off in JSON', async (t) => {
  const { serving } = await servingScene(t, { headersMs: 100 });
  const answer = await exchange(serving.port, `${health}Host: 127.0`);
  assert.equal(answer.status, 408);
  assert.match(answer.body, /request-slow/);
});

test('many that connect and say nothing hold up nobody', async (t) => {
  const { serving } = await servingScene(t, { headersMs: 100 });
  const silent = Array.from({ length: 60 }, () => connect(serving.port, '127.0.0.1').resume());
  const closed = silent.map((socket) => new Promise((resolve) => socket.on('error', () => {}).once('close', resolve)));
  assert.equal((await exchange(serving.port, own('GET /health')(serving.port))).status, 200);
  await Promise.all(closed);
});

test('a port that is taken is passed over, and one without a next is told', async (t) => {
  const { serving: first } = await servingScene(t);
  const { serving: second } = await servingScene(t, { port: first.port });
  assert.ok(second.port > first.port && second.port <= first.port + 50, `${first.port} ${second.port}`);
  const blocker = createServer().listen({ host: '127.0.0.1', port: 0 });
  t.after(() => blocker.close());
  const nowhere = serve(apiScene().handler, { address: '192.0.2.1', port: first.port, clock: systemClock });
  await assert.rejects(nowhere, { code: 'EADDRNOTAVAIL' });
});

test('who asks is known by the address', async (t) => {
  const seen: RequestInfo[] = [];
  const serving = await serve(
    async (_request, info) => {
      seen.push(info);
      return new Response('');
    },
    { address: '127.0.0.1', port: 0, clock: systemClock },
  );
  t.after(() => serving.close(0));
  await exchange(serving.port, own('GET /')(serving.port));
  assert.equal(seen[0]?.remote, '127.0.0.1');
});

test('a server with open streams closes at once: it does not come to the time that it is given', async (t) => {
  // Time stands still for the server: only streams that end by themselves let it close.
  const { serving, scene } = await servingScene(t, {
    clock: fakeClock({ sleep: 'when-told' }),
    keepAliveMs: 3_600_000,
    closes: false,
  });
  const streams = ['GET /api/events', 'GET /api/events', 'POST /api/aside'].map((line) => opened(serving.port, line));
  for (const { first } of streams) await first;
  const idle = opened(serving.port, 'GET /api/status');
  await idle.first;
  await serving.close(60_000);
  for (const { closed } of [...streams, idle]) await closed;
  assert.deepEqual(scene.asked, ['aside', 'over']);
  assert.equal(scene.beating(), false);
  await assert.rejects(exchange(serving.port, own('GET /health')(serving.port)));
});

test('a command that will not end is cut when the time is over', async (t) => {
  const { serving, scene } = await servingScene(t, { closes: false });
  let isTold = false;
  const began = Promise.withResolvers<void>();
  scene.next.command = (_argv, signal) => {
    signal.addEventListener('abort', () => (isTold = true));
    began.resolve();
    return new Promise(() => {});
  };
  const body = '{"argv":["sync"]}';
  const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  const { closed } = opened(serving.port, 'POST /api/commands', headers, body);
  await began.promise;
  await serving.close(20);
  await closed;
  assert.equal(isTold, true);
});

test('a reader over a socket that stops reading is cut off, and its memory is given back', async (t) => {
  const { serving, scene } = await servingScene(t);
  const { socket, first, closed } = opened(serving.port, 'GET /api/events');
  await first;
  socket.pause();
  const long = 'x'.repeat(20_000);
  let sent = 0;
  for (; scene.beating() && sent < 20_000; sent += 1) {
    scene.events.append({ kind: 'round', data: roundEvent(sent, long) });
    if (sent % 50 === 0) await new Promise(setImmediate);
  }
  assert.equal(scene.beating(), false, 'nobody cut it off');
  socket.resume();
  await closed;
  assert.equal((await exchange(serving.port, own('GET /health')(serving.port))).status, 200);
});

test('to stand aside ends when the process that asked is gone', async (t) => {
  const { serving, scene } = await servingScene(t);
  const { socket, first } = opened(serving.port, 'POST /api/aside');
  await first;
  assert.deepEqual(scene.asked, ['aside']);
  socket.destroy();
  while (scene.asked.length < 2) await new Promise(setImmediate);
  assert.deepEqual(scene.asked, ['aside', 'over']);
});

test('other parts of the process keep their own Request and Response', async (t) => {
  const before = [globalThis.Request, globalThis.Response];
  await servingScene(t);
  assert.deepEqual([globalThis.Request, globalThis.Response], before);
});

interface Wishes {
  readonly port?: number;
  readonly headersMs?: number;
  readonly keepAliveMs?: number;
  readonly clock?: Parameters<typeof serve>[1]['clock'];
  readonly closes?: boolean;
}

async function servingScene(
  t: TestContext,
  { port = 0, clock = systemClock, closes = true, ...limits }: Wishes = {},
): Promise<{ serving: Serving; scene: ApiScene }> {
  let serving: Serving | null = null;
  const scene = apiScene({ hostsAllowed: () => hostNames(serving?.port ?? 0) });
  serving = await serve(scene.handler, { address: '127.0.0.1', port, clock, ...limits });
  const { close } = serving;
  if (closes) t.after(() => close(0));
  return { serving, scene };
}

/** A request with our own Host that closes afterwards. */
function own(line: string, headers = ''): (port: number) => string {
  return (port) => `${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${headers}\r\n`;
}

/** Sends bytes and reads until the other side closes. */
async function exchange(port: number, text: string): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (block: string) => (received += block));
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve()).once('error', (error) => (received === '' ? reject(error) : resolve()));
  });
  socket.write(Buffer.from(text, 'latin1'));
  await closed;
  socket.destroy();
  const [head = '', ...rest] = received.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), headers: head, body: rest.join('\r\n\r\n') };
}

/** A connection with the token that stays open; `first` resolves with the first bytes of the answer. */
function opened(
  port: number,
  line: string,
  headers = '',
  body = '',
): { socket: Socket; first: Promise<unknown>; closed: Promise<unknown> } {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const first = new Promise((resolve) => socket.once('data', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const own = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${rightToken}\r\n`;
  socket.write(`${line} HTTP/1.1\r\n${own}${headers}\r\n${body}`);
  return { socket, first, closed };
}
