import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { markerVariable } from './test-environment.ts';

/** A child that was told to end may take this long after its test has. */
const graceMs = 2_000;
const pollMs = 50;

/** Test tools that keep a cache in the temporary folder; nothing of ours. */
const toleratedNames = /^(node-compile-cache|v8-compile-cache.*)$/;

/** A process that outlived its test file. */
export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that carry `marker` in their environment, after a short grace. Linux only: elsewhere always none.
 */
export async function leftoverProcesses(marker: string): Promise<Leftover[]> {
  const until = performance.now() + graceMs;
  let found = await markedProcesses(marker);
  while (found.length > 0 && performance.now() < until) {
    await sleep(pollMs);
    found = await markedProcesses(marker);
  }
  return found;
}

async function markedProcesses(marker: string): Promise<Leftover[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found: Leftover[] = [];
  for (const pid of pids) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    if (!environment.split('\0').includes(`${markerVariable}=${marker}`)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    found.push({ pid, command: command.replaceAll('\0', ' ').trim() });
  }
  return found;
}

/** What a test file forgot in its temporary folder. */
export async function leftoverFiles(temporary: string): Promise<string[]> {
  const names = await readdir(temporary).catch(() => []);
  return names.filter((name) => !toleratedNames.test(name));
}
