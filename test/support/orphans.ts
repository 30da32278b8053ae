/**
 * Real processes that look like Claude's helpers: copies of the shell under a helper's name, which run a script of a
 * helper's name and wait without using the processor. All of them end with the test.
 */
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOwner } from '../../core/model/cleanup/owners.ts';
import type { ProcessFacts, ProcessTable } from '../../core/model/cleanup/process.ts';
import type { ProcessTableReader } from '../../core/ports/process-table.ts';
import { procTable } from '../../core/tuning/proc-table.ts';
import { scratchFolder } from './scratch-folder.ts';

/** Anything here takes milliseconds; beyond this something is wrong. */
const waitMsMax = 60_000;
const lookEveryMs = 20;
/** What is older than this passes for old: fifteen minutes and more. */
const olderMs = 20 * 60_000;
/** Between two looks, for who must have been idle as long. */
const betweenMs = 30_000;

export interface Orphans {
  readonly folder: string;
  /** Starts `script` of bash lines under the name of a program, left behind by a parent that ended. Gives its number. */
  leave(
    name: string,
    program: string,
    words: readonly string[],
    script: string,
    options?: LeaveOptions,
  ): Promise<number>;
  /** The same as a child of this process, which is alive. */
  keep(name: string, program: string, words: readonly string[], script: string): Promise<number>;
  /** The machine's own table, in which every look is later by half a minute and everybody has been there for long. */
  readonly reader: ProcessTableReader;
  facts(pid: number): Promise<ProcessFacts>;
  /** Lets go of all inputs. */
  closeInputs(): void;
  isThere(pid: number): boolean;
}

export interface LeaveOptions {
  /** A second program of the same session: name, program, words, script. */
  readonly beside?: readonly [string, string, readonly string[], string];
  /** Its input is a pipe that this process holds. */
  readonly hasInput?: boolean;
  /** A command that becomes it: `unshare --mount`. */
  readonly under?: string;
}

/** Waits for ever, and once it sleeps it does nothing else; answers a request to end as the system does. */
export const waits = 'read nothing < "$0.never"';
export const ignoresTerm = `trap '' TERM; while :; do read nothing < "$0.never"; done`;

export async function orphans(t: TestContext): Promise<Orphans> {
  const folder = await scratchFolder(t, 'orphans');
  const started = new Map<number, string>();
  const inputs: (() => void)[] = [];
  let looked = 0;
  const closeInputs = () => {
    for (const close of inputs) close();
  };
  t.after(() => {
    closeInputs();
    for (const [pid, start] of started) if (startOf(pid) === start) process.kill(pid, 'SIGKILL');
  });

  /** A line of bash that runs it; the script first says its number, without starting anything for that. */
  function line(name: string, program: string, words: readonly string[], script: string): string {
    const bin = join(folder, name, 'bin', program);
    const file = join(folder, name, words[0] ?? 'script');
    mkdirSync(dirname(bin), { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync('/bin/bash', bin);
    execFileSync('mkfifo', [`${file}.never`]);
    writeFileSync(file, `echo $$ > "$0.pid"\n${script}\n`);
    return [bin, file, ...words.slice(1)].map((word) => `'${word}'`).join(' ');
  }

  async function pidOf(name: string, word: string): Promise<number> {
    const file = join(folder, name, `${word}.pid`);
    await until(`${name} has started`, () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
    const pid = Number(readFileSync(file, 'utf8'));
    started.set(pid, startOf(pid) ?? '');
    return pid;
  }

  const reader: ProcessTableReader = {
    async look() {
      const table = await procTable('/').look();
      looked += 1;
      return placed(table, started, olderMs + looked * betweenMs);
    },
  };
  return {
    folder,
    reader,
    closeInputs,
    async leave(name, program, words, script, { beside, hasInput = false, under = '' } = {}) {
      const first = `${under} ${line(name, program, words, script)} ${hasInput ? '<&3' : '</dev/null'} >/dev/null 2>&1 3<&- &`;
      const second = beside === undefined ? '' : `${line(...beside)} </dev/null >/dev/null 2>&1 &`;
      const stdio = ['ignore', 'ignore', 'inherit', hasInput ? 'pipe' : 'ignore'] as const;
      const parent = spawn('/bin/bash', ['-c', `${first}\n${second}`], { detached: true, stdio: [...stdio] });
      const ended = new Promise((resolve, reject) => parent.once('exit', resolve).once('error', reject));
      if (beside !== undefined) await pidOf(beside[0], beside[2][0] ?? '');
      const pid = await pidOf(name, words[0] ?? '');
      await ended;
      inputs.push(() => parent.stdio[3]?.destroy());
      return pid;
    },
    async keep(name, program, words, script) {
      const child = spawn('/bin/bash', ['-c', `exec ${line(name, program, words, script)}`], {
        detached: true,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      child.unref();
      return pidOf(name, words[0] ?? '');
    },
    async facts(pid) {
      const found = (await reader.look()).processes.get(pid);
      if (found === undefined) throw new Error(`process ${pid} is not there`);
      return found;
    },
    isThere: (pid) => startOf(pid) === started.get(pid),
  };
}

/**
 * Where these tests run must not matter: a Claude that somebody works with, a container, a service. What was started here
 * is in a scope of its own.
 */
function placed(table: ProcessTable, started: ReadonlyMap<number, string>, laterMs: number): ProcessTable {
  const processes = new Map<number, ProcessFacts>();
  for (const [pid, facts] of table.processes) {
    const isOurs = started.has(pid) || started.has(facts.parentPid);
    if (isOurs)
      processes.set(pid, { ...facts, controlGroups: [{ controllers: '', path: '/test.slice/orphans.scope' }] });
    else if (!isOwner(facts)) processes.set(pid, facts);
  }
  return { ...table, processes, uptimeMs: table.uptimeMs + laterMs };
}

/** When a process started; null for one that has ended. */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return /^[ZX]/.test(fields[0] ?? '') ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + waitMsMax;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`${what}: not so after ${waitMsMax} ms`);
    await sleep(lookEveryMs);
  }
}

/** Why no orphan can be made here; false where it can. */
export const noOrphansBecause =
  process.platform !== 'linux'
    ? 'this machine cannot: orphans are found in /proc (Linux only)'
    : existsSync('/bin/bash')
      ? false
      : 'needs bash: install it, copies of it play the helpers';
