/** Two machines of which one has the real claude-mem, and what can be seen of its worker from outside. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { addDemoSession, demoStartEpochMs } from '../../core/demo/data.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import type { ClaudeMemVersion } from './claude-mem-package.ts';
import { initArgs, type Installation, succeed } from './membridge-program.ts';
import { workerScript } from './plugin-layout.ts';
import { type RealClaudeMem, realClaudeMem } from './real-claude-mem.ts';

export interface Pair {
  readonly laptop: Installation;
  readonly board: Installation;
  readonly remote: string;
  /** Of the machine that was asked for. */
  readonly real: RealClaudeMem;
}

/** Two machines that are not connected yet; one of them has claude-mem. Null where the test is skipped. */
export async function machines(
  t: TestContext,
  withWorker: 'laptop' | 'board',
  version: ClaudeMemVersion = '13.25.3',
): Promise<Pair | null> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'membridge-real-')));
  const remote = join(folder, 'спільна тека');
  const installation = (label: string): Installation => ({
    label,
    remote,
    home: join(folder, label, 'membridge'),
    database: join(folder, label, 'памʼять', 'claude-mem.db'),
    environment: { HOME: join(folder, label), CLAUDE_CONFIG_DIR: join(folder, label, '.claude') },
  });
  const pair = { laptop: installation('laptop'), board: installation('board') };
  for (const { database } of Object.values(pair)) mkdirSync(dirname(database), { recursive: true });
  const chosen = pair[withWorker];
  const real = await realClaudeMem(t, { dataDir: dirname(chosen.database), version });
  // After the worker's own end: a live worker would make its folder again.
  t.after(() => rm(folder, { recursive: true, force: true }));
  if (!real) return null;
  return { ...pair, [withWorker]: { ...chosen, environment: real.environment }, remote, real };
}

export type Behind = Pair & { readonly titles: readonly string[] };

/** The board agrees on a first revision, the laptop has published a second one; the board has claude-mem, not running. */
export async function behindBoard(t: TestContext, version: ClaudeMemVersion = '13.25.3'): Promise<Behind | null> {
  const pair = await machines(t, 'board', version);
  if (pair === null) return null;
  const { laptop, board } = pair;
  createClaudeMemDatabase(laptop.database);
  addDemoSession(laptop.database, { seed: 'first', machine: 'laptop', startEpochMs: demoStartEpochMs });
  await succeed(laptop, initArgs(laptop, 'sealed'));
  await succeed(laptop, ['push']);
  await succeed(board, initArgs(board, 'sealed'));
  // An older claude-mem could not open it.
  if (version === '13.25.3') await succeed(board, ['pull']);
  const news = await publishSession(laptop, 'news');
  return { ...pair, titles: news };
}

export async function publishSession(at: Installation, seed: string): Promise<readonly string[]> {
  const session = addDemoSession(at.database, { seed, machine: 'laptop', startEpochMs: Date.UTC(2026, 10, 1) });
  const title = `паляниця: ${seed}`;
  write(at.database, (db) => {
    db.prepare('UPDATE observations SET title = ? WHERE id = (SELECT max(id) FROM observations)').run(title);
  });
  await succeed(at, ['push']);
  return [title, ...session.titles.slice(0, -1)];
}

/** As any other program would, waiting for the worker. */
export function write(database: string, work: (db: Database.Database) => void): void {
  const db = new Database(database, { timeout: 10_000 });
  try {
    work(db);
  } finally {
    db.close();
  }
}

/** How long the worker is away when it is stopped and started by hand, by its own launcher. */
export async function plainRestart(real: RealClaudeMem): Promise<number> {
  const watch = watchReadiness(real);
  await real.stop();
  await launch(real);
  await real.ready();
  return watch.end();
}

/** Claude Code's SessionStart hook. */
export async function launch(real: RealClaudeMem): Promise<void> {
  const child = spawn(real.package.bun, [workerScript(real.pluginRoot), 'start'], {
    cwd: real.dataDir,
    env: real.environment,
    stdio: 'ignore',
  });
  await once(child, 'exit');
}

const askEveryMs = 25;

/** Measures for how long the worker does not say that it is ready. */
export function watchReadiness(real: RealClaudeMem): { end(): Promise<number> } {
  let downSinceMs: number | null = null;
  let downMs = 0;
  const stop = new AbortController();
  const asking = (async () => {
    while (!stop.signal.aborted || downSinceMs !== null) {
      const answer = await real.http('/api/readiness').catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok !== true) downSinceMs ??= performance.now();
      else if (downSinceMs !== null) {
        downMs += performance.now() - downSinceMs;
        downSinceMs = null;
      }
      await sleep(askEveryMs);
    }
  })();
  return {
    async end() {
      stop.abort();
      await asking;
      return Math.round(downMs);
    },
  };
}

/** Two hooks that call the launcher again and again. */
export function hookLoop(real: RealClaudeMem): { once(): Promise<void>; end(): Promise<void> } {
  const stop = new AbortController();
  const loops = [1, 2].map(async () => {
    while (!stop.signal.aborted) await launch(real);
  });
  return {
    once: () => launch(real),
    async end() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** Live workers; their launchers come and go. */
export function daemons(real: RealClaudeMem): number[] {
  return real.pids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--daemon');
    } catch {
      return false;
    }
  });
}

/** No lock of ours or of a launcher, our markers, and none of the copies that claude-mem makes without them. */
export function assertTidy(real: RealClaudeMem): void {
  const names = readdirSync(real.dataDir);
  assert.deepEqual(
    names.filter((name) => /spawn\.lock|membridge|bak-cwd-remap/.test(name)),
    [],
  );
  assert.equal(existsSync(join(real.dataDir, 'backups')), false, 'claude-mem made a copy of the whole database');
}
