import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { writeAtomically } from '../../platform/atomic-file.ts';
import { holdFile, type HeldFile } from '../../platform/held-file.ts';
import { openHome, type Home } from '../../platform/home.ts';
import { lockSource } from '../../platform/locks.ts';
import { hostFileName, tokenFileName, type RunningHost } from '../host-file.ts';
import { realPath } from './paths.ts';

/**
 * The lock of the one host of a home: another one than that of the home, which the host's engine and commands take in turns.
 * It vanishes with the process, however that ends.
 */
const hostLockName = 'host-process.lock';

/** The place of one running host: taken, told to others, left. */
export interface HostPlace {
  readonly home: Home;
  /** Makes host.json and the token's file known, both for this account alone. */
  tell(host: Omit<RunningHost, 'tokenFile'>, token: string): void;
  /** One host per memory too: the one before is let go. Throws `source-busy`. */
  holdSource(path: string): Promise<void>;
  /** Nothing of it is left. Idempotent. */
  leave(): void;
}

/** Takes the place of the host of a home. Throws `host-running`, and what openHome throws. */
export function takeHostPlace(path: string): HostPlace {
  const { home } = openHome(path);
  const lock = holdFile(join(home.folder, hostLockName), 0o600);
  if (lock === null) throw fail('host-running', { home: home.folder });
  const hostFile = join(home.folder, hostFileName);
  const tokenFile = join(home.folder, tokenFileName);
  let source: { readonly path: string; readonly lock: HeldFile } | null = null;
  // What a killed host left would lead callers to whoever has its port now.
  for (const file of [hostFile, tokenFile]) rmSync(file, { force: true });
  return {
    home,
    tell(host, token) {
      writeAtomically(tokenFile, `${token}\n`);
      writeAtomically(hostFile, `${JSON.stringify({ ...host, tokenFile }, null, 2)}\n`);
    },
    async holdSource(wanted) {
      const real = await realPath(wanted);
      if (source?.path === real) return;
      source?.lock.release();
      source = null;
      // Beside the memory, with the ending that watchers pass over.
      source = { path: real, lock: lockSource(`${real}.host`) };
    },
    leave() {
      for (const file of [hostFile, tokenFile]) rmSync(file, { force: true });
      source?.lock.release();
      source = null;
      lock.release();
    },
  };
}
