import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { newestChange, startTune, tune } from './program.ts';
import type { Answers } from './steps.ts';

/** It may be over before we strike: then it is taken back, and tried again. */
const triesMax = 5;
/** From the start of a command to where it is killed. */
const strikeMsMax = 240_000;
/** Whoever sets up zram; that unit is held up so that the command can be met while it waits for it. */
const units = ['systemd-zram-setup@zram0.service', 'zramswap.service'];

/** Kills a command with SIGKILL in the middle of what `where` says. The state that the journal is left in is the answer. */
export async function kill([command = '', where]: readonly string[]): Promise<Answers['kill']> {
  if (where === 'restart') holdUp();
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const child = startTune(command === 'revert' ? ['revert'] : ['apply', '--yes'], command !== 'helper');
    const ended = once(child, 'exit');
    const endMs = performance.now() + strikeMsMax;
    while (!isReached(command, where) && performance.now() < endMs && child.exitCode === null) {
      // Between two states that we tell apart the journal is written several times, and flushed.
      await sleep(1);
    }
    if (where === 'restart') await swapIsOff(() => performance.now() < endMs && child.exitCode === null);
    const isDead = command === 'helper' ? await killHelper(ended) : await killChild(child, ended);
    const change = newestChange();
    if (isDead && change !== null && isReached(command, where)) {
      return { tries, state: change.state, step: change.steps[change.state.index ?? -1]?.kind ?? '' };
    }
    if (command !== 'revert') tune(['revert']);
    else throw new Error(`a revert ended before it was killed: ${JSON.stringify(change?.state)}`);
  }
  throw new Error(`never met the command at ${command} ${where}: ${JSON.stringify(newestChange()?.state)}`);
}

async function killChild(child: ChildProcess, ended: Promise<unknown[]>): Promise<boolean> {
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

/** The unit of the one connection there is. Whoever asked hears that it is gone. */
async function killHelper(ended: Promise<unknown[]>): Promise<boolean> {
  execFileSync('systemctl', ['kill', '--signal=KILL', 'membridge-tune@*.service']);
  const [code] = await ended;
  return code !== 0;
}

function isReached(command: string, where: string | undefined): boolean {
  const change = newestChange();
  if (change === null) return false;
  const { state, steps } = change;
  if (command === 'revert') return state.kind === 'reverting';
  return state.kind === 'applying' && steps[state.index ?? -1]?.kind === where;
}

/** The unit that was at work stops before it is held up. */
async function swapIsOff(mayWait: () => boolean): Promise<void> {
  while (readFileSync('/proc/swaps', 'utf8').includes('/dev/zram0') && mayWait()) await sleep(20);
}

/** In /run: gone with this boot. */
function holdUp(): void {
  for (const unit of units) {
    const folder = `/run/systemd/system/${unit}.d`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/99-hold-up.conf`, '[Service]\nExecStartPre=/bin/sleep 100\n');
  }
  execFileSync('systemctl', ['daemon-reload']);
}
