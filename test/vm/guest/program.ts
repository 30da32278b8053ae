import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Answers } from './steps.ts';

const node = '/opt/membridge/node';
const program = '/opt/membridge/dist/membridge.mjs';
/** Nothing of it is read by these commands. */
const env = { PATH: process.env['PATH'], HOME: '/root' };
/** A processor that is interpreted needs seconds to start Node. */
const commandMsMax = 300_000;

/** Runs a command to its end. */
export function tune(words: readonly string[]): Answers['tune'] {
  const { status, stdout, stderr, error } = spawnSync(node, [program, 'tune', ...words, '--json'], {
    env,
    encoding: 'utf8',
    timeout: commandMsMax,
  });
  if (error) throw error;
  return { code: status, said: parsed(stdout), stderr };
}

/** Starts a command, to be killed. */
export function startTune(words: readonly string[]): ChildProcess {
  return spawn(node, [program, 'tune', ...words, '--json'], { env, stdio: 'ignore' });
}

/** The journal's newest change as it is on the disk; null: there is none. */
export function newestChange(): { state: { kind: string; index?: number }; steps: { kind: string }[] } | null {
  try {
    return JSON.parse(readFileSync('/var/lib/membridge/tuning/journal.json', 'utf8')).transactions.at(-1) ?? null;
  } catch {
    return null;
  }
}

function parsed(text: string): Answers['tune']['said'] {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`not JSON: ${text.slice(0, 500)}`);
  }
}
