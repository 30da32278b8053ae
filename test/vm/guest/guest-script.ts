// Runs inside of the virtual machine, as root, at the end of each boot: does what the kernel's command line says, tells
// each answer as a line of JSON on the second serial line, and powers off.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from './kill.ts';
import { look } from './look.ts';
import { installHelper, tune } from './program.ts';
import { type Answers, type GuestEvent, type Step, stepsIn } from './steps.ts';

const commandLine = readFileSync('/proc/cmdline', 'utf8');
const channel = /membridge\.events=(\S+)/.exec(commandLine)?.[1] ?? '/dev/ttyS1';
const filler = join(import.meta.dirname, 'fill-child.ts');
/** The automatic revert comes after two minutes; it restarts zram. */
const waitMsMax = 240_000;

// Everything that the boot starts is done: zram is set up, and what was left half done is taken back. 1: some unit failed.
spawnSync('systemctl', ['is-system-running', '--wait']);
tell({ kind: 'began', bootSeconds: uptimeSeconds() });
await doAll(stepsIn(commandLine));
execFileSync('systemctl', ['poweroff', '--no-block']);

async function doAll(steps: readonly Step[]): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      tell({ kind: 'answer', index, answer: await answerTo(step) });
      if (step === 'cut') writeFileSync('/proc/sysrq-trigger', 'b');
    } catch (error) {
      return tell({ kind: 'failed', index, why: error instanceof Error ? String(error.stack) : String(error) });
    }
  }
  tell({ kind: 'done' });
}

async function answerTo(step: Step): Promise<Answers[keyof Answers]> {
  const [verb, ...words] = step.split(' ');
  if (verb === 'look') return look();
  if (verb === 'tune') return tune(words);
  if (verb === 'pi') return tune(words.slice(1), false);
  if (verb === 'install') return installHelper();
  if (verb === 'wait') return await settled();
  if (verb === 'fill')
    return JSON.parse(execFileSync(process.execPath, [filler], { encoding: 'utf8', timeout: waitMsMax }));
  if (verb === 'without') return withoutModule(words[0] ?? '');
  if (verb === 'kill') return await kill(words);
  if (verb !== 'cut') throw new Error(`no such step: ${step}`);
  writeFileSync('/proc/sys/kernel/sysrq', '1');
  return null;
}

/** In /run: gone with this boot. */
function withoutModule(name: string): null {
  mkdirSync('/run/modprobe.d', { recursive: true });
  writeFileSync('/run/modprobe.d/without.conf', `install ${name} /bin/false\n`);
  return null;
}

async function settled(): Promise<Answers['wait']> {
  const began = uptimeSeconds();
  for (;;) {
    const { said } = tune(['status']);
    const seconds = uptimeSeconds() - began;
    if (said.state === 'none' || said.state === 'in-force') return { seconds, said };
    if (seconds * 1000 > waitMsMax) throw new Error(`still ${said.state} after ${seconds} s`);
    await sleep(3_000);
  }
}

/** Opened anew each time: closing waits until the line has taken everything. */
function tell(event: GuestEvent): void {
  const line = openSync(channel, 'w');
  const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
  for (let at = 0; at < bytes.length;) at += writeSync(line, bytes, at);
  closeSync(line);
}

function uptimeSeconds(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
}
