import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { hostClient, HostFault, type HostClient } from '../../../core/host/api/client.ts';
import type { HostEventSeen } from '../../../core/host/api/event-reader.ts';
import { hostNames } from '../../../core/host/api/guard.ts';
import { serve, type Serving } from '../../../core/host/api/server.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { apiScene, hostStatus, rightToken, roundEvent, type ApiScene } from './api-scene.ts';

test('the client says every word of the API, and reads every answer', async (t) => {
  const { client, scene } = await clientScene(t);
  assert.deepEqual(await client.health(), { ok: true, state: 'in-sync' });
  assert.deepEqual(await client.status(), scene.next.status);
  await client.wake('person');
  await client.wake('hook-session-start', 10);
  await client.pause(60_000);
  await client.resume();
  const end = await client.command(['sync', '--dry-run']);
  assert.deepEqual(end, { exitCode: 0, document: { ok: true }, notes: [] });
  scene.next.query = async () => ({ conflicts: [], open: 0, next: null });
  assert.deepEqual(await client.query('conflicts', { all: 'true', before: 'ä&b' }), {
    conflicts: [],
    open: 0,
    next: null,
  });
  assert.deepEqual(scene.asked, [
    { wake: 'person' },
    { wake: 'hook-session-start' },
    { pause: 60_000 },
    'resume',
    { command: ['sync', '--dry-run'] },
    { query: 'conflicts', params: { all: 'true', before: 'ä&b', limit: 50 } },
  ]);
});

test('a window without a token gets one of its own by a code', async (t) => {
  const { client, without, at } = await clientScene(t);
  const { code } = await client.newCode();
  const { token } = await without.session(code);
  assert.notEqual(token, rightToken, 'the one for programs ends with the host');
  assert.equal((await hostClient({ ...at, token }).status()).host.pid, (await client.status()).host.pid);
  await assert.rejects(without.session(code), (error) => error instanceof HostFault && error.code === 'code-wrong');
  await assert.rejects(without.status(), (error) => error instanceof HostFault && error.status === 401);
});

test('a host that is not well still says so', async (t) => {
  const { client, scene } = await clientScene(t);
  scene.next.status = hostStatus({ state: 'error' });
  assert.deepEqual(await client.health(), { ok: false, state: 'error' });
});

test('a stranger at the port is not taken for a host', async (t) => {
  for (const answer of [
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
    'HTTP/1.1 500 No\r\ncontent-length: 4\r\n\r\noops',
  ]) {
    const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const client = hostClient({ address: '127.0.0.1', port, token: rightToken });
    for (const ask of [() => client.status(), () => client.health(), () => client.aside()])
      await assert.rejects(ask(), (error) => error instanceof HostFault && error.code === 'answer-foreign');
  }
});

test('the host stays aside until it is told, or until the one who asked lets go', async (t) => {
  const { client, scene } = await clientScene(t);
  const turn = await client.aside();
  assert.deepEqual(scene.asked, ['aside']);
  await turn.over();
  while (scene.asked.length < 2) await new Promise(setImmediate);
  const gone = new AbortController();
  await client.aside(gone.signal);
  gone.abort();
  while (scene.asked.length < 4) await new Promise(setImmediate);
  assert.deepEqual(scene.asked, ['aside', 'over', 'aside', 'over']);
});

test('the stream comes back after a break and tells what was missed, once', async (t) => {
  const { client, scene, restart } = await clientScene(t);
  const seen = follow(t, client);
  await seen.until('status');
  scene.events.append({ kind: 'round', data: roundEvent(1) });
  await seen.until('round');
  await restart();
  scene.events.append({ kind: 'round', data: roundEvent(2) });
  await seen.until('round');
  const kinds = seen.all.map(({ kind }) => kind);
  assert.equal(kinds[0], 'connected');
  assert.ok(kinds.includes('lost'));
  const rounds = seen.all.flatMap((event) => (event.kind === 'round' ? [event.data.published] : []));
  assert.deepEqual(rounds, [1, 2]);
});

test('a stream whose token is not taken ends: asking again would not help', async (t) => {
  const { without } = await clientScene(t);
  const seen: HostEventSeen[] = [];
  const reading = (async () => {
    const options = { signal: new AbortController().signal, sleep: systemClock.sleep };
    for await (const event of without.events(options)) seen.push(event);
  })();
  await assert.rejects(reading, (error) => error instanceof HostFault && error.status === 401);
  assert.deepEqual(
    seen.map(({ kind }) => kind),
    ['lost'],
  );
});

test('a connection that has been silent for too long is given up and opened again', async (t) => {
  const { client } = await clientScene(t);
  const stop = new AbortController();
  t.after(() => stop.abort());
  let waits = 0;
  // The first silence and every pause between tries is over at once; later silences last.
  const sleep = (ms: number, signal: AbortSignal) => {
    if (ms < 60_000) return Promise.resolve();
    waits += 1;
    return waits === 2 ? Promise.resolve() : systemClock.sleep(ms, signal);
  };
  const kinds: string[] = [];
  for await (const { kind } of client.events({ signal: stop.signal, sleep })) {
    kinds.push(kind);
    if (kinds.length === 4) break;
  }
  assert.deepEqual(kinds, ['connected', 'status', 'lost', 'connected']);
});

function follow(t: TestContext, client: HostClient) {
  const stop = new AbortController();
  const all: HostEventSeen[] = [];
  let read = 0;
  let wake = () => {};
  const sleep = (ms: number, signal: AbortSignal) => systemClock.sleep(ms < 60_000 ? 1 : ms, signal);
  const reading = (async () => {
    for await (const event of client.events({ signal: stop.signal, sleep })) {
      all.push(event);
      wake();
    }
  })();
  t.after(() => {
    stop.abort();
    return reading;
  });
  return {
    all,
    /** Waits for the next event of a kind. */
    async until(kind: HostEventSeen['kind']): Promise<void> {
      for (;;) {
        for (; read < all.length;) if (all[read++]?.kind === kind) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

async function clientScene(t: TestContext): Promise<{
  client: HostClient;
  without: HostClient;
  at: { readonly address: string; readonly port: number };
  scene: ApiScene;
  restart: () => Promise<void>;
}> {
  let serving: Serving | null = null;
  const scene = apiScene({ hostsAllowed: () => hostNames(serving?.port ?? 0) });
  serving = await serve(scene.handler, { address: '127.0.0.1', port: 0, clock: systemClock });
  const { port } = serving;
  t.after(() => serving?.close(0));
  const place = { address: '127.0.0.1', port };
  return {
    client: hostClient({ ...place, token: rightToken }),
    without: hostClient({ ...place, token: null }),
    at: place,
    scene,
    async restart() {
      await serving?.close(0);
      serving = await serve(scene.handler, { ...place, clock: systemClock });
      assert.equal(serving.port, port);
    },
  };
}
