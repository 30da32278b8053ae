/** Clocks that are days off: what is stored goes by the store's clock, never by the machines'. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { assertQuiet } from '../../support/crash-checks.ts';
import { addRows, titlesOf } from '../../support/crash-scene.ts';
import {
  assertRefused,
  type Installation,
  run,
  type RunOptions,
  start,
  succeed,
} from '../../support/membridge-program.ts';
import { addLarge, scenes } from '../../support/situation.ts';

const { agreed, end } = scenes();
after(end);

const noFaketime = 'needs faketime: apt-get install faketime';
/** Default life of a claim, and how long after it another may take it. */
const lapseMs = 180_000 + 60_000;
const aMinuteMs = 60_000;

const cases = [
  { skewed: 'laptop', by: '+2d' },
  { skewed: 'laptop', by: '-2d' },
  { skewed: 'board', by: '+2d' },
] as const;

describe('a clock that is two days off', () => {
  for (const { skewed, by } of cases) {
    it(`(${by} on the ${skewed}): push and pull work, and the claim of a killed push lapses by the store's clock`, async (t) => {
      const skew = skewedBy(by);
      if (skew === null) return t.skip(noFaketime);
      const scene = await agreed(t);
      const options = (name: string): RunOptions => (name === skewed ? skew : {});
      const { laptop, board } = scene;

      addRows(laptop.database, ['news']);
      await succeed(laptop, ['push'], options('laptop'));
      await succeed(board, ['pull'], options('board'));
      assert.deepEqual(await titlesOf(board.database), ['first', 'news', 'second']);

      addLarge(laptop.database, 'large', 8_000_000);
      addRows(board.database, ['of the board']);
      await killedPush(laptop, options('laptop'));
      const held = { code: 'lease-held', exit: 3, names: ['laptop'] };
      const before = Date.now();
      const first = await run(board, ['push'], options('board'));
      assertRefused(first, held);
      assert.match(first.error?.hint ?? '', /\b[345] minutes/);
      const sight = sightOf(board);
      assert.ok(Math.abs(sight - before) < aMinuteMs, `seen at ${new Date(sight).toISOString()}, by the store's clock`);

      // As if the first sight had been earlier: waiting takes minutes.
      setSight(board, Date.now() - lapseMs + 20_000);
      assertRefused(await run(board, ['push'], options('board')), held);
      setSight(board, Date.now() - lapseMs - 1_000);
      await succeed(board, ['push'], options('board'));

      const diverged = await run(laptop, ['push'], options('laptop'));
      assertRefused(diverged, { code: 'diverged', exit: 4, names: ['laptop', 'board'] });
      await succeed(laptop, ['pull', '--replace', '--yes'], options('laptop'));
      assert.deepEqual(await titlesOf(laptop.database), ['first', 'news', 'of the board', 'second']);
      await succeed(laptop, ['undo', '--yes'], options('laptop'));
      assert.ok((await titlesOf(laptop.database))?.includes('large'), 'what lost is gone');
      await assertQuiet(scene, 'board');
      await assertQuiet(scene, 'laptop');
    });
  }

  it('is told by doctor, as a warning', async (t) => {
    const skew = skewedBy('+2d');
    if (skew === null) return t.skip(noFaketime);
    const scene = await agreed(t);
    const { data, exitCode } = await run(scene.laptop, ['doctor'], skew);
    const clock = (data['checks'] as { name: string; state: string; message: string }[]).find(
      ({ name }) => name === 'clock',
    );
    assert.equal(exitCode, 0);
    assert.match(JSON.stringify(clock), /warn/);
    assert.match(JSON.stringify(clock), /2 days|48 hours/);
  });
});

/** Killed while it holds the claim. */
async function killedPush(at: Installation, options: RunOptions): Promise<void> {
  const pushing = start(at, ['push'], options);
  const untilMs = performance.now() + 20_000;
  while (!readdirSync(join(at.home, 'scratch')).some((name) => name.startsWith('publish-'))) {
    assert.ok(performance.now() < untilMs, 'the push never began');
    await sleep(5);
  }
  pushing.child.kill('SIGKILL');
  await pushing.ended;
}

function sightOf({ home }: Installation): number {
  return inState(home, (db) => Number(db.prepare('SELECT at FROM lease_sight').pluck().get()));
}

function setSight({ home }: Installation, at: number): void {
  inState(home, (db) => db.prepare('UPDATE lease_sight SET at = ?').run(at));
}

function inState<T>(home: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(home, 'state.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Without the tool's own process between, which a kill would hit instead; null where there is no faketime. */
function skewedBy(by: string): RunOptions | null {
  try {
    const library = execFileSync('faketime', ['-f', by, 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim();
    return { environment: { LD_PRELOAD: library, FAKETIME: by, NO_FAKE_STAT: '1' } };
  } catch {
    return null;
  }
}
