import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { withoutRemote } from '../support/crash-checks.ts';
import { type CrashAct, run } from '../support/crash-machine.ts';
import { crash } from '../support/crash-run.ts';
import { copyScene, type CrashScene, removeScene, titlesOf } from '../support/crash-scene.ts';
import { agreedScene, behindScene } from '../support/crash-scenes.ts';
import { walksAll } from '../support/crash-walk.ts';
import { assertWorkerBack } from '../support/crash-worker.ts';
import { assertHealthy } from '../support/database-checks.ts';
import { realClaudeMem } from '../support/real-claude-mem.ts';

const sync: CrashAct = { kind: 'sync', intent: 'sync' };
const old = ['first', 'second'];
const anew = ['first', 'from laptop', 'second'];

const steps = [
  'after worker.interlock',
  'after worker.stop',
  'after state.setJournal replace placing',
  'in source.place',
  'after source.place',
  'before worker.start',
  'after worker.start',
];
const moreSteps = [
  'after state.setJournal replace preparing',
  'after state.setJournal replace taking-interlock',
  'after state.setJournal replace stopping-worker',
  'after state.setJournal replace keeping-copy',
  'after state.setJournal replace settling',
  'after state.setJournal replace starting-worker',
  'after state.setJournal replace agreeing',
  'after state.transaction',
];

describe('killed around the stop and the start of the real worker, it runs again and has all memories', () => {
  let behind: CrashScene;
  before(async () => {
    const agreed = await agreedScene();
    behind = await behindScene(agreed);
    await removeScene(agreed);
  });
  after(() => removeScene(behind));

  for (const [number, killAt] of [...steps, ...(walksAll ? moreSteps : [])].entries()) {
    it(killAt, async (t) => dieAndCheck(t, behind, killAt, number % 2 === 0));
  }
});

/** `alone`: the next start finds no remote; the one after it does. */
async function dieAndCheck(t: TestContext, behind: CrashScene, killAt: string, alone: boolean): Promise<void> {
  const copy = await copyScene(behind);
  const { database } = copy.board;
  const configDir = join(copy.folder, 'claude');
  const worker = await realClaudeMem(t, { dataDir: dirname(database), configDir });
  // After the worker's own end, which was registered before: a live worker makes its folder again.
  t.after(() => removeScene(copy));
  if (worker === undefined) return;
  const scene: CrashScene = { ...copy, board: { ...copy.board, environment: worker.environment } };
  await worker.start();

  await crash({ place: scene.board, act: sync, killAt, files: false });
  const now = await titlesOf(database);
  assert.ok(
    [old, anew].some((content) => content.join() === now?.join()),
    `a mixture: ${now?.join()}`,
  );
  await assertHealthy(database);
  if (alone) {
    await run(scene.board, { kind: 'recover' }, withoutRemote);
    await assertWorkerBack(scene, true, 'local');
  }
  await run(scene.board, sync);
  await assertWorkerBack(scene, true, 'all');
  await assertHealthy(database);

  assert.deepEqual(await titlesOf(database), anew);
  const answer = await worker.http('/api/observations?limit=50');
  const listed = JSON.stringify(await answer.json());
  for (const title of anew) assert.ok(listed.includes(`"${title}"`), `the worker does not list ${title}`);
  await worker.save('written after all that', 'later', 'test');
  assert.equal((await titlesOf(database))?.length, anew.length + 1);
}
