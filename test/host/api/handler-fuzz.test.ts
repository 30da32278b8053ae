import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { hostNames } from '../../../core/host/api/guard.ts';
import { looksLikeApi, pathOf } from '../../../core/host/api/request-path.ts';
import { apiScene, base, port, rightToken } from './api-scene.ts';

const segment = fc.oneof(
  fc.constantFrom(
    'api',
    'API',
    '%61pi',
    'ap%69',
    'status',
    'session',
    'wake',
    'commands',
    'events',
    'aside',
    'memories',
    'health',
  ),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2e',
    '%2f',
    '%5c',
    '\\',
    '%00',
    '%',
    '%zz',
    '%c0%af',
    ';',
    '',
    'plain.css',
    'etc',
    'passwd',
  ),
  fc.string({ maxLength: 12 }),
);
const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
const query = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 30 }).map((text) => `?${text}`),
);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY');
const value = fc.oneof(
  fc.stringMatching(/^[\x20-\x7e]{0,40}$/),
  fc.constantFrom(
    '127.0.0.1:47780',
    'localhost:47780',
    'evil.example',
    base,
    'null',
    'application/json',
    'cross-site',
    'same-origin',
  ),
  fc.constantFrom('Bearer x', `Basic ${rightToken}`, `Bearer ${rightToken.slice(1)}`, `Bearer ${rightToken}, Bearer x`),
);
const guarded = [
  'authorization',
  'host',
  'origin',
  'content-type',
  'content-length',
  'sec-fetch-site',
  'sec-fetch-mode',
];
const others = [
  'x-forwarded-for',
  'x-http-method-override',
  'accept',
  'accept-language',
  'if-none-match',
  'last-event-id',
];
const name = fc.constantFrom(...guarded, ...others);
const headers = fc.dictionary(name, value, { maxKeys: 6 });
const body = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 200 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('{"code":"x"}', '{"reason":"person"}', '{"argv":["sync"]}', '{"forMs":null}'),
);

test('whatever a stranger sends, the handler answers, and never with anything but health and the page', async () => {
  const scene = apiScene();
  const opened = new Set<string>();
  await fc.assert(
    fc.asyncProperty(method, path, query, headers, body, async (method, path, query, headers, body) => {
      await scene.clock.advance(60_000);
      const request = requestOf(method, path, query, headers, body);
      if (request === null) return;
      const response = await scene.handler(request, { remote: '127.0.0.1' });
      const text = await response.text();
      assert.ok(response.status >= 200 && response.status < 600);
      assert.ok(!text.includes(rightToken) && !/\bat .*:\d+:\d+|node_modules/.test(text), text);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
      if (response.status >= 400) {
        if (text !== '' && request.method !== 'HEAD') assert.equal((JSON.parse(text) as { ok: boolean }).ok, false);
        return;
      }
      const open = pathOf(request.url);
      assert.ok(open !== null && ['/', '/health', '/plain.css'].includes(open), `${request.method} ${request.url}`);
      assert.ok(['GET', 'HEAD'].includes(request.method), request.method);
      assert.ok(!looksLikeApi(request.url));
      opened.add(open);
    }),
    { numRuns: 3_000 },
  );
  assert.deepEqual(scene.asked, []);
  assert.deepEqual(scene.logged, []);
  assert.ok(opened.has('/'), 'the fuzz never came to an open door: it tests nothing');
});

test('whatever the owner sends, the handler answers without a fault of its own', async () => {
  const scene = apiScene();
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(method, path, query, headers, body, async (method, path, query, headers, body) => {
      await scene.clock.advance(60_000);
      const own = { ...headers, authorization: `Bearer ${rightToken}`, host: hostNames(port)[0] ?? '' };
      const request = requestOf(method, path, query, { ...own, 'content-type': 'application/json' }, body);
      if (request === null) return;
      const response = await scene.handler(request, { remote: '127.0.0.1' });
      statuses.add(response.status);
      await response.body?.cancel();
      assert.ok(response.status !== 500 || pathOf(request.url)?.startsWith('/api/') === true);
    }),
    { numRuns: 1_500 },
  );
  assert.deepEqual(scene.logged, []);
  assert.ok(statuses.has(200) && statuses.has(404), [...statuses].join());
});

test('a path is read in one way only: what is let through holds no second reading', () => {
  fc.assert(
    fc.property(path, (path) => {
      const request = requestOf('GET', path, '', {}, null);
      const read = request === null ? null : pathOf(request.url);
      if (read === null) return;
      assert.ok(read.startsWith('/') && !read.includes('\\') && !read.includes('\0') && !read.includes('//'));
      assert.ok(!read.split('/').includes('..') && !read.split('/').includes('.'));
      assert.ok(!/%(?:2f|5c|00|2e)/i.test(read), read);
    }),
    { numRuns: 2_000 },
  );
});

/** Null where the platform itself refuses to make such a request. */
function requestOf(
  method: string,
  path: string,
  query: string,
  headers: Record<string, string>,
  body: string | null,
): Request | null {
  try {
    const hasBody = body !== null && method !== 'GET' && method !== 'HEAD';
    return new Request(base + path + query, { method, headers, ...(hasBody ? { body } : {}) });
  } catch {
    return null;
  }
}
