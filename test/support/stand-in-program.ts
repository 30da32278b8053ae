/** The program of stand-in-worker.ts: `start` launches a worker, `--daemon` is the worker. Run by its worker-service.cjs. */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { behave, behaviourOf } from './stand-in-worker.ts';

/** claude-mem's own rules (its spawn lock, and how long its launcher waits). */
const lockStaleMs = 90_000;
const launcherWaitMsMax = 30_000;
/** No test lasts longer; a stand-in that was forgotten ends. */
const lifeMsMax = 300_000;

const folder = required('CLAUDE_MEM_DATA_DIR');
const port = Number(required('CLAUDE_MEM_WORKER_PORT'));
const pidFile = join(folder, 'worker.pid');
const lockFile = join(folder, 'spawn.lock');
const script = process.argv[1] ?? '';

const command = process.argv[2];
if (command === 'start') await launchWorker();
else if (command === 'hold') await holdDatabase();
else await work();

/** As claude-mem's `start`: one launcher at a time by spawn.lock, then wait for readiness, whoever spawned the worker. */
async function launchWorker(): Promise<void> {
  note('launch');
  if (await isReady()) return;
  const { failingStarts = 0, ...rest } = behaviourOf(folder);
  if (failingStarts > 0) return behave(folder, { ...rest, failingStarts: failingStarts - 1 });
  const locked = takeLock();
  try {
    if (locked) spawnSelf('--daemon');
    const untilMs = Date.now() + launcherWaitMsMax;
    while (!(await isReady()) && Date.now() < untilMs) await sleep(50);
  } finally {
    if (locked) rmSync(lockFile, { force: true });
  }
}

function takeLock(): boolean {
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > lockStaleMs) rmSync(lockFile, { force: true });
  } catch {
    // None there.
  }
  try {
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, startedAt: new Date().toISOString() }), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

async function work(): Promise<void> {
  const behaviour = behaviourOf(folder);
  let ready = false;
  /** The open database, once there is one. */
  const held: Database.Database[] = [];
  const version = (JSON.parse(readFileSync(join(dirname(script), '..', 'package.json'), 'utf8')) as { version: string })
    .version;
  const server = createServer((request, response) => {
    if (request.url === '/api/health') {
      return answer(response, 200, { status: 'ok', version, workerPath: script, pid: process.pid, initialized: ready });
    }
    if (request.url === '/api/readiness')
      return answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'initializing' });
    if (request.url !== '/api/admin/shutdown' || request.method !== 'POST') return answer(response, 404, {});
    if (behaviourOf(folder).refusesShutdown) return answer(response, 500, { status: 'busy' });
    response.on('finish', () => void end());
    answer(response, 200, { status: 'shutting_down' });
  });

  let ending = false;
  /** The port first, the database later: what the real worker does and what makes a closed port no proof. */
  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    note('shutdown');
    const now = behaviourOf(folder);
    server.close();
    server.closeAllConnections();
    if (now.leavesHolder) await leaveHolder();
    if (now.hangsOnShutdown) return;
    await sleep(now.endsAfterMs ?? 0);
    held[0]?.close();
    rmSync(pidFile, { force: true });
    note('end');
    process.exit(0);
  }

  process.on('SIGTERM', () => {
    if (!behaviourOf(folder).hangsOnShutdown) void end();
  });
  liveNoLongerThan(lifeMsMax);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  note('start');
  writeFileSync(
    pidFile,
    JSON.stringify({ pid: process.pid, port, startedAt: new Date().toISOString(), startToken: ownStartToken() }),
  );
  await sleep(behaviour.readyAfterMs ?? 0);
  held.push(openDatabase());
  ready = behaviour.neverReady !== true;
  if (ready) note('ready');
}

/** Open, with a page read, so that -wal and -shm exist and are held too. */
function openDatabase(): Database.Database {
  const path = join(folder, 'claude-mem.db');
  if (!existsSync(path)) createClaudeMemDatabase(path);
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.prepare('SELECT count(*) FROM sqlite_master').get();
  return database;
}

async function leaveHolder(): Promise<void> {
  spawnSelf('hold');
  while (!existsSync(join(folder, 'stand-in.held'))) await sleep(20);
}

async function holdDatabase(): Promise<void> {
  const database = openDatabase();
  writeFileSync(join(folder, 'stand-in.held'), String(process.pid));
  liveNoLongerThan(lifeMsMax);
  process.on('exit', () => database.close());
}

function spawnSelf(command: string): void {
  spawn(process.execPath, ['--no-warnings', script, command], {
    detached: true,
    stdio: 'ignore',
    env: process.env,
  }).unref();
}

/** Keeps the process alive, and ends it when its folder is gone or its time is over. */
function liveNoLongerThan(ms: number): void {
  const untilMs = Date.now() + ms;
  setInterval(() => {
    if (Date.now() > untilMs || !existsSync(folder)) process.exit(0);
  }, 500);
}

async function isReady(): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/api/readiness`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

function note(event: string): void {
  appendFileSync(join(folder, 'stand-in.log'), `${event} ${process.pid}\n`);
}

/** Field 22 of /proc/self/stat; elsewhere none, as an older claude-mem. */
function ownStartToken(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19];
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the stand-in needs ${name}`);
  return value;
}
