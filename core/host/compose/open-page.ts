import { spawn } from 'node:child_process';
import type { Surroundings } from './surroundings.ts';

/** Opens an address in the browser of this machine, by what its desktop has for it; where it has nothing, nothing happens. */
export function openPage(url: string, { platform }: Pick<Surroundings, 'platform'>): Promise<void> {
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve());
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

/** `start` is no program but a word of the command line, which would take `&` in an address for its own; this one is. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
