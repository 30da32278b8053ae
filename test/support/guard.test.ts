import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { realHomesVariable } from './real-home.mjs';

const guard = pathToFileURL(join(import.meta.dirname, 'guard.mjs')).href;

/** A home that stands for the person's, with the folders that no test may touch. */
async function homeOf(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  t.after(() => rm(home, { recursive: true }));
  return home;
}

/** Runs `code` in a guarded process where `home` is the person's; gives what it printed and wrote to stderr. */
async function guarded(home: string, code: string): Promise<string> {
  const environment = { ...process.env, [realHomesVariable]: home, NODE_OPTIONS: `--import=${guard}` };
  const args = ['--input-type=module', '--eval', code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env: environment });
  return stdout + stderr;
}

const planted: Record<string, string> = {
  writeFileSync: `import fs from 'node:fs'; fs.writeFileSync(HOME + '/.claude/settings.json', '{}')`,
  'a named import': `import { mkdirSync } from 'node:fs'; mkdirSync(HOME + '/.claude-mem')`,
  promises: `import { writeFile } from 'node:fs/promises'; await writeFile(HOME + '/.membridge', '')`,
  callbacks: `import { mkdir } from 'node:fs'; mkdir(HOME + '/.claude-mem-minio', () => {})`,
  'a URL': `import fs from 'node:fs'; fs.mkdirSync(new URL('file://' + HOME + '/.claude'))`,
  'a detour': `import fs from 'node:fs'; fs.mkdirSync(HOME + '/x/../.claude')`,
  'the target of a rename': `import fs from 'node:fs'; fs.renameSync(process.execPath, HOME + '/.claude')`,
  reading: `import fs from 'node:fs'; fs.readdirSync(HOME + '/.claude-mem')`,
  streams: `import fs from 'node:fs'; fs.createWriteStream(HOME + '/.claude-mem/a')`,
  'a process started there': `import { spawn } from 'node:child_process'; spawn('true', { cwd: HOME + '/.claude' })`,
  'a promisified exec': `import { exec } from 'node:child_process'; import { promisify } from 'node:util';
    await promisify(exec)('true', { cwd: HOME + '/.claude' })`,
  'a child of a child': `import { execFileSync } from 'node:child_process';
    execFileSync(process.execPath, ['-e', 'require("fs").mkdirSync(' + JSON.stringify(HOME + '/.claude') + ')'])`,
};
for (const [what, code] of Object.entries(planted)) {
  test(`the guard refuses ${what} in the person's memory, and nothing is made there`, async (t) => {
    const home = await homeOf(t);
    const run = guarded(home, code.replaceAll('HOME', JSON.stringify(home)));
    await assert.rejects(run, /test guard: \w+.* which is the person's real/);
    assert.deepEqual(await readdir(home), []);
  });
}

test('the guard lets everything else pass, also what is only named alike', async (t) => {
  const home = await homeOf(t);
  const code = `import fs from 'node:fs'; import { promisify } from 'node:util';
    fs.mkdirSync(HOME + '/.claude-memories'); fs.writeFileSync(HOME + '/.claude-memories/a', 'text');
    const file = fs.openSync(HOME + '/.claude-memories/a'); fs.readSync(file, Buffer.alloc(4)); fs.closeSync(file);
    console.log(await promisify(fs.exists)(HOME + '/.claude-memories/a'), fs.realpathSync.native('/'));`;
  assert.equal(await guarded(home, code.replaceAll('HOME', JSON.stringify(home))), 'true /\n');
});

test('the guard is loaded in this very process', async () => {
  const [home] = (process.env[realHomesVariable] ?? '').split('\n');
  assert.ok(home, 'run this through `node test/run.ts`, which loads the guard');
  await assert.rejects(async () => readdir(join(home, '.claude-mem')), /test guard/);
});
