import { fileURLToPath } from 'node:url';
import { hostClient } from '../core/host/api/client.ts';
import { readHost, readToken } from '../core/host/host-file.ts';
import { startHostChild, type HostChild } from './host-child.ts';
import type { FoundHost } from './host-keeper.ts';

/** A host that runs says how it is at once, whatever it does: all that takes long it does elsewhere. */
const answerMsMax = 5_000;

/** The host of a home as its file tells, if it answers; a file alone may be one that a crash left. */
export async function findHost(homePath: string): Promise<FoundHost | null> {
  const running = await readHost(homePath);
  const token = running === null ? null : await readToken(running);
  if (running === null || token === null) return null;
  const client = hostClient({ ...running, token });
  return client.health(AbortSignal.timeout(answerMsMax)).then(
    () => ({ pid: running.pid, client }),
    () => null,
  );
}

/** Beside this module, in a checkout as in a bundle. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './main-host.ts' : './main-host.mjs', import.meta.url);

export function startOwnHost(homePath: string, env: Readonly<Record<string, string | undefined>>): HostChild {
  return startHostChild({ entry: fileURLToPath(entry), homePath, env, isTerminal: process.stdout.isTTY });
}
