/** The real claude-mem worker for one test: isolated, on a free loopback port, and gone when the test is over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import {
  type ClaudeMemPackage,
  type ClaudeMemVersion,
  claudeMemVersion,
  installedClaudeMem,
} from './claude-mem-package.ts';
import { freePort } from './free-port.ts';
import { layOutPlugin, workerScript } from './plugin-layout.ts';
import { markerVariable } from './test-environment.ts';
import { endWorkers, workerPids } from './worker-processes.ts';

export const realClaudeMemMissing = 'needs the real claude-mem: npm run test:tools';

/** A loaded two-core machine took 7.5 s; beyond this something is wrong. */
const readyMsMax = 30_000;
/** The worker's own hard deadline for a graceful stop is 10 s. */
const stopMsMax = 15_000;
const httpMsMax = 10_000;

export interface RealClaudeMemOptions {
  /** The worker's data folder (the database is claude-mem.db in it); made if absent. */
  readonly dataDir: string;
  /** Stands for ~/.claude; default: a temporary folder. The plugin is laid out in it. */
  readonly configDir?: string;
  readonly version?: ClaudeMemVersion;
}

export interface RealClaudeMem {
  readonly port: number;
  readonly dataDir: string;
  readonly configDir: string;
  /** Root of the plugin in `configDir` that `start` runs. */
  readonly pluginRoot: string;
  readonly package: ClaudeMemPackage;
  /** The environment of the worker; what a program under test needs to find and start the same one (bun is in PATH). */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the worker and waits until it is ready; gives the milliseconds that took. */
  start(): Promise<number>;
  /** Waits until some worker of this data folder, whoever started it, is ready; gives the milliseconds that took. */
  ready(): Promise<number>;
  /** Asks every worker of this data folder to shut down and waits until their processes are gone. */
  stop(): Promise<void>;
  /** Kills without warning, as a power cut would. */
  kill(): Promise<void>;
  /** Process ids of the live workers of this data folder, whoever started them. */
  pids(): number[];
  /** One request to the worker, e.g. `http('/api/stats')`. */
  http(path: string, init?: RequestInit): Promise<Response>;
  /** Saves a memory by hand, as a person would; fails unless the worker says it is saved. Gives its id. */
  save(text: string, title: string, project: string): Promise<number>;
}

/**
 * Prepares the real worker for this test, or skips the test and gives undefined:
 * `const worker = await realClaudeMem(t, { dataDir }); if (!worker) return;`
 * What `t.after` was given runs in the order it was given: a folder removed before our stop is removed again after it.
 */
export async function realClaudeMem(t: TestContext, options: RealClaudeMemOptions): Promise<RealClaudeMem | undefined> {
  const installed = installedClaudeMem(options.version ?? claudeMemVersion);
  if (!installed) {
    t.skip(realClaudeMemMissing);
    return undefined;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'membridge-worker-'));
  const configDir = options.configDir ?? join(scratch, 'claude');
  const home = join(scratch, 'home');
  for (const folder of [options.dataDir, configDir, home]) mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const environment = workerEnvironment(installed, { home, configDir, dataDir: options.dataDir, port });
  const worker = makeWorker(
    installed,
    layOutPlugin(configDir, installed),
    options.dataDir,
    configDir,
    port,
    environment,
  );
  t.after(async () => {
    const removed = !existsSync(options.dataDir);
    await worker.stop();
    if (removed) rmSync(options.dataDir, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  });
  return worker;
}

/** Nothing of the person's own environment but TMPDIR; no `claude` in PATH, so no model is ever called. */
function workerEnvironment(
  installed: ClaudeMemPackage,
  at: { home: string; configDir: string; dataDir: string; port: number },
): Record<string, string> {
  const marker = process.env[markerVariable];
  return {
    PATH: `${dirname(installed.bun)}:/usr/bin:/bin`,
    HOME: at.home,
    TMPDIR: tmpdir(),
    LANG: 'C.UTF-8',
    CLAUDE_CONFIG_DIR: at.configDir,
    CLAUDE_MEM_DATA_DIR: at.dataDir,
    CLAUDE_MEM_WORKER_HOST: '127.0.0.1',
    CLAUDE_MEM_WORKER_PORT: String(at.port),
    CLAUDE_MEM_CHROMA_ENABLED: 'false',
    CLAUDE_MEM_TELEMETRY: '0',
    DO_NOT_TRACK: '1',
    // So that the runner finds a worker that a crashed test left behind.
    ...(marker === undefined ? {} : { [markerVariable]: marker }),
  };
}

function makeWorker(
  installed: ClaudeMemPackage,
  pluginRoot: string,
  dataDir: string,
  configDir: string,
  port: number,
  environment: Record<string, string>,
): RealClaudeMem {
  let child: ChildProcess | undefined;
  const http = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(httpMsMax), ...init });
  const ready = () => waitUntilReady(http, () => child?.exitCode ?? null);

  return {
    port,
    dataDir,
    configDir,
    pluginRoot,
    package: installed,
    environment,
    http,
    ready,
    pids: () => workerPids(dataDir),
    async start() {
      // A child of ours, so that it is reaped when it ends; the launcher's daemon would be left to process 1.
      const started = spawn(installed.bun, [workerScript(pluginRoot), '--daemon'], {
        cwd: dataDir,
        env: environment,
        stdio: 'ignore',
      });
      endWithThisProcess(started);
      child = started;
      return ready();
    },
    async stop() {
      if (workerPids(dataDir).length > 0) await http('/api/admin/shutdown', { method: 'POST' }).catch(() => undefined);
      await endWorkers(dataDir, stopMsMax);
    },
    async kill() {
      await endWorkers(dataDir, 0);
    },
    async save(text, title, project) {
      const body = JSON.stringify({ text, title, project });
      const answer = await http('/api/memory/save', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const said = (await answer.json()) as { success?: boolean; id?: number };
      if (!answer.ok || said.success !== true || said.id === undefined)
        throw new Error(`not saved: ${JSON.stringify(said)}`);
      return said.id;
    },
  };
}

/** A test that crashes must not leave a worker behind. */
function endWithThisProcess(child: ChildProcess): void {
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

/** How often readiness is asked for. */
const askEveryMs = 50;

async function waitUntilReady(http: RealClaudeMem['http'], exitCode: () => number | null): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < readyMsMax) {
    const answer = await http('/api/readiness').catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return Math.round(performance.now() - startedMs);
    if (exitCode() !== null) throw new Error(`the worker ended with exit code ${exitCode()} before it was ready`);
    await sleep(askEveryMs);
  }
  throw new Error(`the worker was not ready after ${readyMsMax} ms`);
}
