import { after, before, describe, it, type TestContext } from 'node:test';
import { type CrashScene, removeScene } from '../../support/crash-scene.ts';
import { agreedScene, behindScene, joiningScene, unpublishedScene } from '../../support/crash-scenes.ts';
import { walk, walksAll } from '../../support/crash-walk.ts';

/** Three parts of a snapshot. */
const longTextChars = 1_500_000;

describe('killed inside a long step, nothing is lost, torn or left lying', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  async function sceneFor(t: TestContext, from: Promise<CrashScene>): Promise<CrashScene> {
    const scene = await from;
    t.after(() => removeScene(scene));
    return scene;
  }

  const push = { actor: 'laptop', act: { kind: 'sync', intent: 'push' } } as const;
  const pull = { actor: 'board', act: { kind: 'sync', intent: 'pull' } } as const;

  it('around every write to the folder', async (t) => {
    const scene = await sceneFor(t, unpublishedScene(agreed));
    const at = walksAll ? /remote\.(create|put)|file\.(link|rename|mkdir)/ : /before file\.(link|rename)/;
    t.diagnostic(`${await walk({ scene, ...push, at: fits(at), files: true })} crashes`);
  });

  it('between the parts of an upload', async (t) => {
    const scene = await sceneFor(t, unpublishedScene(agreed, longTextChars));
    const at = walksAll ? /scratch\.blocks|remote\.create|in source/ : /at scratch\.blocks #2|after remote.*part-0001/;
    t.diagnostic(`${await walk({ scene, ...push, at: fits(at) })} crashes`);
  });

  it('between the parts of a download, and in the middle of the live file', async (t) => {
    const scene = await sceneFor(t, behindScene(agreed, longTextChars));
    const at = walksAll ? /scratch\.write|in source/ : /append #2|in source\.place #3$/;
    t.diagnostic(`${await walk({ scene, ...pull, at: fits(at) })} crashes`);
  });

  it('in the safety copy and around what is written beside the memory', async (t) => {
    const scene = await sceneFor(t, behindScene(agreed));
    const at = walksAll
      ? /source\.|restorePoints\./
      : /in source\.copyTo$|after (restorePoints\.flush|source\.(keep|settle))/;
    t.diagnostic(`${await walk({ scene, ...pull, at: fits(at) })} crashes`);
  });

  it('where a first image takes its name', async (t) => {
    const scene = await sceneFor(t, joiningScene());
    const at = /file\.(rename|copyFile|chmod) \.?claude-mem|after source\.place/;
    t.diagnostic(`${await walk({ scene, ...pull, at: fits(at), files: true })} crashes`);
  });
});

function fits(pattern: RegExp): (point: string) => boolean {
  return (point) => pattern.test(point);
}
