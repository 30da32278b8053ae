import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertQuiet } from '../../support/crash-checks.ts';
import { run } from '../../support/crash-machine.ts';
import { crash, pointsOf } from '../../support/crash-run.ts';
import { copyScene, type CrashScene, removeScene, titlesOf } from '../../support/crash-scene.ts';
import { agreedScene, brokenBytes, brokenScene } from '../../support/crash-scenes.ts';

describe('killed while a file that cannot be opened is moved away, it is kept and a memory is there', () => {
  let scene: CrashScene;
  before(async () => {
    const agreed = await agreedScene();
    scene = await brokenScene(agreed);
    await removeScene(agreed);
  });
  after(() => removeScene(scene));

  it('by a restore', async (t) => {
    const order = { act: { kind: 'restore', id: 'r2' }, files: true } as const;
    const trial = await copyScene(scene);
    const points = (await pointsOf({ ...order, place: trial.board })).filter((point) =>
      /(file\.rename|after file\.copyFile) \.?claude-mem|after source\.place/.test(point),
    );
    await removeScene(trial);
    assert.ok(points.length > 4, points.join());
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
