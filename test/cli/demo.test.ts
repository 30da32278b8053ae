import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { assertHealthy, tableCounts } from '../support/database-checks.ts';
import { changedPaths, fingerprint } from '../support/fingerprint.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const program = resolve(import.meta.dirname, '../../core/cli/membridge.mjs');

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `membridge …` in an environment that differs from this test's in `more`. */
function membridge(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ending> {
  return new Promise((done) => {
    const environment = { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', ...more };
    execFile(process.execPath, [program, ...args], { env: environment }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** A home with things in it that must stay as they are. */
async function furnishedHome(below: string): Promise<string> {
  const home = join(below, 'home of a person');
  for (const name of ['.claude-mem', '.membridge', '.claude']) {
    await mkdir(join(home, name), { recursive: true });
    await writeFile(join(home, name, 'kept.txt'), 'mine');
  }
  return home;
}

/** What observations say, in an order of their own. */
function observations(path: string): unknown[][] {
  const db = new Database(path);
  try {
    const rows = db.prepare('SELECT title, narrative, facts, created_at_epoch FROM observations ORDER BY 1, 2, 3, 4');
    return rows.raw().all() as unknown[][];
  } finally {
    db.close();
  }
}

describe('the demonstration, three at once in one temporary folder with a space in its name', () => {
  let english: Ending;
  let ukrainian: Ending;
  let inJson: Ending;
  let temporary: string;
  let changedAtHome: string[];

  let below: string;

  before(async () => {
    below = await realpath(await mkdtemp(join(tmpdir(), 'demo-test-')));
    const home = await furnishedHome(below);
    temporary = join(below, 'temporary files');
    await mkdir(temporary);
    const outside = {
      HOME: home,
      USERPROFILE: home,
      CLAUDE_CONFIG_DIR: '',
      CLAUDE_MEM_DATA_DIR: join(home, '.claude-mem'),
      MEMBRIDGE_HOME: join(home, '.membridge'),
      TMPDIR: temporary,
    };
    const untouched = await fingerprint([home]);
    [english, ukrainian, inJson] = await Promise.all([
      membridge(['demo'], outside),
      membridge(['demo', '--lang', 'uk'], outside),
      membridge(['demo', '--demo', '--json'], outside),
    ]);
    changedAtHome = changedPaths(untouched, await fingerprint([home]));
  });
  after(() => rm(below, { recursive: true, force: true }));

  function keptFolder({ stdout }: Ending): string {
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    assert.match(last, /^kept in: \//);
    return last.slice('kept in: '.length);
  }

  test('ends well in both languages, and says where everything is kept', async () => {
    for (const ending of [english, ukrainian]) {
      assert.deepEqual({ code: ending.code, stderr: ending.stderr }, { code: 0, stderr: '' });
      assert.equal(dirname(keptFolder(ending)), temporary);
    }
    assert.equal(inJson.code, 0, inJson.stderr);
    const names = await readdir(temporary);
    assert.deepEqual(names.map((name) => name.replace(/-[^-]+$/, '')).sort(), Array(3).fill('membridge-demo'));
  });

  test('leaves the home of the person as it was', () => {
    assert.deepEqual(changedAtHome, []);
  });

  test('tells eight steps in lines of at most 80 columns, without colours in a pipe', () => {
    for (const { stdout } of [english, ukrainian]) {
      const lines = stdout.split('\n');
      assert.deepEqual(
        lines.flatMap((line) => /^ ?(\d+) {2}\S/.exec(line)?.[1] ?? []).map(Number),
        [1, 2, 3, 4, 5, 6, 7, 8],
      );
      const long = lines.filter((line) => line.length > 80 && !/npm run|^kept in: |membridge-demo-/.test(line));
      assert.deepEqual(long, []);
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(stdout, /\u001b/);
      assert.doesNotMatch(stdout, /undefined|NaN|\[object/);
    }
    assert.match(ukrainian.stdout, /Ноутбук надсилає/);
    assert.match(english.stdout, /conflicts keep 1 theirs[\s\S]*\(exit\s+code\s+5\)/);
  });

  test('leaves two healthy memories behind that say the same', async () => {
    for (const [ending, laptop, board] of [
      [english, 'laptop', 'board'],
      [ukrainian, 'ноутбук', 'плата'],
    ] as const) {
      const memory = (machine: string) => join(keptFolder(ending), machine, 'claude-mem', 'claude-mem.db');
      for (const machine of [laptop, board]) {
        await assertHealthy(memory(machine));
        // 200 at the start, two in step 4, one in step 6.
        assert.equal((await tableCounts(memory(machine)))['sdk_sessions'], 203);
        assert.deepEqual(
          (await readdir(dirname(memory(machine)))).filter((name) => /-(wal|shm)$/.test(name)),
          [],
        );
      }
      assert.deepEqual(observations(memory(laptop)), observations(memory(board)));
    }
  });

  test('leaves a folder in which nothing but project.json is readable', async () => {
    const folder = keptFolder(english);
    const remote = join(folder, 'remote');
    const db = new Database(join(folder, 'laptop', 'claude-mem', 'claude-mem.db'), { readonly: true });
    const titles = db.prepare('SELECT DISTINCT title FROM observations').pluck().all().map(String);
    db.close();
    assert.ok(titles.length > 100);
    const entries = await readdir(remote, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    assert.ok(files.length > 10, files.join('\n'));
    for (const file of files) {
      const body = await readFile(file);
      const isSealed = body.subarray(0, 22).toString('latin1') === 'age-encryption.org/v1\n';
      assert.equal(isSealed, basename(file) !== 'project.json', file);
      assert.equal(
        titles.find((title) => body.includes(title)),
        undefined,
        file,
      );
    }
  });

  test('gives the same figures as one JSON document', async () => {
    const report = JSON.parse(inJson.stdout);
    const { ok, command, exitCode, first, joined, both, conflict, away, verify, remote } = report;
    assert.deepEqual({ ok, command, exitCode }, { ok: true, command: 'demo', exitCode: 0 });
    assert.deepEqual([away.exitCode, away.code, away.kept > 0], [5, 'remote-missing', true]);
    assert.ok(first.records > 1_000 && first.records === joined.records && both.applied.records > 0);
    assert.deepEqual([verify.findings, verify.local, remote.titlesReadable], [[], 'same', 0]);
    const titles = observations(join(report.folder, 'board', 'claude-mem', 'claude-mem.db')).map(([title]) => title);
    assert.ok(titles.includes(conflict.kept) && !titles.includes(conflict.lost));
    const stored = await readdir(remote.folder, { recursive: true, withFileTypes: true });
    assert.equal(remote.files.length, stored.filter((entry) => entry.isFile()).length);
  });

  test('its last piece of advice works as it is printed', async () => {
    const line = english.stdout.split('\n').find((text) => text.includes('-- --home'));
    const [, home] = /-- --home '([^']+)' history$/.exec(line ?? '') ?? [];
    assert.ok(home !== undefined, line);
    const { code, stdout, stderr } = await membridge(['--home', home, 'history'], { TMPDIR: temporary });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /sync, brought .* from board/);
  });
});

test('npm start runs the host, and with --demo the demonstration', async () => {
  const text = await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8');
  assert.equal(JSON.parse(text).scripts.start, 'node core/cli/membridge.mjs start');
});

test('without a folder for temporary files the demonstration says so in one sentence and ends with 1', async (t) => {
  const absent = join(await scratchFolder(t, 'demo'), 'absent');
  const { code, stdout, stderr } = await membridge(['demo'], { TMPDIR: absent });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
  assert.match(stderr, /no folder can be made in \S*absent \(ENOENT\): set TMPDIR to another/);
});
