import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { decide, type Decision } from '../../core/model/decision.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Machine } from '../../core/engine/machine.ts';
import { engineMachine } from '../support/engine-machine.ts';
import { memoryStore } from '../support/memory-store.ts';

interface Recorded {
  readonly observation: Observation;
  readonly decision: Decision;
}

/** What two machines saw and decided on a long day, as their logs recorded it (`sync.decided`). */
const recorded = readFileSync(new URL('../fixtures/observations/two-machines.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Recorded => JSON.parse(line));

describe('recorded observations', () => {
  it('lead to the same decisions as on the day they were recorded', () => {
    for (const { observation, decision } of recorded) assert.deepEqual(decide(observation), decision);
  });

  it('hold every kind of decision', () => {
    const kinds = new Set(recorded.map(({ decision }) => decision.kind));
    const all: Decision['kind'][] = [
      'adopt',
      'brake',
      'diverged',
      'heads-diverged',
      'choose',
      'nothing',
      'pull',
      'push',
      'rolled-back',
      'source-missing',
    ];
    assert.deepEqual([...kinds].toSorted(), all.toSorted());
  });

  it('are all that decide needs: what is logged today replays to what was done today', async (t) => {
    const day = await recordDay(t);
    for (const { observation, decision } of day) assert.deepEqual(decide(observation), decision);
    assert.deepEqual(
      day.map(({ decision }) => decision.kind),
      recorded.map(({ decision }) => decision.kind),
    );
  });
});

/** Two machines meet everything that mirror mode knows; returns what their logs say. */
async function recordDay(t: TestContext): Promise<Recorded[]> {
  const lines: Recorded[] = [];
  const store = memoryStore();
  const log = {
    info: (event: string, data?: object) =>
      void (event === 'sync.decided' && lines.push(JSON.parse(JSON.stringify(data)))),
    warn: () => {},
    error: () => {},
  };
  const change = (machine: Machine): Machine => ({ ...machine, log });
  const laptop = await engineMachine(t, 'laptop', store, { change });
  const board = await engineMachine(t, 'board', store, { change, personality: { conditions: 'racy' } });
  const refused = (work: Promise<unknown>) => assert.rejects(work);

  await laptop.run();
  await refused(laptop.run('push'));
  laptop.add(...Array.from({ length: 12 }, (_, i) => `note ${i}`));
  await laptop.run();
  await laptop.run();
  await board.run();
  board.add('from the board');
  await board.run('pull');
  await board.run('push');
  await laptop.run('push');
  await laptop.run('pull');
  laptop.remove('id > 2');
  await refused(laptop.run());
  await laptop.run('push', true);
  board.add('meanwhile');
  await refused(board.run());
  await board.run('force-push');
  await laptop.run();
  await laptop.run('force-pull');
  const beforeTwins = store.snapshot();
  laptop.add('twin');
  await laptop.run();
  const named =
    store
      .keys()
      .filter((key) => /^head\/\d+-/.test(key))
      .at(-1) ?? '';
  const [body, manifest] = [store.read(named)?.body, store.keys().filter((key) => key.endsWith('manifest.json'))];
  const parts = store
    .keys()
    .filter((key) => key.startsWith('snapshots/'))
    .map((key) => [key, store.read(key)?.body] as const);
  store.rollBack(beforeTwins);
  board.add('the other twin');
  await board.run();
  // A store of grade B let both through: the laptop's head and image arrive beside the board's.
  assert.ok(manifest.length > 0);
  for (const [key, bytes] of parts) if (bytes && store.read(key) === null) store.set(key, bytes);
  if (body) store.set(named, body);
  await refused(board.run());
  await board.run('force-pull');
  await board.run('force-push');
  laptop.add('lost');
  const late = store.snapshot();
  await refused(laptop.run('push'));
  await laptop.run();
  store.rollBack(new Map([...late].filter(([key]) => !key.startsWith('head/'))));
  await refused(laptop.run());
  const third = await engineMachine(t, 'third', store, { change });
  store.rollBack(late);
  third.add('x');
  await refused(third.run());
  await third.run('force-pull');
  const twin = await engineMachine(t, 'twin', store, { change });
  await twin.run();
  twin.machine.state.setBase(null);
  await twin.run();
  return lines;
}
