import { after, before, describe, it } from 'node:test';
import type { CrashAct } from '../../support/crash-machine.ts';
import { crash } from '../../support/crash-run.ts';
import { type CrashScene, type MachineName, removeScene } from '../../support/crash-scene.ts';
import { agreedScene, behindScene, divergedScene, unpublishedScene } from '../../support/crash-scenes.ts';
import { journalWrites, walk, walksAll } from '../../support/crash-walk.ts';

interface Case {
  readonly scene: (agreed: CrashScene) => Promise<CrashScene>;
  readonly actor: MachineName;
  readonly act: CrashAct;
  /** Where the act itself was killed. */
  readonly killedAt: string;
}
const push = { scene: unpublishedScene, actor: 'laptop', act: { kind: 'sync', intent: 'push' } } as const;
const cases: readonly Case[] = [
  { ...push, killedAt: 'after remote.create snapshots/*/*-*/part-0000' },
  { ...push, killedAt: 'after remote.create head/*-*.json' },
  { scene: behindScene, actor: 'board', act: { kind: 'sync', intent: 'pull' }, killedAt: 'before source.place' },
  { scene: divergedScene, actor: 'board', act: { kind: 'sync', intent: 'force-pull' }, killedAt: 'after source.place' },
];

/** What the start after a kill writes. */
const writes =
  /^after (state\.(clear|transaction|add)|remote\.(put|delete|create)|source\.settle|restorePoints\.remove)/;

describe('killed again in the start that settles the first kill, nothing is lost, torn or left lying', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  for (const { scene, actor, act, killedAt } of cases) {
    it(`of a ${act.kind === 'sync' ? act.intent : act.kind}, ${killedAt}`, async (t) => {
      const from = await scene(agreed);
      t.after(() => removeScene(from));
      await crash({ place: from[actor], act, killAt: killedAt, files: false });
      const at = (point: string) => writes.test(point) || (walksAll && journalWrites(point));
      t.diagnostic(`${await walk({ scene: from, actor, act: { kind: 'recover' }, at })} crashes`);
    });
  }
});
