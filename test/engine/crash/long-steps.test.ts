import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { run } from '../../support/crash-machine.ts';
import { crash, pointsOf } from '../../support/crash-run.ts';
import { copyScene, type CrashScene, removeScene, titlesOf } from '../../support/crash-scene.ts';
import {
  agreedScene,
  behindScene,
  brokenBytes,
  brokenScene,
  joiningScene,
  unpublishedScene,
} from '../../support/crash-scenes.ts';
import { assertQuiet } from '../../support/crash-checks.ts';
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

  it('between the parts of an upload and around every write to the folder', async (t) => {
    const from = await sceneFor(t, unpublishedScene(agreed, longTextChars));
    const some =
      /before file\.(link|rename)|at scratch\.blocks #2|after remote\.create snapshots.*#2|in source\.takeImage #3$/;
    const many = /scratch\.blocks|remote\.(create|put)|file\.(link|rename)|in source/;
    const act = { kind: 'sync', intent: 'push' } as const;
    t.diagnostic(
      `${await walk({ scene: from, actor: 'laptop', act, at: walksAll ? fits(many) : fits(some), files: true })} crashes`,
    );
  });

  it('between the parts of a download, in the safety copy and in the middle of the live file', async (t) => {
    const from = await sceneFor(t, behindScene(agreed, longTextChars));
    const some =
      /append #2|(in|after) source\.place( #3)?$|in source\.copyTo$|after (restorePoints\.flush|source\.(keep|settle))/;
    const many = /scratch\.|source\.|restorePoints\./;
    const act = { kind: 'sync', intent: 'pull' } as const;
    t.diagnostic(`${await walk({ scene: from, actor: 'board', act, at: walksAll ? fits(many) : fits(some) })} crashes`);
  });

  it('where a first image takes its name', async (t) => {
    const scene = await sceneFor(t, joiningScene());
    const at = /file\.(rename|copyFile|chmod) \.?claude-mem|after source\.place/;
    t.diagnostic(
      `${await walk({ scene, actor: 'board', act: { kind: 'sync', intent: 'pull' }, at: fits(at), files: true })} crashes`,
    );
  });

  it('where a file that cannot be opened is moved away', async (t) => {
    const scene = await sceneFor(t, brokenScene(agreed));
    const order = { act: { kind: 'restore', id: 'r2' }, files: true } as const;
    const trial = await copyScene(scene);
    const points = (await pointsOf({ ...order, place: trial.board })).filter((point) =>
      /(file\.rename|after file\.copyFile) \.?claude-mem|source\.place/.test(point),
    );
    await removeScene(trial);
    assert.ok(points.length > 8, points.join());
    for (const killAt of points) {
      const copy = await copyScene(scene);
      await crash({ ...order, place: copy.board, killAt });
      await run(copy.board, order.act);
      assert.deepEqual(await titlesOf(copy.board.database), ['first'], killAt);
      assert.deepEqual(brokenCopies(copy.board.home), ['claude-mem.db', 'claude-mem.db-wal'], killAt);
      await assertQuiet(copy, 'board');
      await removeScene(copy);
    }
    t.diagnostic(`${points.length} crashes`);
  });
});

function fits(pattern: RegExp): (point: string) => boolean {
  return (point) => pattern.test(point);
}

/** What restore points keep of the broken file, by name; each once. */
function brokenCopies(home: string): string[] {
  const folder = join(home, 'restore-points');
  const aside = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.parentPath.endsWith('aside'),
  );
  for (const { name, parentPath } of aside) {
    const kept = readFileSync(join(parentPath, name), 'utf8');
    assert.equal(kept, name.endsWith('-wal') ? 'of the broken one' : brokenBytes);
  }
  return aside.map(({ name }) => name).sort();
}
