import assert from 'node:assert/strict';
import { leaseKey, parseHeadKey } from '../../core/model/bucket-keys.ts';
import type { Ran } from '../cli/machines.ts';
import { addPrompt, promptTexts } from '../cli/machines.ts';
import { succeed, type ConnectedPrograms, type Name } from './connected-programs.ts';
import { pass, type FaultProxy, type SeenRequest } from './fault-proxy.ts';

const names = ['laptop', 'board'] as const;
type Asked = Omit<SeenRequest, 'fate'>;
type Ends = Readonly<Record<Name, Ran>>;

/** How two pushes meet. */
export const meetings = {
  'both stand before the lease when they are let go': async ({ proxies, run }) => {
    const arrivals = { laptop: Promise.withResolvers<void>(), board: Promise.withResolvers<void>() };
    const both = Promise.all(names.map((name) => arrivals[name].promise));
    for (const name of names) {
      proxies[name].decide((request) => {
        if (!isWrite(request, leaseKey)) return pass;
        arrivals[name].resolve();
        return { kind: 'hold', until: both };
      });
    }
    // Who ends before it comes there must not keep the other.
    const push = (name: Name) => run(name, 'push').finally(() => arrivals[name].resolve());
    const [laptop, board] = await Promise.all([push('laptop'), push('board')]);
    for (const name of names) assert.ok(wasHeld(proxies[name]), `${name} never came to the lease`);
    return { laptop, board };
  },
  'both begin at once': async ({ run }) => {
    const [laptop, board] = await Promise.all([run('laptop', 'push'), run('board', 'push')]);
    return { laptop, board };
  },
  'one lost its lease and stands before the head while the other publishes': async ({ proxies, remote, run }) => {
    const there = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    proxies.laptop.decide((request) => {
      if (!isWrite(request, 'head/')) return pass;
      there.resolve();
      return { kind: 'hold', until: over.promise };
    });
    const slow = run('laptop', 'push').finally(() => there.resolve());
    await there.promise;
    assert.ok(wasHeld(proxies.laptop), 'the laptop never came to the head');
    await remote.delete(leaseKey);
    const board = await run('board', 'push').finally(() => over.resolve());
    return { laptop: await slow, board };
  },
} as const satisfies Record<string, (programs: ConnectedPrograms) => Promise<Ends>>;

function isWrite({ method, key }: Asked, start: string): boolean {
  return method === 'PUT' && key.startsWith(start);
}

function wasHeld(proxy: FaultProxy): boolean {
  return proxy.seen().some(({ fate }) => fate.kind === 'hold');
}

/**
 * Both machines, agreed before, write and push as the meeting says. Checks that whoever did not publish alone is told so at
 * its next look, that both see the same revisions, that every image is whole; then lets both agree again. Returns the heads
 * of the new revision.
 */
export async function programRaceRound(
  programs: ConnectedPrograms,
  meeting: keyof typeof meetings,
  round: number,
): Promise<number> {
  const { place, proxies, run } = programs;
  const before = Math.max(...(await revisions(programs)));
  for (const name of names) addPrompt(place[name].database, `${name} ${round}`);
  const ends = await meetings[meeting](programs);
  for (const name of names) proxies[name].forget();
  const said = names.map((name) => `${name} ${ends[name].code} ${ends[name].json['error']?.code ?? ''}`).join(', ');
  for (const name of names) assert.ok([0, 3, 4].includes(ends[name].code), `${said}: ${ends[name].stdout}`);

  const heads = (await revisions(programs)).filter((revision) => revision > before);
  assert.deepEqual(new Set(heads), new Set([before + 1]), `${said}: one revision more`);
  const looks = { laptop: await run('laptop', 'sync', '--dry-run'), board: await run('board', 'sync', '--dry-run') };
  const seen = names.map((name) => (looks[name].code === 0 ? 'fine' : looks[name].json['error'].code));
  if (heads.length > 1) assert.deepEqual(seen, ['heads-diverged', 'heads-diverged'], `${said}: both are told of both`);
  else assert.deepEqual(new Set(seen), new Set(['diverged', 'fine']), `${said}: the one that lost is told`);
  for (const name of names)
    if (ends[name].code === 0 && heads.length === 1)
      assert.equal(looks[name].code, 0, `${said}: who was told of success has it`);
  await assertSameView(programs, round);
  await assertAllKept(programs, looks, round);
  return heads.length;
}

/** Of each head under a device's own name. */
async function revisions({ headKeys }: ConnectedPrograms): Promise<number[]> {
  const found = (await headKeys()).map(parseHeadKey).filter((name) => name !== null);
  return found.filter(({ device }) => device !== null).map(({ revision }) => revision);
}

async function assertSameView({ run }: ConnectedPrograms, round: number): Promise<void> {
  const views = await Promise.all(
    names.map(async (name) => {
      const { json } = await succeed(run(name, 'history', '--limit', '100'));
      return (json['revisions'] as { revision: number; nonce: string }[])
        .map(({ revision, nonce }) => `${revision} ${nonce}`)
        .toSorted();
    }),
  );
  assert.deepEqual(views[0], views[1], `round ${round}: both see the same revisions`);
}

/** A person settles it for the one that is told to; what loses stays: in the store where it was published, here as a copy. */
async function assertAllKept({ place, run, headKeys }: ConnectedPrograms, looks: Ends, round: number): Promise<void> {
  const keysBefore = await headKeys();
  for (const name of names)
    assert.deepEqual(
      promptTexts(place[name].database).filter((text) => text.endsWith(` ${round}`)),
      [`${name} ${round}`],
    );
  await succeed(run('laptop', 'verify'));
  const told = names.filter((name) => looks[name].code !== 0);
  const [loser = 'laptop'] = told;
  const winner = loser === 'laptop' ? 'board' : 'laptop';
  await succeed(run(loser, 'pull', '--replace', '--yes'));
  const settled = await run(winner, 'sync');
  if (settled.code !== 0) await succeed(run(winner, 'pull', '--replace', '--yes'));
  assert.deepEqual(promptTexts(place.laptop.database), promptTexts(place.board.database));
  await succeed(run('laptop', 'verify'));
  const keysAfter = await headKeys();
  assert.deepEqual(
    keysBefore.filter((key) => !keysAfter.includes(key)),
    [],
    'no head went',
  );
  const { json } = await run(loser, 'history');
  assert.ok(json['restorePoints'].length > 0, 'the memory that lost is a restore point here');
}
