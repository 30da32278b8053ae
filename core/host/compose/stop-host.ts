import { fail } from '../../model/errors.ts';
import { readHost } from '../host-file.ts';
import type { Tools } from './tools.ts';

/** A host ends within 5 s; a loaded machine is given more. */
const stopMsMax = 15_000;
const lookEveryMs = 100;

/** Asks the host of a home to end, and waits until it has. Throws `home-busy` when it does not. */
export async function stopHost(home: string, { clock, processes }: Pick<Tools, 'clock' | 'processes'>): Promise<void> {
  const startedMs = clock.monotonicMs();
  const host = await readHost(home);
  if (host === null) return;
  processes.askToEnd(host.pid);
  while ((await readHost(home)) !== null) {
    if (clock.monotonicMs() - startedMs >= stopMsMax) throw fail('home-busy', { home, hostPid: host.pid });
    await clock.sleep(lookEveryMs);
  }
}
