import { after, before, describe, it } from 'node:test';
import { type CrashScene, removeScene } from '../../support/crash-scene.ts';
import { agreedScene, restoreCases, usual } from '../../support/crash-scenes.ts';
import { journalWrites, walk, walksAll } from '../../support/crash-walk.ts';

describe('killed before and after every write of the journal, nothing is lost, torn or left lying', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  for (const { name, scene, actor, act } of walksAll ? restoreCases : usual(restoreCases)) {
    it(`in ${name}`, async (t) => {
      const from = await scene(agreed);
      t.after(() => removeScene(from));
      t.diagnostic(`${await walk({ scene: from, actor, act, at: journalWrites })} crashes`);
    });
  }
});
