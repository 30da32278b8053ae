import { spawn } from 'node:child_process';
import { watchPeak } from '../support/peak-of-process.ts';
import type { CommandLine } from './contestant.ts';

export interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Runs one command to its end and measures it from outside. Throws with what it said when it fails. */
export async function measure({ command, args, environment }: CommandLine, home: string): Promise<Measured> {
  const startedMs = performance.now();
  // The environment of a plain shell: nothing that would make one of them faster or slower.
  const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', ...environment };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const peak = watchPeak(child.pid);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(peak);
  const seconds = (performance.now() - startedMs) / 1000;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}: ${said}`);
  return { seconds, peakBytes: peak() };
}
