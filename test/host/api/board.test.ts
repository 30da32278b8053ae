import assert from 'node:assert/strict';
import test from 'node:test';
import type { BoardPlan } from '../../../core/host/api/contract-board.ts';
import { samplesMax } from '../../../core/host/api/contract-board.ts';
import { hostClient } from '../../../core/host/api/client.ts';
import { fail } from '../../../core/model/errors.ts';
import { emptyJournal } from '../../../core/model/tune/transaction.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { generatorBoard, memoryBoard } from '../../support/memory-board.ts';
import { apiScene, base, faultOf, rightToken, type ApiScene } from './api-scene.ts';
import { askedHelper, boardFace, type BoardStory, instant, journalWith, waiting } from './board-stories.ts';

function scene(story: BoardStory): ApiScene & { client: ReturnType<typeof hostClient> } {
  const made = apiScene();
  made.next.board = boardFace(story);
  const client = hostClient({
    url: base,
    token: rightToken,
    fetch: (input, init) => made.handler(new Request(input, init), { remote: '127.0.0.1' }),
  });
  return { ...made, client };
}

const hash = 'a'.repeat(64);
const wish = { profile: null, overlays: [] };

test('a board is told with what it is, what suits it and that nothing stands', async () => {
  const { client } = scene({ tree: 'pi-zero-2' });
  const board = await client.board('en');
  assert.match(board.facts.model ?? '', /Pi Zero 2/);
  assert.deepEqual(
    [board.isListed, board.mayAct, board.helper, board.standing, board.takenBack, board.fits],
    [true, true, 'absent', { state: 'none' }, null, { profile: '0.5gb', overlay: 'sd' }],
  );
  assert.equal(board.commands.confirm, 'sudo node /opt/membridge/membridge.mjs tune confirm');
});

test('a PC without zram, a container and what is no Linux are not worth a place in the rail', async () => {
  for (const [tree, isListed] of [
    ['pi4-trixie', true],
    ['orange-pi-armbian', true],
    ['two-owners', true],
    ['no-zram', false],
    ['container', false],
    [memoryBoard({}), false],
  ] as const)
    assert.equal(
      (await scene({ tree }).client.board('en')).isListed,
      isListed,
      typeof tree === 'string' ? tree : 'nothing',
    );
  const { client } = scene({ tree: 'no-zram', journal: journalWith(waiting(1)) });
  assert.ok((await client.board('en')).isListed, 'something of ours stands there');
});

test('a plan comes in the language of the page, with the same hash in both', async () => {
  const { client } = scene({ tree: 'pi-zero-2' });
  const [english, ukrainian] = await Promise.all(
    (['en', 'uk'] as const).map((language) => client.boardPlan({ language, ...wish })),
  );
  const name = (plan: BoardPlan | undefined) => plan?.rows.find(({ key }) => key === 'zram.size')?.name;
  assert.equal(name(english), 'zram size');
  assert.match(name(ukrainian) ?? '', /[а-яіїє]/);
  assert.equal(english?.hash, ukrainian?.hash);
  assert.match(english?.command ?? '', /tune apply$/);
  const chosen = await client.boardPlan({ language: 'en', profile: '1gb', overlays: ['worker-heavy', 'sd'] });
  assert.match(chosen.command, /tune apply --profile 1gb --overlay sd,worker-heavy$/);
});

test('what applying asks of the helper is what the person chose and saw', async () => {
  const { asked, act } = askedHelper();
  const { client } = scene({ tree: 'pi-zero-2', sight: 'ready', act });
  await client.boardAct({ verb: 'apply', language: 'en', profile: '0.5gb', overlays: ['worker-heavy', 'sd'], hash });
  await client.boardAct({ verb: 'confirm', language: 'en' });
  await client.boardAct({ verb: 'revert', language: 'en' });
  assert.deepEqual(asked, [
    { verb: 'apply', wish: { profile: '0.5gb', overlays: ['sd', 'worker-heavy'] }, hash },
    { verb: 'confirm' },
    { verb: 'revert', onlyLast: false },
  ]);
});

test('without a helper nothing is asked of anybody, and the answer has the command to paste', async () => {
  const { asked, act } = askedHelper();
  for (const sight of ['absent', 'forbidden'] as const) {
    const { post } = scene({ tree: 'pi-zero-2', sight, act });
    const answer = await post('/api/board/apply', { language: 'uk', profile: '1gb', overlays: [], hash });
    const { error } = (await answer.json()) as { error: { code: string; message: string; hint: string } };
    assert.equal(error.code, 'tune-needs-root');
    assert.match(error.message, /[а-яіїє]/);
    assert.match(error.hint, /sudo node .* tune apply --profile 1gb/);
  }
  assert.deepEqual(asked, []);
});

test('where root sees the machine otherwise, its plan is shown by its own command; what is stale is told as stale', async () => {
  const act = () => Promise.reject(fail('tune-stopped', { target: 'tune plan', reason: 'stale' }));
  const { client } = scene({ tree: 'pi-zero-2', sight: 'ready', act });
  const plan = await client.boardPlan({ language: 'en', ...wish });
  const codeOf = (shown: string) =>
    client.boardAct({ verb: 'apply', language: 'en', ...wish, hash: shown }).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  assert.equal(await codeOf(plan.hash), 'tune-needs-root');
  assert.equal(await codeOf(hash), 'tune-stopped');
});

test('settings are changed from the machine itself alone: by its door, and from its own addresses', async () => {
  const { asked, act } = askedHelper();
  const { handler, ask } = scene({ tree: 'pi-zero-2', sight: 'ready', act });
  const from = (path: string, info: { remote: string; isFar?: true }, body: object | null = null) =>
    handler(
      new Request(base + path, {
        headers: { authorization: `Bearer ${rightToken}`, 'content-type': 'application/json' },
        ...(body === null ? {} : { method: 'POST', body: JSON.stringify(body) }),
      }),
      info,
    );
  const far = [
    { remote: '192.168.1.20' },
    { remote: '::ffff:192.168.1.20' },
    { remote: '127.0.0.1.evil' },
    { remote: '' },
    { remote: '127.0.0.1', isFar: true },
  ] as const;
  for (const info of far) {
    for (const [path, body] of [
      ['/api/board/apply', { ...wish, hash }],
      ['/api/board/confirm', {}],
      ['/api/board/revert', {}],
    ] as const)
      assert.deepEqual(await faultOf(await from(path, info, body)), { status: 403, code: 'board-far' });
    const told = (await (await from('/api/board', info)).json()) as { mayAct: boolean };
    assert.equal(told.mayAct, false, 'it may be read from there');
    assert.equal((await from('/api/board/sample', info)).status, 200);
  }
  assert.deepEqual(asked, []);
  for (const remote of ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'window'])
    assert.equal((await from('/api/board/confirm', { remote }, {})).status, 200, remote);
  assert.equal(asked.length, 4);
  assert.equal((await ask('/api/board')).status, 200);
});

test('nothing but ids, one hash and a language gets in', async () => {
  const { asked, act } = askedHelper();
  const { post } = scene({ tree: 'pi-zero-2', sight: 'ready', act });
  for (const body of [
    { ...wish, hash: 'a' },
    { ...wish, hash, root: '/etc' },
    { profile: '3gb', overlays: [], hash },
    { profile: null, overlays: ['sd', 'nvme'], hash },
    { profile: null, overlays: ['; reboot'], hash },
    { profile: null, overlays: [], hash, language: 'de' },
    [],
  ])
    assert.equal((await post('/api/board/apply', body)).status, 400, JSON.stringify(body));
  assert.deepEqual(asked, []);
});

test('what waits, stands, ended halfway or cannot be read is told as such', async () => {
  const standing = async (story: BoardStory) => (await scene(story).client.board('en')).standing;
  assert.deepEqual(await standing({ journal: journalWith(waiting(90_000)) }), {
    state: 'waiting',
    profile: '0.5gb',
    leftMs: 90_000,
  });
  // Nobody said a word, and nobody has taken it back yet.
  assert.equal((await standing({ journal: journalWith(waiting(-1)) })).state, 'unsettled');
  assert.equal((await standing({ journal: journalWith({ kind: 'prepared' }) })).state, 'unsettled');
  const confirmed = { kind: 'confirmed', isDeferred: false, at: instant(5) } as const;
  assert.deepEqual(await standing({ journal: journalWith(confirmed, '2gb') }), {
    state: 'in-force',
    profile: '2gb',
    at: 5,
  });
  const damaged = () => {
    throw fail('tune-journal-damaged', { path: '/var/lib/membridge/tuning/journal.json', finding: 'damaged' });
  };
  assert.equal((await standing({ journal: damaged })).state, 'damaged');
  assert.deepEqual(await standing({ journal: emptyJournal }), { state: 'none' });
});

test('what a revert left as it is comes as sentences', async () => {
  const drift = [{ target: 'vm.swappiness', why: 'changed' as const }];
  const state = { kind: 'reverted', why: 'asked', at: instant(7), drift, needsReboot: true } as const;
  const { client } = scene({ journal: journalWith(state) });
  assert.deepEqual((await client.board('en')).takenBack, {
    at: 7,
    says: [
      'Profile 0.5gb was taken back.',
      'vm.swappiness was changed by somebody else since: it is left as it is now.',
      'zram has its old settings again after a reboot.',
    ],
  });
});

test('samples are taken when somebody asks, not more often than a page does, and only so many are kept', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  let reads = 0;
  const board = memoryBoard(generatorBoard());
  const tree = { ...board, read: (path: string) => ((reads += path === '/proc/meminfo' ? 1 : 0), board.read(path)) };
  const { client } = scene({ tree, clock });
  assert.equal(reads, 0, 'nobody asked');
  await client.boardSamples(0);
  await client.boardSamples(0);
  assert.equal(reads, 1, 'two pages at once');
  for (let turn = 0; turn < samplesMax + 20; turn += 1) {
    await clock.advance(2_000);
    await client.boardSamples(0);
  }
  const { samples } = await client.boardSamples(0);
  assert.equal(samples.length, samplesMax);
  const last = samples.at(-1)?.at ?? 0;
  assert.deepEqual((await client.boardSamples(last)).samples, []);
  await clock.advance(2_000);
  assert.equal((await client.boardSamples(last)).samples.length, 1);
});

test('a hostile tree is told within the bounds of the contract', async () => {
  const long = 'x'.repeat(100_000);
  const swaps = Array.from({ length: 2_000 }, (_, index) => `/dev/zram${index} partition 10 1 -2`).join('\n');
  const { client } = scene({
    tree: memoryBoard({
      ...generatorBoard(),
      '/proc/device-tree/model': `<script>alert(1)</script>${long}`,
      '/proc/sys/kernel/osrelease': long,
      '/etc/os-release': `PRETTY_NAME="${long}"\n`,
      '/proc/swaps': `Filename\n${swaps}\n`,
    }),
  });
  const { facts } = await client.board('en');
  assert.ok((facts.model ?? '').length <= 200 && (facts.system ?? '').length <= 200);
  await client.boardPlan({ language: 'uk', ...wish });
  assert.equal((await client.boardSamples(0)).samples.length, 1);
});
