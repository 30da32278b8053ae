/** Our own home: damaged, moved, lost, used twice. The memory and what is stored never suffer from it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { assertQuiet } from '../../support/crash-checks.ts';
import { addRows, titlesOf } from '../../support/crash-scene.ts';
import { sha256Of } from '../../support/folder-bytes.ts';
import { assertRefused, initArgs, run, start, succeed } from '../../support/membridge-program.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { addLarge, publishedBelow, scenes } from '../../support/situation.ts';

const { agreed, end } = scenes();
after(end);

/** Keeps a push at work for some tenths of a second. */
const busyBytes = 8_000_000;

describe('a home whose files are damaged', () => {
  it('settings that are no JSON: refused with the path, and nothing is overwritten', async (t) => {
    const scene = await agreed(t);
    const settings = join(scene.laptop.home, 'settings.json');
    for (const text of ['{"format":1, "connection"', '[]', '']) {
      writeFileSync(settings, text);
      const before = publishedBelow(scene.remote);
      assertRefused(await run(scene.laptop, ['push']), { code: 'settings-unreadable', exit: 2, names: [settings] });
      assert.equal(readFileSync(settings, 'utf8'), text);
      assert.deepEqual(publishedBelow(scene.remote), before);
    }
    assertRefused(await run(scene.laptop, initArgs(scene.laptop, 'plain')), {
      code: 'settings-unreadable',
      exit: 2,
      names: [settings],
    });
  });

  it('the opened key is gone or garbage: nothing is read or written without it', async (t) => {
    const scene = await agreed(t);
    const secrets = join(scene.laptop.home, 'secrets.json');
    addRows(scene.laptop.database, ['news']);
    const before = publishedBelow(scene.remote);
    writeFileSync(secrets, 'AGE-SECRET-KEY-1 was here');
    const garbled = await run(scene.laptop, ['push']);
    assertRefused(garbled, { code: 'secrets-unreadable', exit: 2, names: [secrets] });
    assert.doesNotMatch(JSON.stringify(garbled), /AGE-SECRET/, 'a secret was shown');
    rmSync(secrets);
    assertRefused(await run(scene.laptop, ['push']), {
      code: 'passphrase-needed',
      exit: 2,
      names: [scene.laptop.home],
    });
    assert.deepEqual(publishedBelow(scene.remote), before);
  });

  it('a state that is no database: it is moved aside, told, and the memories agree again without a loss', async (t) => {
    const scene = await agreed(t);
    const { home, database } = scene.laptop;
    addRows(database, ['news']);
    await succeed(scene.laptop, ['push']);
    writeFileSync(join(home, 'state.db'), 'no database at all, but long enough to look like one. '.repeat(200));
    const before = sha256Of(database);
    const told = await run(scene.laptop, ['sync']);
    assert.equal(told.exitCode, 0);
    assert.match(told.stderr, /moved-aside/);
    assert.equal(sha256Of(database), before);
    assert.doesNotMatch((await run(scene.laptop, ['sync'])).stderr, /moved-aside/, 'told twice');
    assert.ok(readdirSync(join(home, 'moved-aside')).length > 0, 'the damaged state was thrown away');
    addRows(database, ['more']);
    await succeed(scene.laptop, ['push']);
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'more', 'news', 'second']);
  });
});

describe('a home that went elsewhere', () => {
  it('moved: it goes on there, as the same device, with its restore points', async (t) => {
    const scene = await agreed(t);
    const board = { ...scene.board, home: join(scene.folder, 'інше місце', 'дім') };
    const before = (await succeed(scene.board, ['status']))['device'];
    mkdirSync(join(scene.folder, 'інше місце'));
    renameSync(scene.board.home, board.home);
    addRows(board.database, ['news']);
    await succeed(board, ['push']);
    assert.deepEqual((await succeed(board, ['status']))['device'], before);
    await succeed(board, ['restore', 'r2', '--yes']);
    assert.deepEqual(await titlesOf(board.database), ['first']);
    assertRefused(await run(scene.board, ['status']), { code: 'not-connected', exit: 2, names: [scene.board.home] });
  });

  it('deleted: joining again as a new device finds that both sides agree, and loses nothing', async (t) => {
    const scene = await agreed(t);
    const project = { ...scene.laptop, remote: join(scene.folder, 'own folder') };
    rmSync(project.home, { recursive: true });
    await succeed(project, initArgs(project, 'sealed'));
    await succeed(project, ['push']);
    const first = (await succeed(project, ['status']))['device'] as { id: string };
    rmSync(project.home, { recursive: true });
    assertRefused(await run(project, ['push']), { code: 'not-connected', exit: 2, names: [project.home] });
    const again = await succeed(project, initArgs(project, 'sealed'));
    assert.deepEqual(again['plan'], { upload: 0, bring: 0, bothHave: false, delete: 0 });
    const { decision } = await succeed(project, ['sync']);
    assert.equal((decision as { kind: string }).kind, 'adopt');
    addRows(project.database, ['news']);
    await succeed(project, ['push']);
    const { device, devices, base } = await succeed(project, ['status']);
    assert.notEqual((device as { id: string }).id, first.id);
    assert.equal((devices as unknown[]).length, 2);
    assert.equal((base as { revision: number }).revision, 2);
  });

  it('copied to another machine with its state: the second one is seen to know other revisions, and nothing is overwritten', async (t) => {
    const scene = await agreed(t);
    const clone = { ...scene.laptop, home: join(scene.folder, 'clone') };
    cpSync(scene.laptop.home, clone.home, { recursive: true });
    addRows(scene.laptop.database, ['news']);
    await succeed(scene.laptop, ['push']);
    addRows(clone.database, ['of the clone']);
    const before = publishedBelow(scene.remote);
    const ran = await run(clone, ['push']);
    if (ran.exitCode !== 0) assertRefused(ran, { code: 'diverged', exit: 4 });
    const now = publishedBelow(scene.remote);
    for (const [name, sum] of Object.entries(before)) {
      if (!name.includes('/devices/')) assert.equal(now[name], sum, `${name} was overwritten`);
    }
  });
});

describe('two at once', () => {
  it('two commands of one home: the second waits a little, then says who is at work; status still answers', async (t) => {
    const scene = await agreed(t);
    addLarge(scene.laptop.database, 'large', busyBytes);
    const pushing = start(scene.laptop, ['push']);
    await untilAtWork(scene.laptop.home);
    pushing.child.kill('SIGSTOP');
    const second = await run(scene.laptop, ['push']);
    const status = await run(scene.laptop, ['status']);
    pushing.child.kill('SIGCONT');
    assertRefused(second, { code: 'home-busy', exit: 3, names: [scene.laptop.home] });
    assert.equal(status.exitCode, 0, JSON.stringify(status));
    assert.equal((await pushing.ended).exitCode, 0);
    await assertQuiet(scene, 'laptop');
  });

  it('two homes on one memory: the second is told that the memory is taken', async (t) => {
    const scene = await agreed(t);
    addLarge(scene.laptop.database, 'large', busyBytes);
    const other = { ...scene.laptop, home: join(scene.folder, 'other home') };
    cpSync(scene.board.home, other.home, { recursive: true });
    const settings = join(other.home, 'settings.json');
    writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(scene.board.database, scene.laptop.database));
    const pushing = start(scene.laptop, ['push']);
    await untilAtWork(scene.laptop.home);
    pushing.child.kill('SIGSTOP');
    const second = await run(other, ['push']);
    pushing.child.kill('SIGCONT');
    assertRefused(second, { code: 'source-busy', exit: 3, names: [scene.laptop.database] });
    assert.equal((await pushing.ended).exitCode, 0);
  });

  it('a push that the system killed for its memory: the next one cleans up and publishes', async (t) => {
    const scene = await agreed(t);
    addLarge(scene.laptop.database, 'large', busyBytes);
    const pushing = start(scene.laptop, ['push']);
    await untilAtWork(scene.laptop.home);
    pushing.child.kill('SIGKILL');
    assert.equal((await pushing.ended).signal, 'SIGKILL');
    await succeed(scene.laptop, ['push']);
    await assertQuiet(scene, 'laptop');
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'large', 'second']);
  });
});

/** Until a push has its image in the scratch folder: it holds all its locks then. */
async function untilAtWork(home: string): Promise<void> {
  const untilMs = performance.now() + 20_000;
  while (performance.now() < untilMs) {
    if (readdirSync(join(home, 'scratch')).some((name) => name.startsWith('publish-'))) return;
    await sleep(5);
  }
  throw new Error('the push never began');
}
