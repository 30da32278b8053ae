import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { lockHome, lockSource } from '../../core/platform/locks.ts';
import { openTestHome } from '../support/open-test-home.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const program = join(import.meta.dirname, '..', 'support', 'lock-child.ts');
const homeBusy = (error: unknown) => isFault(error, 'home-busy');
const sourceBusy = (error: unknown) => isFault(error, 'source-busy');

/** Root may write everywhere; without these two rights it is as anybody. */
const asAnybody = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];

function start(t: TestContext, args: readonly string[], before: readonly string[] = []): ChildProcess {
  const [command = '', ...rest] = [...before, process.execPath, program, ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

interface Holder {
  /** `in` or the code of the fault. */
  readonly said: string;
  readonly pid: number | undefined;
  /** Lets it free the lock and end. */
  leave(): Promise<void>;
  kill(): Promise<void>;
}

async function holder(
  t: TestContext,
  kind: 'home' | 'source',
  path: string,
  before?: readonly string[],
): Promise<Holder> {
  const child = start(t, ['hold', kind, path], before);
  const ended = once(child, 'exit');
  const [chunk]: unknown[] = await once(child.stdout ?? child, 'data');
  return {
    said: String(chunk).trim(),
    pid: child.pid,
    async leave() {
      child.stdin?.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

test('a home is locked for one, at once busy for the next, and free after release', async (t) => {
  const home = await openTestHome(t);
  const lock = lockHome(home);
  assert.deepEqual(await readdir(home.folder), ['host.lock']);
  assert.throws(
    () => lockHome(home),
    (error) => homeBusy(error) && isFault(error, 'home-busy') && error.data.home === home.folder,
  );
  assert.equal((await holder(t, 'home', home.folder)).said, 'home-busy');
  lock.release();
  lock.release();
  assert.deepEqual(await readdir(home.folder), []);
  lockHome(home).release();
});

test('a try that loses does not free the lock of its own process', async (t) => {
  const home = await openTestHome(t);
  const lock = lockHome(home);
  t.after(() => lock.release());
  for (let tries = 0; tries < 3; tries += 1) assert.throws(() => lockHome(home), homeBusy);
  assert.equal((await holder(t, 'home', home.folder)).said, 'home-busy');
});

test('kill -9 of the holder frees its locks', async (t) => {
  const home = await openTestHome(t);
  const source = join(home.folder, 'claude-mem.db');
  await writeFile(source, 'x');
  for (const [kind, path, take] of [
    ['home', home.folder, () => lockHome(home)],
    ['source', source, () => lockSource(source)],
  ] as const) {
    const other = await holder(t, kind, path);
    assert.equal(other.said, 'in');
    assert.throws(take, (error) => homeBusy(error) || sourceBusy(error));
    await other.kill();
    take().release();
  }
  assert.deepEqual(await readdir(home.folder), ['claude-mem.db']);
});

test('the fault says which process holds the lock, where the system tells', async (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux: only its kernel lists locks');
  const home = await openTestHome(t);
  const { pid } = await holder(t, 'home', home.folder);
  assert.throws(
    () => lockHome(home),
    (error) => {
      assert.ok(isFault(error, 'home-busy') && error.cause instanceof Error);
      assert.match(error.cause.message, new RegExp(`process ${pid} `));
      return true;
    },
  );
});

for (const kind of ['home', 'source'] as const) {
  test(`processes that race for a ${kind} are never inside together`, async (t) => {
    const folder = await scratchFolder(t, 'race');
    const path = kind === 'home' ? folder : join(folder, 'x.db');
    // Three, each in and out 50 times: every release removes the file under the others.
    const racers = [1, 2, 3].map(() => start(t, ['race', kind, path, '50']));
    const said = await Promise.all(racers.map(async ({ stdout }) => (stdout === null ? '' : text(stdout))));
    assert.deepEqual(said, ['done\n', 'done\n', 'done\n']);
    assert.deepEqual(await readdir(folder), []);
  });
}

test('two homes meet on one source by a lock beside it, as open to others as the source', async (t) => {
  const folder = await scratchFolder(t, 'source');
  const path = join(folder, 'моя пам’ять.db');
  await writeFile(path, 'x');
  await chmod(path, 0o660);
  const lock = lockSource(path);
  const beside = `${path}.membridge-lock`;
  assert.equal((await stat(beside)).mode & 0o777 & ~0o020, 0o640);
  assert.equal((await holder(t, 'source', path)).said, 'source-busy');
  lock.release();
  assert.deepEqual(await readdir(folder), ['моя пам’ять.db']);
});

test('a source that is not there yet is locked too, in a folder that is there and in one that is not', async (t) => {
  const folder = await scratchFolder(t, 'source');
  for (const path of [join(folder, 'x.db'), join(folder, 'none', 'x.db')]) {
    const lock = lockSource(path);
    assert.equal((await holder(t, 'source', path)).said, 'source-busy');
    lock.release();
    const next = await holder(t, 'source', path);
    assert.equal(next.said, 'in');
    await next.leave();
  }
  assert.equal((await stat(folder)).isDirectory(), true);
  assert.ok(!(await readdir(folder)).includes('none'));
});

test('a source in a read-only folder is locked in the temporary folder, by inode', async (t) => {
  let folder = '';
  // Before the folder's own removal, which needs the right to write in it.
  t.after(() => chmod(folder, 0o755));
  folder = await scratchFolder(t, 'source');
  await writeFile(join(folder, 'x.db'), 'x');
  await link(join(folder, 'x.db'), join(folder, 'same.db'));
  await chmod(folder, 0o555);
  const before = await readdir(tmpdir());
  const first = await holder(t, 'source', join(folder, 'x.db'), asAnybody);
  assert.equal(first.said, 'in');
  const made = (await readdir(tmpdir())).filter((name) => !before.includes(name));
  assert.deepEqual(
    made.map((name) => /^membridge-\d+-\d+\.lock$/.test(name)),
    [true],
  );
  assert.equal((await holder(t, 'source', join(folder, 'same.db'), asAnybody)).said, 'source-busy');
  await first.kill();
  const second = await holder(t, 'source', join(folder, 'x.db'), asAnybody);
  assert.equal(second.said, 'in');
  await second.leave();
  assert.deepEqual(await readdir(tmpdir()), before);
  assert.deepEqual((await readdir(folder)).toSorted(), ['same.db', 'x.db']);
});

test('a symlink or a file that is no lock in the place of a lock is never written through', async (t) => {
  const home = await openTestHome(t);
  const victim = join(home.folder, 'victim');
  await writeFile(victim, 'mine');
  await symlink(victim, home.lockFile);
  assert.throws(
    () => lockHome(home),
    (error) => isFault(error, 'home-unusable'),
  );
  assert.equal((await stat(victim)).size, 4);
});
