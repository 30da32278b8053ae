import { after, before, describe, it, type TestContext } from 'node:test';
import type { CrashAct } from '../../support/crash-machine.ts';
import { type CrashScene, type MachineName, removeScene } from '../../support/crash-scene.ts';
import { agreedScene, behindScene, divergedScene, forcedScene, unpublishedScene } from '../../support/crash-scenes.ts';
import { journalWrites, walk } from '../../support/crash-walk.ts';

interface Case {
  readonly name: string;
  readonly scene: (agreed: CrashScene) => Promise<CrashScene>;
  readonly actor: MachineName;
  readonly act: CrashAct;
}

const cases: readonly Case[] = [
  { name: 'push', scene: unpublishedScene, actor: 'laptop', act: { kind: 'sync', intent: 'push' } },
  { name: 'pull', scene: behindScene, actor: 'board', act: { kind: 'sync', intent: 'pull' } },
  { name: 'force push', scene: divergedScene, actor: 'board', act: { kind: 'sync', intent: 'force-push' } },
  { name: 'force pull', scene: divergedScene, actor: 'board', act: { kind: 'sync', intent: 'force-pull' } },
  { name: 'pull of what another forced', scene: forcedScene, actor: 'laptop', act: { kind: 'sync', intent: 'pull' } },
  { name: 'restore', scene: divergedScene, actor: 'board', act: { kind: 'restore', id: 'r2' } },
  { name: 'undo of a pull', scene: async (agreed) => agreed, actor: 'board', act: { kind: 'undo' } },
  { name: 'undo of a force push', scene: forcedScene, actor: 'board', act: { kind: 'undo' } },
];

describe('killed before and after every write of the journal, nothing is lost, torn or left lying', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  for (const { name, scene, actor, act } of cases) {
    it(`in a ${name}`, async (t: TestContext) => {
      const from = await scene(agreed);
      if (from !== agreed) t.after(() => removeScene(from));
      t.diagnostic(`${await walk({ scene: from, actor, act, at: journalWrites })} crashes`);
    });
  }
});
