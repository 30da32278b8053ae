import { spawn } from 'node:child_process';

/** Runs a program to its end; throws with the end of what it said unless that is good. */
export function runProgram(command: string, args: readonly string[], limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' });
    let said = '';
    const hear = (chunk: Buffer) => {
      said = (said + String(chunk)).slice(-saidMax);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${signal ?? code}:\n${said}`));
    });
  });
}

/** Enough to see why a package did not install. */
const saidMax = 4_000;
