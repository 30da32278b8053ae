import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerTo, GuestEvent, Step } from './guest/steps.ts';
import { stepsWord } from './guest/steps.ts';
import type { Computer } from './needs.ts';

/** A virtual machine that is off. */
export interface Machine {
  readonly computer: Computer;
  readonly kernel: string;
  /** Its root; changed by what it does. */
  readonly disk: string;
  readonly product: string;
  /** Where its logs go. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A boot takes half a minute here, and each step several seconds; two of them wait for two minutes. */
const bootMsMax = 15 * 60_000;
/** As a board of 1 GB. */
const memoryMib = 1_024;
const tailChars = 4_000;
const plain = `-m ${memoryMib} -display none -monitor none -no-reboot -nodefaults -net none`.split(' ');

/** One boot from power-on to power-off: the answers to the steps. Throws with the end of its log. */
export async function boot<const S extends readonly Step[]>(
  machine: Machine,
  name: string,
  steps: S,
): Promise<{ -readonly [K in keyof S]: AnswerTo<S[K]> }> {
  const { folder, say } = machine;
  const log = join(folder, `${name}.log`);
  const told = join(folder, `${name}.jsonl`);
  for (const path of [log, told]) rmSync(path, { force: true });
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  const progress = { lines: 0 };
  const hear = () => {
    const all = eventsIn(told);
    for (const event of all.slice(progress.lines)) say(`  ${name}, ${seconds()}: ${lineOf(event, steps)}`);
    progress.lines = all.length;
    return all;
  };
  try {
    await run(machine, commandLine(machine, steps), { log, told }, hear);
    const events = hear();
    const failed = events.find((event) => event.kind === 'failed');
    if (failed !== undefined) throw new Error(failed.why);
    const answers = events.flatMap((event) => (event.kind === 'answer' ? [event.answer] : []));
    if (answers.length !== steps.length) throw new Error(`${answers.length} of ${steps.length} steps answered`);
    say(`  ${name}: off after ${seconds()}`);
    return answers as { -readonly [K in keyof S]: AnswerTo<S[K]> };
  } catch (error) {
    const tail = existsSync(log) ? readFileSync(log, 'utf8').slice(-tailChars) : 'no log';
    throw new Error(`${name}: ${String(error)}\nThe end of its console:\n${tail}`, { cause: error });
  }
}

/** Without a first root: the kernel has NVMe and ext4 in it. */
function commandLine({ computer }: Machine, steps: readonly Step[]): string {
  const quiet = ['systemd.mask=getty@tty1.service', `systemd.mask=serial-getty@${computer.console}.service`];
  return [
    `console=${computer.console} root=/dev/nvme0n1 rw panic=-1 net.ifnames=0 mitigations=off`,
    ...quiet,
    `membridge.events=${computer.events}`,
    stepsWord(steps),
  ].join(' ');
}

async function run(
  { computer, kernel, disk, product, signal }: Machine,
  line: string,
  to: { readonly log: string; readonly told: string },
  hear: () => unknown,
): Promise<void> {
  const drive = (id: string, path: string) => `file=${path},format=raw,if=none,id=${id},cache=unsafe`;
  // One controller with two name spaces: two controllers would be found in any order.
  const drives = [
    ['-device', 'nvme,id=nvme,serial=membridge'],
    ['-drive', drive('system', disk), '-device', 'nvme-ns,drive=system,bus=nvme,nsid=1'],
    ['-drive', `${drive('product', product)},readonly=on`, '-device', 'nvme-ns,drive=product,bus=nvme,nsid=2'],
  ].flat();
  const child = spawn(
    computer.command,
    [...computer.args, ...plain, '-kernel', kernel, '-append', line, ...drives, ...computer.lines(to.log, to.told)],
    { stdio: ['ignore', 'ignore', 'pipe'], timeout: bootMsMax, killSignal: 'SIGKILL', signal },
  );
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const end = new Promise<string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => resolve(code === 0 ? null : `QEMU ended with ${by ?? code}: ${said}`));
  });
  const listening = setInterval(hear, 500);
  const fault = await end.finally(() => clearInterval(listening));
  if (fault !== null) throw new Error(fault);
}

function eventsIn(path: string): GuestEvent[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as GuestEvent);
}

function lineOf(event: GuestEvent, steps: readonly Step[]): string {
  switch (event.kind) {
    case 'began':
      return `booted (${event.bootSeconds} s of its own time)`;
    case 'answer':
      return steps[event.index] ?? '?';
    case 'failed':
      return `FAILED at ${steps[event.index]}: ${event.why}`;
    case 'done':
      return 'done';
  }
}
