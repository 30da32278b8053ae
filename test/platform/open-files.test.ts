import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { holdersOf, parseLsof } from '../../core/platform/open-files.ts';

describe('who has a file open', () => {
  it('names the process that does, by any name of the file', async (t) => {
    if (process.platform !== 'linux') return t.skip('needs /proc: run it on Linux');
    const folder = temporary(t);
    const path = join(folder, 'пам’ять 1.db');
    const other = join(folder, 'same file');
    writeFileSync(path, 'x');
    linkSync(path, other);
    symlinkSync(path, join(folder, 'link'));
    const pid = await holder(t, other);
    for (const name of [path, other, join(folder, 'link')]) {
      const found = await holdersOf([join(folder, 'absent'), name], process.platform);
      assert.deepEqual(found, { kind: 'known', holders: [{ pid, name: 'sleep' }] });
    }
  });

  it('counts neither ourselves nor who has another file open', async (t) => {
    if (process.platform !== 'linux') return t.skip('needs /proc: run it on Linux');
    const folder = temporary(t);
    const path = join(folder, 'a.db');
    writeFileSync(path, 'x');
    writeFileSync(join(folder, 'b.db'), 'x');
    await holder(t, join(folder, 'b.db'));
    const own = openSync(path, 'r');
    t.after(() => closeSync(own));
    assert.deepEqual(await holdersOf([path], process.platform), { kind: 'known', holders: [] });
  });

  it('does not know from inside a user namespace, where the links of others cannot be followed', async (t) => {
    const own = spawnSync('unshare', ['--user', 'true']);
    if (own.status !== 0) return t.skip('this machine cannot: make a user namespace');
    const folder = temporary(t);
    const path = join(folder, 'a.db');
    writeFileSync(path, 'x');
    await holder(t, path);
    const source = join(import.meta.dirname, '..', '..', 'core', 'platform', 'open-files.ts');
    const lines = `import { holdersOf } from ${JSON.stringify(source)};
console.log(JSON.stringify(await holdersOf([process.argv[1]], process.platform)));`;
    const inside = ['--user', process.execPath, '--input-type=module', '--eval', lines, path];
    const { stdout, stderr } = spawnSync('unshare', inside, { encoding: 'utf8' });
    assert.equal(stdout.trim(), '{"kind":"unknown"}', stderr);
  });

  it('says nobody for files that are absent, and that it does not know on Windows', async (t) => {
    const folder = temporary(t);
    assert.deepEqual(await holdersOf([join(folder, 'absent')], 'win32'), { kind: 'known', holders: [] });
    writeFileSync(join(folder, 'there'), '');
    assert.deepEqual(await holdersOf([join(folder, 'there')], 'win32'), { kind: 'unknown' });
  });

  it('reads the answer of lsof', () => {
    const output = `p812\ncbun\nf21\nf22\np${process.pid}\ncnode\np9001\ncsqlite3\n`;
    assert.deepEqual(parseLsof(output), [
      { pid: 812, name: 'bun' },
      { pid: 9001, name: 'sqlite3' },
    ]);
    assert.deepEqual(parseLsof(''), []);
  });
});

/** A process that has the file open; gives its pid. */
async function holder(t: TestContext, path: string): Promise<number> {
  const child = spawn('/bin/sh', ['-c', 'exec 7<"$0"; echo open; exec sleep 60', path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  // Its name changes when sleep has taken over.
  while (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'sleep')
    await new Promise((resolve) => setTimeout(resolve, 5));
  return pid;
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-open-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
