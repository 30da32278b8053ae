import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fail, isFault } from '../../core/model/errors.ts';
import type { BoardFacts } from '../../core/model/tune/facts.ts';
import { requestBytesMax } from '../../core/model/tune/helper-wire.ts';
import type { TunePlan } from '../../core/model/tune/plan.ts';
import type { HelperDone, HelperWish } from '../../core/ports/board-helper.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { socketHelper } from '../../core/tuning/helper-client.ts';
import { peerUid } from '../../core/tuning/helper-peer.ts';
import { type HelperActs, serveTurn, type Turn } from '../../core/tuning/helper-turn.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const hash = 'c'.repeat(64);
const changed: HelperDone = {
  changes: [{ id: '0123456789abcdef', profile: '1gb', state: { kind: 'applied', isDeferred: false, confirmByMs: 5 } }],
};

interface Served {
  readonly socket: string;
  /** What reached the acts. */
  readonly acted: string[];
  readonly turns: Turn[];
  /** The helper's end of the last connection. */
  last(): Socket;
  turned(count: number): Promise<void>;
}

/** A helper behind a socket of its own; `hasTime` false: whoever does not send at once is too late. */
async function served(
  t: TestContext,
  wish: { acts?: Partial<HelperActs>; isAllowed?: boolean; hasTime?: boolean } = {},
) {
  const folder = await scratchFolder(t, 'helper');
  const socket = join(folder, 's');
  const acted: string[] = [];
  const turns: Turn[] = [];
  const connections: Socket[] = [];
  const note = (words: string) => {
    acted.push(words);
    return Promise.resolve(changed);
  };
  const acts: HelperActs = {
    facts: () => ({ model: 'a board' }) as BoardFacts,
    plan: ({ profile }) => ({ hash, profile }) as TunePlan,
    apply: ({ profile, overlays }, given) => note(`apply ${profile} ${overlays.join()} ${given}`),
    confirm: () => note('confirm'),
    revert: (onlyLast) => note(`revert ${onlyLast}`),
    ...wish.acts,
  };
  const clock = wish.hasTime === false ? { sleep: () => Promise.resolve() } : systemClock;
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connections.push(connection);
    const isAllowed = () => Promise.resolve(wish.isAllowed !== false);
    void serveTurn(connection, { acts, isAllowed, clock }).then((turn) => turns.push(turn));
  });
  server.listen(socket);
  await once(server, 'listening');
  t.after(() => server.close());
  return {
    socket,
    acted,
    turns,
    last: () => connections.at(-1) as Socket,
    async turned(count) {
      while (turns.length < count) await systemClock.sleep(5);
    },
  } satisfies Served;
}

/** Sends bytes, ends unless `holds`, and gives all that came back until the connection was closed. */
function sent(socket: string, bytes: string | Uint8Array, holds = false): Promise<string> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    let back = '';
    connection.on('data', (chunk) => (back += String(chunk)));
    connection.on('error', () => {});
    connection.on('close', () => resolve(back));
    if (holds) connection.write(bytes);
    else connection.end(bytes);
  });
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const refused = line({ ok: false, code: 'tune-helper-refused', data: { reason: 'request' } });

test('each wish reaches the acts as it was meant, and what they did comes back', async (t) => {
  const helper = await served(t);
  const client = socketHelper(helper.socket);
  const wishes: HelperWish[] = [
    { verb: 'apply', wish: { profile: '1gb', overlays: ['sd'] }, hash },
    { verb: 'apply', wish: { profile: null, overlays: [] }, hash },
    { verb: 'confirm' },
    { verb: 'revert', onlyLast: true },
  ];
  for (const wish of wishes) assert.deepEqual((await client.act(wish)).changes, changed.changes);
  assert.deepEqual(helper.acted, [`apply 1gb sd ${hash}`, `apply null  ${hash}`, 'confirm', 'revert true']);
  assert.equal(await client.planHash({ profile: null, overlays: [] }), hash);
  assert.deepEqual(JSON.parse(await sent(helper.socket, line({ format: 1, verb: 'facts' }))), {
    ok: true,
    facts: { model: 'a board' },
  });
  assert.equal(
    helper.turns.every(({ code }) => code === null),
    true,
  );
});

test('a fault of an act is thrown by the client with its code and data, and a bug tells no secrets', async (t) => {
  const stale = fail('tune-stopped', { target: 'tune plan', reason: 'stale' });
  const helper = await served(t, {
    acts: { apply: () => Promise.reject(stale), confirm: () => Promise.reject(new Error('a bug')) },
  });
  const client = socketHelper(helper.socket);
  await assert.rejects(client.act({ verb: 'apply', wish: { profile: null, overlays: [] }, hash }), (error) => {
    assert.ok(isFault(error, 'tune-stopped'));
    return error.data.reason === 'stale' && error.data.target === 'tune plan';
  });
  await assert.rejects(client.act({ verb: 'confirm' }), (error) => isFault(error, 'tune-failed'));
});

const confirm = line({ format: 1, verb: 'confirm' });
const noise: Readonly<Record<string, string | Uint8Array>> = {
  nothing: '',
  'half a line': confirm.slice(0, 12),
  'a line without its end': confirm.trim(),
  'two lines': confirm + confirm,
  'an unknown verb': line({ format: 1, verb: 'exec' }),
  'a field more': line({ format: 1, verb: 'confirm', path: '/etc/passwd' }),
  'bytes that are no text': Buffer.from([0xff, 0xfe, 0x0a]),
  'a byte order mark': `\uFEFF${confirm}`,
  'a line of a page and more': `${' '.repeat(requestBytesMax)}${confirm}`,
};
for (const [what, bytes] of Object.entries(noise)) {
  test(`${what} is refused, and nothing is done`, async (t) => {
    const helper = await served(t);
    assert.equal(await sent(helper.socket, bytes), refused);
    await helper.turned(1);
    assert.deepEqual([helper.acted, helper.turns], [[], [{ verb: null, code: 'tune-helper-refused' }]]);
  });
}

test('of ten megabytes of noise hardly more than a page is read', async (t) => {
  const helper = await served(t);
  await sent(helper.socket, 'x'.repeat(10_000_000));
  await helper.turned(1);
  assert.deepEqual([helper.acted, helper.turns[0]?.code], [[], 'tune-helper-refused']);
  // What a socket hands over at once, twice at most.
  assert.ok(helper.last().bytesRead <= requestBytesMax + 2 * 65_536, `${helper.last().bytesRead} bytes`);
});

test('who sends a line and does not end, or sends nothing, is refused when the time is over', async (t) => {
  for (const bytes of [confirm, confirm.slice(0, 3), '']) {
    const helper = await served(t, { hasTime: false });
    assert.equal(await sent(helper.socket, bytes, true), refused);
    assert.deepEqual(helper.acted, []);
  }
});

test('a peer that may not ask is refused whatever it asks, and the acts never hear of it', async (t) => {
  const helper = await served(t, { isAllowed: false });
  const peer = line({ ok: false, code: 'tune-helper-refused', data: { reason: 'peer' } });
  for (const bytes of [confirm, line({ format: 1, verb: 'facts' }), 'x']) {
    assert.equal(await sent(helper.socket, bytes), peer);
  }
  await assert.rejects(
    socketHelper(helper.socket).act({ verb: 'confirm' }),
    (error) => isFault(error, 'tune-helper-refused') && error.data.reason === 'peer',
  );
  assert.deepEqual(helper.acted, []);
});

test('a peer that is gone before the answer does not stop the act', async (t) => {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let isDone = false;
  const helper = await served(t, {
    acts: {
      async revert() {
        begun.resolve();
        await goOn.promise;
        isDone = true;
        return changed;
      },
    },
  });
  const connection = connect(helper.socket);
  connection.on('error', () => {});
  connection.end(line({ format: 1, verb: 'revert', onlyLast: false }));
  await begun.promise;
  connection.destroy();
  goOn.resolve();
  await helper.turned(1);
  assert.deepEqual([isDone, helper.turns[0]?.verb], [true, 'revert']);
});

test('an answer that is none, too long, or never comes is told as silence', async (t) => {
  const folder = await scratchFolder(t, 'helper');
  const answers = ['', 'hello\n', '{"ok":true}', `${'x'.repeat(300_000)}\n`, '{"ok":true,"changes":[{}]}\n'];
  for (const [index, answer] of answers.entries()) {
    const socket = join(folder, String(index));
    const server = createServer((connection) => {
      connection.on('error', () => {});
      connection.end(answer);
    });
    server.listen(socket);
    await once(server, 'listening');
    t.after(() => server.close());
    const client = socketHelper(socket);
    await assert.rejects(client.act({ verb: 'confirm' }), (error) => isFault(error, 'tune-helper-silent'), answer);
  }
  await assert.rejects(
    socketHelper(join(folder, 'none')).act({ verb: 'confirm' }),
    (error) => isFault(error, 'tune-helper-silent') && error.data.reason === 'ENOENT',
  );
});

test('the helper is seen without being started', async (t) => {
  const helper = await served(t);
  assert.equal(await socketHelper(`${helper.socket}-none`).sight(), 'absent');
  assert.equal(await socketHelper(helper.socket).sight(), 'ready');
  assert.deepEqual(helper.turns, []);
});

test('the account of a peer is read from the name that systemd gave its unit, and from no other', () => {
  assert.deepEqual(['0-153-0', '12-4194304-1000', '3-99_18446744073709551615-17771'].map(peerUid), [0, 1000, 17_771]);
  const others = [
    '',
    '0',
    '0-unknown',
    '0-1',
    '0-1-',
    '0-1-0-0',
    '0-1--1',
    '0-1-0 ',
    '0-1-0\n',
    'a-1-0',
    '0-1-0x',
    '1-10.0.0.1:5-0',
  ];
  assert.deepEqual(
    others.map(peerUid).filter((uid) => uid !== null),
    [],
  );
});
