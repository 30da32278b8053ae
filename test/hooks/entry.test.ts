import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { wakeRequestSchema } from '../../core/host/api/contract.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { answer, fakeHost, listening, runHook, token, writeHost, type HookEnd } from './hook-run.ts';

/** Claude Code would end the hook after five seconds; ours ends by itself, on a loaded machine too. */
const hardLimitMs = 5_000;

function assertQuiet(ended: HookEnd): void {
  assert.deepEqual(
    { code: ended.code, output: ended.output, brokePipe: ended.brokePipe },
    { code: 0, output: '', brokePipe: false },
  );
  assert.ok(ended.tookMs < hardLimitMs, `${ended.tookMs} ms`);
}

const events = [
  ['session-start', 'hook-session-start'],
  ['user-prompt', 'hook-user-prompt'],
  ['stop', 'hook-stop'],
  ['session-end', 'hook-session-end'],
] as const;
for (const [event, reason] of events) {
  test(`${event} asks the host with its token to wake for ${reason}`, async (t) => {
    const home = await scratchFolder(t, 'hook');
    const host = await fakeHost(t, home, answer);
    assertQuiet(await runHook(home, { event }));
    assert.equal(host.heard.length, 1);
    const [head = '', body = ''] = host.heard[0]?.split('\r\n\r\n') ?? [];
    assert.match(head, /^POST \/api\/wake HTTP\/1\.1\r\n/);
    assert.match(head, new RegExp(`^Host: 127\\.0\\.0\\.1:${host.port}$`, 'm'));
    assert.match(head, new RegExp(`^Authorization: Bearer ${token}$`, 'm'));
    const asked = wakeRequestSchema.parse(JSON.parse(body));
    assert.equal(asked.reason, reason);
    assert.equal(
      asked.waitMs !== undefined,
      event === 'session-start',
      'only a session that begins waits for the look',
    );
  });
}

test('a session that begins waits until the host has looked', async (t) => {
  const home = await scratchFolder(t, 'hook');
  let release = () => {};
  const asked = Promise.withResolvers<void>();
  await fakeHost(t, home, (socket, text) => {
    release = () => answer(socket, text);
    if (text.endsWith('}')) asked.resolve();
  });
  let isOver = false;
  const running = runHook(home, { event: 'session-start' }).then((ended) => {
    isOver = true;
    return ended;
  });
  await asked.promise;
  assert.equal(isOver, false);
  release();
  assertQuiet(await running);
});

const ills: readonly { what: string; arrange: (home: string, t: TestContext) => Promise<void> | void }[] = [
  { what: 'no home', arrange: (home) => rmSync(home, { recursive: true }) },
  { what: 'no host', arrange: () => undefined },
  { what: 'a host that is gone', arrange: async (home) => writeHost(home, { port: await freePort() }) },
  {
    what: 'a host that takes the call and never answers',
    arrange: async (home, t) => void (await fakeHost(t, home, () => undefined)),
  },
  {
    what: 'a host that answers garbage',
    arrange: async (home, t) => void (await fakeHost(t, home, (socket) => socket.write('\0\xff{{{'.repeat(9_999)))),
  },
  {
    what: 'a host that hangs up',
    arrange: async (home, t) => void (await fakeHost(t, home, (socket) => socket.destroy())),
  },
  {
    what: 'a host that refuses the token',
    arrange: async (home, t) =>
      void (await fakeHost(t, home, (socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'))),
  },
  { what: 'a broken host file', arrange: (home) => writeFileSync(join(home, 'host.json'), '{"port": ') },
  { what: 'a host file of another form', arrange: (home) => writeFileSync(join(home, 'host.json'), 'null') },
  { what: 'a host file without end', arrange: (home) => void execFileSync('mkfifo', [join(home, 'host.json')]) },
  {
    what: 'a host file of a gigabyte',
    arrange: (home) => void execFileSync('truncate', ['-s', '1G', join(home, 'host.json')]),
  },
  { what: 'no token', arrange: (home) => writeHost(home, { tokenFile: join(home, 'absent') }) },
  { what: 'a port that is none', arrange: (home) => writeHost(home, { port: 99_999 }) },
];
for (const { what, arrange } of ills) {
  test(`with ${what} every hook ends with 0, in time and without a word`, async (t) => {
    const home = await scratchFolder(t, 'hook');
    await arrange(home, t);
    for (const [event] of events) assertQuiet(await runHook(home, { event }));
  });
}

const strangers = ['192.0.2.1', '2001:db8::1', 'example.invalid', '127.0.0.1.example.invalid', 7, null];
test('the token goes to no address but one of this machine, and no name is ever looked up', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  for (const address of strangers) {
    writeHost(home, { address, port: host.port });
    assertQuiet(await runHook(home));
  }
  assert.equal(host.heard.length, 0);
  for (const address of ['localhost', '0.0.0.0']) {
    writeHost(home, { address, port: host.port });
    assertQuiet(await runHook(home));
  }
  assert.equal(host.heard.length, 2);
});

test('a token with a line break does not become a line of the request', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  writeFileSync(join(home, 'host.token'), 'abc\r\nX-Evil: 1');
  assertQuiet(await runHook(home));
  assert.equal(host.heard.length, 0);
});

test('a host with TLS and another certificate than the file tells is told nothing', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  writeHost(home, { port: host.port, tls: true, fingerprint: 'AA:BB' });
  assertQuiet(await runHook(home));
  writeHost(home, { port: host.port, tls: true, fingerprint: null });
  assertQuiet(await runHook(home));
  assert.ok(host.heard.every((bytes) => !bytes.includes(token)));
});

test('a question of megabytes is read to its end, and one without an end is not waited for', async (t) => {
  const home = await scratchFolder(t, 'hook');
  assertQuiet(await runHook(home, { event: 'user-prompt', input: JSON.stringify({ prompt: 'x'.repeat(5_000_000) }) }));
  assertQuiet(await runHook(home, { event: 'user-prompt', leaveOpen: true }));
});

test('a wrong event and wrong words end with 0 too', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  assertQuiet(await runHook(home, { event: 'pre-tool-use' }));
  assertQuiet(await runHook(home, { event: '', args: [] }));
  assertQuiet(await runHook(home, { event: '--help', args: ['--json'] }));
  assert.equal(host.heard.length, 0);
});

test('a machine without any network but loopback is woken as any other', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal }) => !internal);
  if (own === undefined) t.diagnostic('this machine has loopback only');
  // An address of this machine may be tried; nothing listens there.
  else writeHost(home, { address: own.address, port: host.port });
  assertQuiet(await runHook(home));
  writeHost(home, { port: host.port });
  assertQuiet(await runHook(home));
  assert.ok(host.heard.length >= 1);
});

test('two hundred prompts each end with 0 below the limit, and each wakes the host', async (t) => {
  const home = await scratchFolder(t, 'hook');
  const host = await fakeHost(t, home, answer);
  // As many at a time as several open sessions are.
  const session = async () => {
    for (let run = 0; run < 50; run += 1) assertQuiet(await runHook(home, { event: 'user-prompt' }));
  };
  await Promise.all([session(), session(), session(), session()]);
  assert.equal(host.heard.length, 200);
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
