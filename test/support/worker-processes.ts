/** Finds and ends the claude-mem processes of one data folder, and no others. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 20;
/** A killed process is gone at once, unless the kernel holds it; then the test should say so. */
const killMsMax = 5_000;

/** Live claude-mem workers whose environment names `dataDir`. Linux: from /proc; elsewhere: from worker.pid. */
export function workerPids(dataDir: string): number[] {
  return processes(dataDir, /worker-service\.cjs/);
}

/** Waits up to `graceMs` for every claude-mem process of `dataDir` to end, then kills what is left, helpers included. */
export async function endWorkers(dataDir: string, graceMs: number): Promise<void> {
  const left = () => processes(dataDir, /(worker-service|mcp-server|server-service)\.cjs/);
  await waitUntil(() => left().length === 0, graceMs);
  for (const pid of left()) signal(pid, 'SIGKILL');
  if (!(await waitUntil(() => left().length === 0, killMsMax)))
    throw new Error(`worker processes ${left().join(', ')} do not end`);
}

function processes(dataDir: string, commandLine: RegExp): number[] {
  if (process.platform !== 'linux') return recordedPid(dataDir).filter(isAlive);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => belongs(pid, dataDir, commandLine));
}

function belongs(pid: number, dataDir: string, commandLine: RegExp): boolean {
  try {
    // A zombie (its parent has not read its exit code) has an empty command line.
    if (!commandLine.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return false;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`CLAUDE_MEM_DATA_DIR=${dataDir}`);
  } catch {
    return false; // ended meanwhile, or somebody else's
  }
}

function recordedPid(dataDir: string): number[] {
  try {
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'worker.pid'), 'utf8')) as { pid?: number };
    return pid === undefined ? [] : [pid];
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function waitUntil(done: () => boolean, msMax: number): Promise<boolean> {
  const startedMs = performance.now();
  while (!done()) {
    if (performance.now() - startedMs >= msMax) return false;
    await sleep(lookEveryMs);
  }
  return true;
}
