/** Awkward places: links, names, rights. What the program says, and that links and bytes stay as they were. */
import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { assertQuiet } from '../../support/crash-checks.ts';
import { addRows, type CrashScene, titlesOf } from '../../support/crash-scene.ts';
import { sha256Of } from '../../support/folder-bytes.ts';
import { assertRefused, initArgs, type Installation, run, succeed } from '../../support/membridge-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { filesBelow, publishedBelow, scenes } from '../../support/situation.ts';
import { asOrdinaryAccount, disks, noModes, readOnlyDisk } from '../../support/without-rights.ts';

const { agreed, end } = scenes();
after(end);

describe('a memory that is a symbolic link', () => {
  it('stays a link; what it leads to is replaced, and no lock or copy stays on either side', async (t) => {
    const scene = await newsFromLaptop(t);
    const { database } = scene.board;
    const elsewhere = join(scene.folder, 'elsewhere');
    mkdirSync(elsewhere);
    const target = join(elsewhere, 'real memory.db');
    renameSync(database, target);
    symlinkSync(target, database);
    const inode = statSync(target).ino;
    await succeed(scene.board, ['pull']);
    assert.equal(lstatSync(database).isSymbolicLink() && readlinkSync(database), target);
    assert.equal(statSync(target).ino, inode, 'another file has the name');
    assert.deepEqual(await titlesOf(target), ['first', 'news', 'second']);
    assert.deepEqual(readdirSync(elsewhere), ['real memory.db']);
    await assertQuiet(scene, 'board');
  });

  it('that leads to nothing yet gets its target', async (t) => {
    const scene = await newsFromLaptop(t);
    const { database } = scene.board;
    const target = join(scene.folder, 'elsewhere.db');
    renameSync(database, join(scene.folder, 'gone.db'));
    symlinkSync(target, database);
    await succeed(scene.board, ['pull']);
    assert.equal(readlinkSync(database), target);
    assert.deepEqual(await titlesOf(target), ['first', 'news', 'second']);
  });
});

describe('names', () => {
  it('with spaces, quotes and letters of all kinds everywhere: home, memory, folder, label, project', async (t) => {
    const root = join(await scratchFolder(t, 'names'), "Документи  мої — it's #1 % ☂");
    mkdirSync(root, { recursive: true });
    const at = (label: string): Installation => ({
      label,
      home: join(root, `дім ${label}`, 'мій membridge'),
      database: join(root, `памʼять ${label}`, 'claude-mem.db'),
      remote: join(root, 'спільна тека'),
    });
    const [here, there] = [at('ноутбук «А»'), at('плата 🍊')];
    mkdirSync(dirname(here.database), { recursive: true });
    addRows(here.database, ['перше', 'друге']);
    for (const each of [here, there]) await succeed(each, [...initArgs(each, 'sealed'), '--project', 'моя памʼять']);
    await succeed(here, ['push']);
    await succeed(there, ['pull']);
    assert.deepEqual(await titlesOf(there.database), ['друге', 'перше']);
    const { devices, project } = await succeed(there, ['status']);
    assert.deepEqual(
      (devices as { label: string }[]).map(({ label }) => label).sort(),
      [here.label, there.label].sort(),
    );
    assert.equal((project as { name: string }).name, 'моя памʼять');
    assert.doesNotMatch(Object.keys(filesBelow(here.remote)).join(), /[^\x20-\x7e]/, 'the folder shows words of ours');
  });

  it('too long, empty or of two lines: refused before anything is made', async (t) => {
    const scene = await agreed(t);
    const own = { ...scene.laptop, home: join(scene.folder, 'own home'), remote: join(scene.folder, 'own') };
    const bad: readonly [string, string, RegExp][] = [
      ['--label', 'x'.repeat(101), /--label/],
      ['--project', 'й'.repeat(5_000), /--project/],
      ['--project', 'two\nlines', /--project/],
    ];
    for (const [option, value, names] of bad) {
      const ran = await run(own, [...initArgs(own, 'plain'), option, value]);
      assertRefused(ran, { code: 'setting-invalid', exit: 2, names: [names] });
      assert.ok((ran.error?.message.length ?? 0) < 500, 'a sentence of thousands of letters');
    }
    assert.deepEqual({ home: filesBelow(own.home), remote: filesBelow(own.remote) }, { home: {}, remote: {} });
    await succeed(own, [...initArgs(own, 'plain'), '--label', 'x'.repeat(100), '--project', 'й'.repeat(200)]);
    await succeed(own, ['push']);
  });
});

/** How a folder loses its rights: by its modes, as another account meets it; by its mount, as a rescue disk does. */
const locked: Readonly<Record<string, (folder: string, t: TestContext) => Promise<readonly string[] | null>>> = {
  'modes forbid it': async (folder, t) => {
    const under = asOrdinaryAccount();
    if (under === null) return skipped(t, noModes);
    for (const name of readdirSync(folder))
      if (statSync(join(folder, name)).isFile()) chmodSync(join(folder, name), 0o400);
    chmodSync(folder, 0o500);
    return under;
  },
  'its disk is mounted read-only': async (folder, t) => (await disks(t, readOnlyDisk, folder))?.under ?? null,
};

for (const [how, lock] of Object.entries(locked)) {
  describe(`where nothing may be written, because ${how}`, () => {
    it("the memory's folder: push works, pull says so and changes nothing", async (t) => {
      const scene = await newsFromLaptop(t);
      const { database } = scene.board;
      const folder = dirname(database);
      addRows(scene.laptop.database, ['more']);
      const before = filesBelow(folder);
      const under = await lock(folder, t);
      if (under === null) return;
      assertRefused(await run(scene.board, ['pull'], { under }), {
        code: 'source-read-only',
        exit: 6,
        names: [database],
      });
      assert.deepEqual(filesBelow(folder), before);
      const laptopFolder = dirname(scene.laptop.database);
      const laptopUnder = await lock(laptopFolder, t);
      if (laptopUnder === null) return;
      const laptopBefore = filesBelow(laptopFolder);
      await succeed(scene.laptop, ['push'], { under: laptopUnder });
      assert.deepEqual(filesBelow(laptopFolder), laptopBefore);
      chmodSync(folder, 0o700);
      chmodSync(database, 0o600);
      await succeed(scene.board, ['pull']);
      assert.deepEqual(await titlesOf(database), ['first', 'more', 'news', 'second']);
      chmodSync(laptopFolder, 0o700);
      chmodSync(scene.laptop.database, 0o600);
      await assertQuiet(scene, 'board');
      await assertQuiet(scene, 'laptop');
    });

    it('our home: every command that needs it says so, and nothing is published or changed', async (t) => {
      const scene = await newsFromLaptop(t);
      const { home, database } = scene.board;
      const before = { home: withoutLog(home), memory: sha256Of(database), remote: publishedBelow(scene.remote) };
      const under = await lock(home, t);
      if (under === null) return;
      for (const args of [['pull'], ['push']]) {
        assertRefused(await run(scene.board, args, { under }), { code: 'home-unusable', exit: 2, names: [home] });
      }
      const now = { home: withoutLog(home), memory: sha256Of(database), remote: publishedBelow(scene.remote) };
      assert.deepEqual(now, before);
    });

    it('the shared folder: push says so and keeps its work, pull works', async (t) => {
      const scene = await newsFromLaptop(t);
      addRows(scene.laptop.database, ['more']);
      const before = filesBelow(scene.remote);
      const under = await lock(scene.remote, t);
      if (how === 'modes forbid it') await lockBelow(scene.remote, t);
      if (under === null) return;
      assertRefused(await run(scene.laptop, ['push'], { under }), {
        code: 'remote-denied',
        exit: 5,
        names: [scene.remote],
      });
      await succeed(scene.board, ['pull'], { under });
      assert.deepEqual(filesBelow(scene.remote), before);
      assert.deepEqual(await titlesOf(scene.board.database), ['first', 'news', 'second']);
    });
  });
}

function withoutLog(home: string): Record<string, string> {
  return Object.fromEntries(Object.entries(filesBelow(home)).filter(([name]) => !name.startsWith('logs/')));
}

async function newsFromLaptop(t: TestContext): Promise<CrashScene> {
  const scene = await agreed(t);
  addRows(scene.laptop.database, ['news']);
  await succeed(scene.laptop, ['push']);
  return scene;
}

function skipped(t: TestContext, reason: string): null {
  t.skip(reason);
  return null;
}

/** Modes are per folder. */
async function lockBelow(folder: string, t: TestContext): Promise<void> {
  const below = readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const { parentPath, name } of below.filter((entry) => entry.isDirectory())) {
    await locked['modes forbid it']?.(join(parentPath, name), t);
  }
}
