/** Disks that are full or gone: what the program says, that nothing is lost, and that it goes on where there is room again. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { assertQuiet } from '../../support/crash-checks.ts';
import { addRows, titlesOf } from '../../support/crash-scene.ts';
import { sha256Of } from '../../support/folder-bytes.ts';
import { assertRefused, run, succeed } from '../../support/membridge-program.ts';
import { addLarge, filesBelow, publishedBelow, scenes } from '../../support/situation.ts';
import { disks, ownDisk } from '../../support/without-rights.ts';

const { agreed, end } = scenes();
after(end);

/** Makes an image of 4 MB, of which 2 MB are stored. */
const largeBytes = 3_600_000;
/** For `disks`: $3 bytes of the disk at $1 are taken. */
const occupy = 'head -c "$3" /dev/zero > "$1/filler"';
const makeRoom = 'rm "$1/filler"';
/** For `shell`: writes into $1 until the disk is full. */
const fill = 'dd if=/dev/zero of="$1/filler" bs=4096 2>/dev/null || true';

describe('the shared folder', () => {
  it('is gone, as a stick that was unplugged: every command says so, and all goes on when it is back', async (t) => {
    const scene = await agreed(t);
    const { laptop, remote } = scene;
    addRows(laptop.database, ['news']);
    const away = join(scene.folder, 'in a drawer');
    const before = sha256Of(laptop.database);
    renameSync(remote, away);
    for (const args of [['push'], ['sync', '--dry-run']]) {
      assertRefused(await run(laptop, args), { code: 'remote-missing', exit: 5, names: [remote] });
    }
    assert.equal((await succeed(laptop, ['status']))['state'], 'offline');
    // An unmounted disk leaves the folder it was mounted on: nothing may be written below it.
    mkdirSync(remote);
    const { error } = await run(laptop, ['push']);
    assert.match(error?.hint ?? '', /mounted/);
    assertRefused(await run(laptop, ['push']), { code: 'remote-rolled-back', exit: 8, names: ['revision 2'] });
    assert.deepEqual(readdirSync(remote), []);
    assert.equal(sha256Of(laptop.database), before);
    rmSync(remote, { recursive: true });
    renameSync(away, remote);
    await succeed(laptop, ['push']);
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'news', 'second']);
    await assertQuiet(scene, 'laptop');
  });

  it('is full: push says so, what is half stored goes at the next push, which succeeds where there is room', async (t) => {
    const scene = await agreed(t);
    const disk = await disks(t, `${ownDisk}; ${occupy}`, scene.remote, '8m', '7M');
    if (disk === null) return;
    const { under } = disk;
    addLarge(scene.laptop.database, 'large', largeBytes);
    const before = publishedBelow(disk.seen(scene.remote));
    assertRefused(await run(scene.laptop, ['push'], { under }), {
      code: 'remote-full',
      exit: 5,
      names: [scene.remote],
    });
    assert.deepEqual(publishedBelow(disk.seen(scene.remote)), before, 'half a snapshot stayed');
    await succeed(scene.board, ['pull'], { under });
    disk.shell(makeRoom, scene.remote);
    await succeed(scene.laptop, ['push'], { under });
    await succeed(scene.board, ['pull'], { under });
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'large', 'second']);
  });
});

describe("the memory's disk", () => {
  it('fills up in the middle of a replace: what was here stays byte for byte, and the next pull succeeds', async (t) => {
    const scene = await agreed(t);
    const { board } = scene;
    const disk = await disks(t, `${ownDisk}; ${occupy}`, dirname(board.database), '24m', '21M');
    if (disk === null) return;
    const { under } = disk;
    addLarge(scene.laptop.database, 'large', largeBytes);
    await succeed(scene.laptop, ['push']);
    const folder = disk.seen(dirname(board.database));
    const before = filesBelow(folder);
    assertRefused(await run(board, ['pull'], { under }), { code: 'disk-full', exit: 1, names: [board.database, /\d/] });
    assert.deepEqual(filesBelow(folder), before);
    assert.deepEqual(filesBelow(join(board.home, 'scratch')), {}, 'the image stayed');
    await succeed(board, ['status'], { under });
    disk.shell(makeRoom, dirname(board.database));
    await succeed(board, ['pull'], { under });
    assert.deepEqual(await titlesOf(disk.seen(board.database)), ['first', 'large', 'second']);
    assert.deepEqual(
      Object.keys(filesBelow(folder)).filter((name) => /membridge|lock|-wal|-shm/.test(name)),
      [],
    );
  });

  it('is full to the last byte: push works all the same, and nothing is left there afterwards', async (t) => {
    const scene = await agreed(t);
    const { laptop } = scene;
    addRows(laptop.database, ['news']);
    const disk = await disks(t, ownDisk, dirname(laptop.database), '1m');
    if (disk === null) return;
    const { under } = disk;
    disk.shell(fill, dirname(laptop.database));
    const folder = disk.seen(dirname(laptop.database));
    const before = filesBelow(folder);
    await succeed(laptop, ['push'], { under });
    assert.equal(filesBelow(folder)['claude-mem.db'], before['claude-mem.db']);
    disk.shell(makeRoom, dirname(laptop.database));
    // SQLite could not even remove what it had begun beside the database; the next look does.
    assert.equal((await succeed(laptop, ['status'], { under }))['state'], 'in-sync');
    assert.deepEqual(Object.keys(filesBelow(folder)), ['claude-mem.db']);
  });
});

describe('the disk of our home', () => {
  it('has less than a copy needs: push and pull say how much, and leave nothing', async (t) => {
    const scene = await agreed(t);
    addLarge(scene.laptop.database, 'large', largeBytes);
    await succeed(scene.laptop, ['push']);
    addRows(scene.board.database, ['another']);
    for (const [name, args] of [
      ['board', ['pull', '--replace', '--yes']],
      ['laptop', ['push', '--force', '--yes']],
    ] as const) {
      const { home, database } = scene[name];
      if (name === 'laptop') addLarge(database, 'more', largeBytes);
      const disk = await disks(t, `${ownDisk}; ${occupy}`, home, '64m', '60M');
      if (disk === null) return;
      const { under } = disk;
      const before = { memory: sha256Of(database), remote: publishedBelow(scene.remote) };
      assertRefused(await run(scene[name], args, { under }), { code: 'disk-full', exit: 1, names: [home, /\d+ MB/] });
      assert.deepEqual({ memory: sha256Of(database), remote: publishedBelow(scene.remote) }, before);
      assert.deepEqual(filesBelow(join(disk.seen(home), 'scratch')), {});
      disk.shell(makeRoom, home);
      await succeed(scene[name], args, { under });
    }
  });

  it('is full to the last byte: one sentence, and all goes on when there is room', async (t) => {
    const scene = await agreed(t);
    const { home, database } = scene.laptop;
    addRows(database, ['news']);
    const disk = await disks(t, ownDisk, home, '32m');
    if (disk === null) return;
    const { under } = disk;
    disk.shell(fill, home);
    const before = { memory: sha256Of(database), remote: publishedBelow(scene.remote) };
    for (const args of [['push'], ['pull', '--replace', '--yes']]) {
      assertRefused(await run(scene.laptop, args, { under }), { code: 'disk-full', exit: 1, names: [home] });
    }
    assert.deepEqual({ memory: sha256Of(database), remote: publishedBelow(scene.remote) }, before);
    disk.shell(makeRoom, home);
    await succeed(scene.laptop, ['push'], { under });
    await succeed(scene.board, ['pull']);
    assert.deepEqual(await titlesOf(scene.board.database), ['first', 'news', 'second']);
  });
});
