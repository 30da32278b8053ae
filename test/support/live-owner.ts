import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAlive } from './is-alive.ts';

/** Programs that rightly change a guarded folder while tests run, by the file that names their process. */
const owners: readonly { folder: string; pidFile: string; name: string }[] = [
  { folder: '.claude-mem', pidFile: 'worker.pid', name: "claude-mem's worker" },
  { folder: '.membridge', pidFile: 'host.json', name: "Membridge's host" },
];

/** The running program that may have changed `path`, or undefined when nobody but the tests can have. */
export async function liveOwner(path: string): Promise<string | undefined> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const owner = owners.find((candidate) => folder.endsWith(`/${candidate.folder}`));
    if (owner === undefined) continue;
    const text = await readFile(join(folder, owner.pidFile), 'utf8').catch(() => '');
    const pid = Number(/"pid"\s*:\s*(\d+)|^(\d+)/.exec(text)?.slice(1).find(Boolean));
    return pid > 0 && isAlive(pid) ? owner.name : undefined;
  }
  return undefined;
}
