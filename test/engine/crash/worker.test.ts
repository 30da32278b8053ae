import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutRemote } from '../../support/crash-checks.ts';
import { type CrashAct, run } from '../../support/crash-machine.ts';
import { crash, pointsOf } from '../../support/crash-run.ts';
import { type CrashScene, removeScene, titlesOf } from '../../support/crash-scene.ts';
import { agreedScene, behindScene } from '../../support/crash-scenes.ts';
import { journalWrites, walksAll } from '../../support/crash-walk.ts';
import { assertWorkerBack, sceneWithStandIn } from '../../support/crash-worker.ts';
import { behave } from '../../support/stand-in-worker.ts';
import { assertHealthy } from '../../support/database-checks.ts';

const old = ['first', 'second'];
const sync: CrashAct = { kind: 'sync', intent: 'sync' };

/** Around each call to the worker and each step that only a worker brings; where all is walked, every write of the journal. */
const steps = (point: string): boolean =>
  /worker\.(interlock|stop|start)|replace (settling|starting-worker|agreeing)/.test(point) ||
  (walksAll && journalWrites(point));

const linuxOnly = process.platform === 'linux' ? {} : { skip: 'needs /proc: run it on Linux' };

describe(
  "killed around the stop and the start of claude-mem's worker, it runs again if it ran before",
  linuxOnly,
  () => {
    let behind: CrashScene;
    before(async () => {
      const agreed = await agreedScene();
      behind = await behindScene(agreed);
      await removeScene(agreed);
    });
    after(() => removeScene(behind));

    interface Case {
      readonly name: string;
      readonly act: CrashAct;
      readonly new: readonly string[];
      readonly ran: boolean;
      readonly at: (point: string) => boolean;
    }
    const cases: readonly Case[] = [
      { name: 'a pull', act: sync, new: [...old, 'from laptop'].sort(), ran: true, at: steps },
      {
        name: 'a pull while no worker runs',
        act: sync,
        new: [...old, 'from laptop'].sort(),
        ran: false,
        at: (point) => /after (source\.place|worker\.stop)$/.test(point),
      },
      {
        name: 'an undo',
        act: { kind: 'undo' },
        new: ['first'],
        ran: true,
        at: walksAll ? steps : (point) => /(after worker\.stop|after source\.place|before worker\.start)$/.test(point),
      },
      {
        name: 'a restore',
        act: { kind: 'restore', id: 'r2' },
        new: ['first'],
        ran: true,
        at: walksAll
          ? steps
          : (point) => /(after worker\.interlock|before source\.place|after worker\.start)$/.test(point),
      },
    ];

    for (const each of cases) {
      it(`in ${each.name}`, async (t) => {
        const points = await learn(each.act, each.ran, each.at);
        assert.ok(points.length > 1, points.join());
        await inPairs(points, (killAt, index) => dieAndCheck(each, killAt, index % 2 === 0));
        t.diagnostic(`${points.length} crashes`);
      });
    }

    it('is told once when it does not start any more, and later runs go on', async () => {
      const { scene, end } = await sceneWithStandIn(behind, true);
      const { board } = scene;
      try {
        await crash({ place: board, act: sync, killAt: 'after source.place', files: false });
        behave(dirname(board.database), { failingStarts: 99 });
        await assert.rejects(run(board, sync), { code: 'worker-stuck' });
        assert.deepEqual(await run(board, sync), { kind: 'nothing', why: 'agreed' });
        assert.deepEqual(await titlesOf(board.database), ['first', 'from laptop', 'second']);
        await assertWorkerBack(scene, false, 'all');
      } finally {
        await end();
      }
    });

    async function learn(act: CrashAct, ran: boolean, at: (point: string) => boolean): Promise<string[]> {
      const { scene, end } = await sceneWithStandIn(behind, ran);
      try {
        const points = (await pointsOf({ place: scene.board, act, files: false })).filter(at);
        await assertWorkerBack(scene, ran, 'local');
        return points;
      } finally {
        await end();
      }
    }

    /** `alone`: the next start finds no remote. */
    async function dieAndCheck({ act, new: anew, ran }: Case, killAt: string, alone: boolean): Promise<void> {
      const { scene, end } = await sceneWithStandIn(behind, ran);
      const { board } = scene;
      try {
        await crash({ place: board, act, killAt, files: false });
        await assertOneOf(board.database, [old, anew], killAt);
        if (alone) await run(board, { kind: 'recover' }, withoutRemote);
        else await run(board, sync);
        await assertWorkerBack(scene, ran, alone ? 'local' : 'all');
        await assertHealthy(board.database);
        await assertOneOf(board.database, [old, anew, [...old, 'from laptop'].sort()], killAt);
      } catch (error) {
        throw new Error(`killed at '${killAt}'`, { cause: error });
      } finally {
        await end();
      }
    }
  },
);

async function assertOneOf(path: string, contents: readonly (readonly string[])[], killAt: string): Promise<void> {
  const now = await titlesOf(path);
  assert.ok(
    contents.some((content) => content.join() === now?.join()),
    `${killAt}: ${now?.join()}`,
  );
}

/** Two at a time: most of it is waiting for processes to start. */
async function inPairs(items: readonly string[], work: (item: string, index: number) => Promise<void>): Promise<void> {
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next[1], next[0]);
  };
  await Promise.all([worker(), worker()]);
}
