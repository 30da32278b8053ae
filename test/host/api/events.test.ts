import assert from 'node:assert/strict';
import test from 'node:test';
import { eventLog, eventsKept } from '../../../core/host/api/event-log.ts';
import { encodeEvent } from '../../../core/host/api/event-stream.ts';
import { fakeRandom } from '../../support/fake-random.ts';
import { apiScene, base, faultOf, hostStatus, rightToken, roundEvent, type ApiScene } from './api-scene.ts';

test('what came after an id comes again, in its order', () => {
  const log = eventLog(fakeRandom(1));
  log.append({ kind: 'round', data: roundEvent(1) });
  const seen = log.newest();
  log.append({ kind: 'round', data: roundEvent(2) });
  log.append({ kind: 'round', data: roundEvent(3) });
  const missed = log.after(seen);
  assert.ok(missed !== 'reset');
  assert.deepEqual(
    missed.map(({ event }) => event.data),
    [roundEvent(2), roundEvent(3)],
  );
  assert.deepEqual(log.after(log.newest()), []);
});

test('of a state only the newest comes again, and progress never', () => {
  const log = eventLog(fakeRandom(1));
  const start = log.newest();
  log.append({ kind: 'status', data: hostStatus({ state: 'syncing' }) });
  log.append({ kind: 'progress', data: null });
  log.append({ kind: 'round', data: roundEvent(1) });
  log.append({ kind: 'status', data: hostStatus({ state: 'in-sync' }) });
  const missed = log.after(start);
  assert.ok(missed !== 'reset');
  assert.deepEqual(
    missed.map(({ event }) => event.kind),
    ['round', 'status'],
  );
});

test('what is older than the ring, of another start, or no id at all is a reset', () => {
  const log = eventLog(fakeRandom(1));
  const first = log.newest();
  for (let turn = 0; turn < eventsKept; turn += 1) log.append({ kind: 'round', data: roundEvent(turn) });
  assert.equal((log.after(first) as readonly unknown[]).length, eventsKept);
  log.append({ kind: 'round', data: roundEvent(0) });
  assert.equal(log.after(first), 'reset');
  const other = eventLog(fakeRandom(2));
  other.append({ kind: 'round', data: roundEvent(1) });
  assert.equal(log.after(other.newest()), 'reset');
  const number = Number(log.newest().split('-')[1]);
  for (const id of [
    '',
    'x',
    '1',
    `${log.newest()}0`,
    log.newest().replace(/\d+$/, String(number + 1)),
    'a'.repeat(1_000_000),
  ])
    assert.equal(log.after(id), 'reset', id.slice(0, 40));
});

test('who stopped listening hears nothing more', () => {
  const log = eventLog(fakeRandom(1));
  let heard = 0;
  const stop = log.listen(() => (heard += 1));
  log.append({ kind: 'progress', data: null });
  stop();
  log.append({ kind: 'progress', data: null });
  assert.equal(heard, 1);
});

test('one event is one block of the stream, whatever its text holds', () => {
  const notice = {
    id: 'n',
    at: 1,
    level: 'info' as const,
    code: 'x',
    data: {},
    message: 'a\n\nevent: fake\r\ndata: 1\u2028',
  };
  const text = encodeEvent({ id: 'a-1', event: { kind: 'notice', data: notice } });
  assert.equal(text.split('\n').length, 5);
  assert.equal(JSON.parse(text.split('\n')[2]?.slice('data: '.length) ?? '').message, notice.message);
});

test('a stream begins with the state of now, then tells what happens', async () => {
  const scene = apiScene();
  const stream = await open(scene);
  assert.deepEqual(await stream.next(1), ['status']);
  scene.events.append({ kind: 'round', data: roundEvent(3) });
  scene.events.append({ kind: 'progress', data: null });
  assert.deepEqual(await stream.next(2), ['round', 'progress']);
  await stream.close();
});

test('a reader that comes back with its last id misses nothing and gets nothing twice', async () => {
  const scene = apiScene();
  const first = await open(scene);
  scene.events.append({ kind: 'round', data: roundEvent(1) });
  await first.next(2);
  await first.close();
  scene.events.append({ kind: 'round', data: roundEvent(2) });
  const second = await open(scene, { 'last-event-id': first.lastId() });
  scene.events.append({ kind: 'round', data: roundEvent(3) });
  assert.deepEqual(await second.next(2), ['round', 'round']);
  assert.deepEqual(second.seen.slice(-2), [roundEvent(2), roundEvent(3)]);
  await second.close();
});

test('a reader of another start is told to begin anew, with the state of now', async () => {
  const scene = apiScene();
  const stream = await open(scene, { 'last-event-id': 'deadbeef0000-7' });
  assert.deepEqual(await stream.next(2), ['reset', 'status']);
  await stream.close();
});

test('a heartbeat is a comment; nothing beats while nobody listens', async () => {
  const scene = apiScene();
  assert.equal(scene.beating(), false);
  const stream = await open(scene);
  await stream.next(1);
  assert.equal(scene.beating(), true);
  scene.beat();
  assert.equal(await stream.raw(), ': still here\n\n');
  await stream.close();
  assert.equal(scene.beating(), false);
});

test('a reader that does not read is cut off at a bound, and its listener is gone', async () => {
  const scene = apiScene();
  let appended = 0;
  let cutAfter = 0;
  const stream = await open(scene, {}, () => (cutAfter = appended));
  for (; appended < 3 * eventsKept; appended += 1) scene.events.append({ kind: 'round', data: roundEvent(appended) });
  assert.ok(cutAfter > eventsKept && cutAfter < 2 * eventsKept, String(cutAfter));
  assert.equal(scene.beating(), false);
  assert.equal(await stream.raw(), null);
});

test('states do not pile up before a slow reader: it gets the newest', async () => {
  const scene = apiScene();
  let cuts = 0;
  const stream = await open(scene, {}, () => (cuts += 1));
  for (let turn = 0; turn < 5_000; turn += 1) {
    scene.events.append({
      kind: 'progress',
      data: { what: 'sync', since: 1, phase: null, doneBytes: turn, totalBytes: null },
    });
    scene.events.append({ kind: 'status', data: hostStatus({ since: turn }) });
  }
  assert.equal(cuts, 0);
  assert.deepEqual(await stream.next(2), ['progress', 'status']);
  assert.equal((stream.seen.at(-1) as ReturnType<typeof hostStatus>).host.since, 4_999);
  await stream.close();
});

test('more windows than anybody has are refused, and one that closes makes room', async () => {
  const scene = apiScene();
  const streams = [];
  for (let turn = 0; turn < 32; turn += 1) streams.push(await open(scene));
  assert.deepEqual(await faultOf(await scene.ask('/api/events')), { status: 429, code: 'streams-too-many' });
  await streams[0]?.close();
  const again = await open(scene);
  assert.deepEqual(await again.next(1), ['status']);
  for (const stream of [...streams, again]) await stream.close();
  assert.equal(scene.beating(), false);
});

test('a stream ends when the server closes, and when its request is gone', async () => {
  for (const which of ['closing', 'request'] as const) {
    const scene = apiScene();
    const ended = new AbortController();
    const request = new Request(`${base}/api/events`, {
      headers: { authorization: `Bearer ${rightToken}` },
      ...(which === 'request' ? { signal: ended.signal } : {}),
    });
    const response = await scene.handler(request, { remote: '', closing: ended.signal });
    const reader = response.body?.getReader() ?? assert.fail();
    await reader.read();
    ended.abort();
    assert.equal((await reader.read()).done, true);
    assert.equal(scene.beating(), false);
  }
});

test('to stand aside is answered when the engine rests, and ends when the connection does, once', async () => {
  const scene = apiScene();
  const rest = Promise.withResolvers<void>();
  scene.next.aside = () => rest.promise;
  const answer = scene.ask('/api/aside', { method: 'POST' });
  rest.resolve();
  const reader = (await answer).body?.getReader() ?? assert.fail();
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'aside\n');
  assert.deepEqual(scene.asked, ['aside']);
  await reader.cancel();
  assert.deepEqual(scene.asked, ['aside', 'over']);
});

test('who goes away before the engine rests leaves nobody aside', async () => {
  const scene = apiScene();
  const gone = new AbortController();
  const rest = Promise.withResolvers<void>();
  scene.next.aside = () => rest.promise;
  const answer = scene.ask('/api/aside', { method: 'POST', signal: gone.signal });
  gone.abort();
  rest.resolve();
  await answer;
  assert.deepEqual(scene.asked, ['aside', 'over']);
});

interface OpenStream {
  /** The kinds of the next `count` events. */
  next(count: number): Promise<string[]>;
  /** The next bytes as text; null at the end. */
  raw(): Promise<string | null>;
  readonly seen: unknown[];
  lastId(): string;
  close(): Promise<void>;
}

async function open(scene: ApiScene, headers: Record<string, string> = {}, cutOff = () => {}): Promise<OpenStream> {
  const all = { authorization: `Bearer ${rightToken}`, ...headers };
  const response = await scene.handler(new Request(`${base}/api/events`, { headers: all }), { remote: '', cutOff });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const reader = response.body?.getReader() ?? assert.fail();
  const seen: unknown[] = [];
  let lastId = '';
  const raw = async () => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return {
    seen,
    raw,
    async next(count) {
      const kinds: string[] = [];
      while (kinds.length < count) {
        const text = (await raw()) ?? assert.fail('the stream ended');
        for (const block of text.split('\n\n').filter((each) => each !== '')) {
          kinds.push(/^event: (.*)$/m.exec(block)?.[1] ?? block);
          seen.push(JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null'));
          lastId = /^id: (.*)$/m.exec(block)?.[1] ?? lastId;
        }
      }
      return kinds;
    },
    lastId: () => lastId,
    close: () => reader.cancel(),
  };
}
