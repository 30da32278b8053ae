import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findElectron, type ElectronProgram } from './electron-program.ts';
import type { Surroundings } from './surroundings.ts';

/** Only in a checkout: an installed tray app is started by its own program. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = fileURLToPath(new URL('../../../electron/main.ts', import.meta.url));

export async function findTray({ env }: Pick<Surroundings, 'env'>): Promise<ElectronProgram> {
  return existsSync(main) ? findElectron(root, env) : { kind: 'absent' };
}

/**
 * Runs the tray app of a home until it ends, in a group of its own: a Ctrl-C here is one wish to end and not one for each of
 * its processes. `signal` asks it to end. Resolves with its exit code; null where it did not start or a signal ended it.
 */
export function runTray(
  program: string,
  homePath: string,
  { env, platform, uid }: Pick<Surroundings, 'env' | 'platform' | 'uid'>,
  signal: AbortSignal,
): Promise<number | null> {
  // Chromium refuses to put root into a sandbox, and then to start at all.
  const flags = platform === 'linux' && uid === 0 ? ['--no-sandbox'] : [];
  return new Promise((resolve) => {
    const child = spawn(program, [...flags, main, '--home', homePath], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: platform !== 'win32',
    });
    const end = () => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.once('error', () => resolve(null));
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code);
    });
  });
}
