/**
 * Killed before and after every call to a port and every change of a name on the disk. `MEMBRIDGE_TEST_CRASH=all` walks all
 * of some two thousand points, a number each so many; CI each tenth; everybody else a handful, so that the test itself
 * stays true.
 */
import { after, before, describe, it } from 'node:test';
import { type CrashScene, removeScene } from '../support/crash-scene.ts';
import { agreedScene, publishCases, pullCases, restoreCases } from '../support/crash-scenes.ts';
import { walk, walksAll } from '../support/crash-walk.ts';

const asked = Number(process.env['MEMBRIDGE_TEST_CRASH']);
const each = walksAll ? 1 : asked > 0 ? asked : process.env['CI'] === 'true' ? 10 : 100;

describe('killed anywhere, nothing is lost, torn or left lying', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  for (const [number, { name, scene, actor, act }] of [...publishCases, ...pullCases, ...restoreCases].entries()) {
    it(`in ${name}`, async (t) => {
      const from = await scene(agreed);
      t.after(() => removeScene(from));
      let index = number * 7;
      const at = () => (index += 1) % each === 0;
      t.diagnostic(`${await walk({ scene: from, actor, act, at, files: true })} crashes`);
    });
  }
});
