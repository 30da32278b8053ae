import assert from 'node:assert/strict';
import { existsSync, renameSync, statSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type CrashAct, openMachine, run } from '../../support/crash-machine.ts';
import { assertQuiet } from '../../support/crash-checks.ts';
import { crash } from '../../support/crash-run.ts';
import { addRows, type CrashScene, reachable, removeScene, titlesOf } from '../../support/crash-scene.ts';
import { agreedScene, behindScene, divergedScene, joiningScene } from '../../support/crash-scenes.ts';
import { assertHealthy } from '../../support/database-checks.ts';
import { otherProcess } from '../../support/other-process.ts';

const pull: CrashAct = { kind: 'sync', intent: 'pull' };
const forcePull: CrashAct = { kind: 'sync', intent: 'force-pull' };
const sync: CrashAct = { kind: 'sync', intent: 'sync' };

const notPlaced = 'before source.place';
const placed = 'after source.place';

const insertSession = `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, user_prompt, started_at, started_at_epoch)
  VALUES ('meanwhile', 'memory of meanwhile', 'test', 'meanwhile', '2026-11-01T10:00:00.000Z', 0)`;
const insertObservation = `INSERT INTO observations (memory_session_id, project, type, title, created_at, created_at_epoch)
  VALUES ('memory of meanwhile', 'test', 'discovery', 'meanwhile', '2026-11-01T10:00:00.000Z', 0)`;

describe('rows that came between a kill in the middle of a replace and the next start', () => {
  let agreed: CrashScene;
  before(async () => {
    agreed = await agreedScene();
  });
  after(() => removeScene(agreed));

  async function crashed(
    t: TestContext,
    from: Promise<CrashScene>,
    act: CrashAct,
    killAt: string,
  ): Promise<CrashScene> {
    const scene = await from;
    t.after(() => removeScene(scene));
    await crash({ place: scene.board, act, killAt, files: false });
    return scene;
  }

  /** What the next start made of the unfinished replace: its entry in the history, or none. */
  async function outcome(scene: CrashScene): Promise<'finished' | 'taken-back'> {
    const entries = async () => {
      const { machine, close } = await openMachine(scene.board);
      const count = machine.state.history(100).length;
      close();
      return count;
    };
    const had = await entries();
    await run(scene.board, { kind: 'recover' });
    await assertHealthy(scene.board.database);
    await assertQuiet(scene, 'board', { reach: 'local' });
    return (await entries()) > had ? 'finished' : 'taken-back';
  }

  for (const leaves of ['nothing beside the file', 'a -wal, because its writer was killed too'] as const) {
    async function write(t: TestContext, path: string): Promise<void> {
      if (leaves === 'nothing beside the file') return addRows(path, ['meanwhile']);
      const writer = await otherProcess(t, path);
      await writer.sql(insertSession);
      await writer.sql(insertObservation);
      await writer.kill();
      assert.ok(statSync(`${path}-wal`).size > 0);
    }

    it(`survive when the image was not placed; they leave ${leaves}`, async (t) => {
      const scene = await crashed(t, behindScene(agreed), pull, notPlaced);
      await write(t, scene.board.database);
      assert.equal(await outcome(scene), 'taken-back');
      assert.deepEqual(await titlesOf(scene.board.database), ['first', 'meanwhile', 'second']);
      // Both sides have moved now: a person decides, nothing is overwritten.
      await assert.rejects(run(scene.board, sync), { code: 'diverged' });
    });

    it(`survive when the image was placed; they leave ${leaves}`, async (t) => {
      const scene = await crashed(t, behindScene(agreed), pull, placed);
      await write(t, scene.board.database);
      assert.equal(await outcome(scene), 'finished');
      assert.deepEqual(await titlesOf(scene.board.database), ['first', 'from laptop', 'meanwhile', 'second']);
      assert.equal((await run(scene.board, sync))?.kind, 'push');
      assert.equal((await run(scene.laptop, sync))?.kind, 'pull');
      assert.deepEqual(await titlesOf(scene.laptop.database), ['first', 'from laptop', 'meanwhile', 'second']);
    });
  }

  it('survive a second kill, of the start that settles the first', async (t) => {
    for (const killAt of [
      'before source.settle',
      'after source.settle',
      'before state.addRestorePoint',
      'before state.clearJournal replace',
    ]) {
      const scene = await crashed(t, behindScene(agreed), pull, placed);
      addRows(scene.board.database, ['meanwhile']);
      await crash({ place: scene.board, act: { kind: 'recover' }, killAt, files: false });
      assert.equal(await outcome(scene), 'finished', killAt);
      assert.deepEqual(await titlesOf(scene.board.database), ['first', 'from laptop', 'meanwhile', 'second'], killAt);
    }
  });

  it('survive in a force pull, and what they came to is told from the image and from the copy', async (t) => {
    const early = await crashed(t, divergedScene(agreed), forcePull, notPlaced);
    addRows(early.board.database, ['meanwhile']);
    assert.equal(await outcome(early), 'taken-back');
    assert.deepEqual(await titlesOf(early.board.database), ['first', 'from board', 'meanwhile', 'second']);

    const late = await crashed(t, divergedScene(agreed), forcePull, placed);
    addRows(late.board.database, ['meanwhile']);
    assert.equal(await outcome(late), 'finished');
    assert.deepEqual(await titlesOf(late.board.database), ['first', 'from laptop', 'meanwhile', 'second']);
    const { machine, close } = await openMachine(late.board);
    const [point] = machine.state.restorePoints();
    const copy = await machine.restorePoints.path(String(point?.id));
    close();
    assert.deepEqual(await titlesOf(String(copy)), ['first', 'from board', 'second'], 'what was there before is kept');
  });

  it('survive where there was no memory before', async (t) => {
    const placedHere = await crashed(t, joiningScene(), pull, placed);
    addRows(placedHere.board.database, ['meanwhile']);
    assert.equal(await outcome(placedHere), 'finished');
    assert.deepEqual(await titlesOf(placedHere.board.database), ['first', 'meanwhile']);

    const empty = await crashed(t, joiningScene(), pull, notPlaced);
    assert.equal(existsSync(empty.board.database), false);
    // The memory tool makes its own database, and has written nothing yet.
    addRows(empty.board.database, []);
    assert.equal(await outcome(empty), 'taken-back');
    assert.deepEqual(await titlesOf(empty.board.database), []);
  });

  it('leave it to a person when the memory tool changed its schema as well', async (t) => {
    for (const killAt of [notPlaced, placed]) {
      const scene = await crashed(t, behindScene(agreed), pull, killAt);
      const upgraded = await otherProcess(t, scene.board.database);
      await upgraded.sql(`CREATE TABLE brought_by_an_upgrade (id INTEGER PRIMARY KEY)`);
      await upgraded.sql(`INSERT INTO schema_versions (version, applied_at) VALUES (999, '2026-11-02')`);
      await upgraded.close();
      const before = await titlesOf(scene.board.database);
      await assert.rejects(run(scene.board, sync), { code: 'diverged' }, killAt);
      assert.deepEqual(await titlesOf(scene.board.database), before, killAt);
      const contents = await reachable(scene);
      assert.ok(
        contents.some((titles) => titles.join() === 'first,second'),
        'what was there before the pull is kept',
      );
      await assertQuiet(scene, 'board');
    }
  });

  it('are not asked of a file that vanished: it is fetched again', async (t) => {
    const scene = await crashed(t, behindScene(agreed), pull, placed);
    renameSync(scene.board.database, `${scene.board.home}/hidden-by-a-person.db`);
    for (const side of ['-wal', '-shm'])
      if (existsSync(scene.board.database + side))
        renameSync(scene.board.database + side, `${scene.board.home}/hidden-by-a-person.db${side}`);
    await run(scene.board, sync);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'from laptop', 'second']);
  });
});
