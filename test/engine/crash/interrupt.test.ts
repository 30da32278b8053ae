import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { assertAgreed, assertQuiet, unreachable } from '../../support/crash-checks.ts';
import { type CrashAct, run } from '../../support/crash-machine.ts';
import { type AtPoint, numbered, withPoints } from '../../support/crash-points.ts';
import {
  copyScene,
  type CrashScene,
  type MachineName,
  reachable,
  removeScene,
  titlesOf,
} from '../../support/crash-scene.ts';
import { agreedScene, behindScene, publishCases, pullCases, restoreCases } from '../../support/crash-scenes.ts';
import { assertWhole, walksAll } from '../../support/crash-walk.ts';
import { assertWorkerBack, sceneWithStandIn } from '../../support/crash-worker.ts';

/** Where a person's Ctrl-C falls: in a wait, in a copy, between two steps. */
const sample = /^(in source|after (state\.setJournal|worker\.stop|remote\.create|scratch\.write))/;

const few = new Set(['a push', 'a pull', 'a restore']);
const cases = [...publishCases, ...pullCases, ...restoreCases].filter(({ name }) => walksAll || few.has(name));

describe('interrupted anywhere, an act ends at once and leaves nothing half done', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  for (const { name, scene, actor, act } of cases) {
    it(`in ${name}`, async (t) => {
      const from = await scene(agreed);
      t.after(() => removeScene(from));
      const before = await titlesOf(from[actor].database);
      const contents = await reachable(from);
      const trial = await copyScene(from);
      const points = await interrupted(trial, actor, act, null);
      const known = { before, after: await titlesOf(trial[actor].database) };
      await removeScene(trial);
      const chosen = points.seen.filter((point) => walksAll || sample.test(point));
      let stopped = 0;
      for (const [index, point] of chosen.entries()) {
        const copy = await copyScene(from);
        const { ending } = await interrupted(copy, actor, act, point);
        stopped += ending === 'interrupted' ? 1 : 0;
        await assertWhole(copy, actor, known);
        await assertQuiet(copy, actor).catch((cause: unknown) =>
          assert.fail(`interrupted at '${point}': ${String(cause)}`),
        );
        assert.deepEqual(unreachable(contents, await reachable(copy)), [], point);
        if (index % 8 === 0) await assertAgreed(copy, actor);
        await removeScene(copy);
      }
      assert.ok(stopped > 1, `only ${stopped} of ${chosen.length} were stopped`);
      t.diagnostic(`${chosen.length} interruptions, ${stopped} before the end`);
    });
  }

  it('and a worker that was stopped runs again', async (t) => {
    if (process.platform !== 'linux') return t.skip('needs /proc: run it on Linux');
    const behind = await behindScene(agreed);
    t.after(() => removeScene(behind));
    for (const point of ['before worker.stop', 'after worker.stop', 'in source.copyTo', 'after source.place']) {
      const { scene, end } = await sceneWithStandIn(behind, true);
      try {
        await interrupted(scene, 'board', { kind: 'sync', intent: 'pull' }, point);
        await assertWorkerBack(scene, true, 'all');
      } finally {
        await end();
      }
    }
  });
});

/** Runs the act and aborts it at the point; how it ended, and the points it came by. */
async function interrupted(scene: CrashScene, actor: MachineName, act: CrashAct, stopAt: string | null) {
  const controller = new AbortController();
  const seen: string[] = [];
  const note: AtPoint = (point) => {
    seen.push(point);
    if (point === stopAt) controller.abort();
  };
  const at = numbered(note);
  try {
    await run(scene[actor], act, (machine) => withPoints(machine, at), { signal: controller.signal });
    return { seen, ending: 'done' as const };
  } catch (error) {
    if (!isFault(error, 'interrupted')) throw error;
    return { seen, ending: 'interrupted' as const };
  }
}
