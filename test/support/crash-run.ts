/** Runs crash-program.ts: to learn an act's points, or to have it killed at one. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { CrashOrder } from './crash-program.ts';

/** Far above what one act takes; a child that hangs must not hang the walk. */
const childMsMax = 60_000;

/** The points of an act, in order. Rejects when the act fails. */
export async function pointsOf(order: Omit<CrashOrder, 'killAt'>): Promise<string[]> {
  const { output, signal, code } = await runChild({ ...order, killAt: null });
  if (signal !== null || code !== 0) throw new Error(`the act itself failed (${signal ?? code}): ${output}`);
  return JSON.parse(output) as string[];
}

/** Kills the act at `killAt`. Rejects unless it died there and by that. */
export async function crash(order: CrashOrder & { readonly killAt: string }): Promise<void> {
  const { output, signal, code } = await runChild(order);
  if (signal !== 'SIGKILL') throw new Error(`not killed at '${order.killAt}' but ended (${signal ?? code}): ${output}`);
}

function runChild(order: CrashOrder): Promise<{ output: string; code: number | null; signal: string | null }> {
  const program = join(import.meta.dirname, 'crash-program.ts');
  // Its start is most of its life: compiled once for all of them.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
  const child = spawn(process.execPath, [program, JSON.stringify(order)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: string) => void (output += chunk);
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`still running after ${childMsMax} ms at '${order.killAt}': ${output}`));
      child.kill('SIGKILL');
    }, childMsMax);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ output, code, signal });
    });
  });
}
