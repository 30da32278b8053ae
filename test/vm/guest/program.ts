import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Answers } from './steps.ts';

const node = '/opt/membridge/node';
const program = '/opt/membridge/dist/membridge.mjs';
/** Nothing of it is read by these commands. */
const env = { PATH: process.env['PATH'], HOME: '/root' };
/** A processor that is interpreted needs seconds to start Node. */
const commandMsMax = 300_000;

/** An account with no rights but the group of the root helper. */
const account = 'pi';
/** Their groups as they are now: like a new sign-in. */
const asAccount = ['setpriv', '--reuid', account, '--regid', account, '--init-groups', node];

export function installHelper(): Answers['tune'] {
  execFileSync('useradd', ['--no-create-home', account]);
  return tune(['install-helper', '--allow', account, '--yes']);
}

/** Runs a command to its end. */
export function tune(words: readonly string[], isRoot = true): Answers['tune'] {
  const [command = node, ...before] = isRoot ? [node] : asAccount;
  const { status, stdout, stderr, error } = spawnSync(command, [...before, program, 'tune', ...words, '--json'], {
    env: { ...env, HOME: isRoot ? env.HOME : '/tmp' },
    encoding: 'utf8',
    timeout: commandMsMax,
  });
  if (error) throw error;
  return { code: status, said: parsed(stdout), stderr };
}

/** Starts a command, to be killed. */
export function startTune(words: readonly string[], isRoot: boolean): ChildProcess {
  const [command = node, ...before] = isRoot ? [node] : asAccount;
  return spawn(command, [...before, program, 'tune', ...words, '--json'], {
    env: { ...env, HOME: isRoot ? env.HOME : '/tmp' },
    stdio: 'ignore',
  });
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
