import { lstat, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Processes } from '../../ports/processes.ts';
import { parseTemporaryName } from './temporary-name.ts';

/** Names this home's temporary files, so that those of a killed process of ours need not wait a day. */
export interface Writer {
  /** 1 to 64 lower-case letters and digits; the same for all processes of one home, for example the device id. */
  readonly id: string;
  readonly processes: Pick<Processes, 'ownPid' | 'isAlive'>;
}

/** A file that nobody has touched for a day belongs to no write that still goes on: a closed laptop has a day's grace. */
const litterAgeNs = 24n * 3_600n * 1_000_000_000n;
/** More than this is left for the next listing: the set must not grow with somebody else's fault. */
const notedMax = 1_000;

/** Temporary files that killed writers left. Listings note them, because they pass by; only writes remove them, so that reading changes nothing. */
export interface Litter {
  note(path: string): void;
  /** `nowNs`: the folder's own time, from a file just written there; null when there is none: then only our own dead processes' files go. */
  sweep(nowNs: bigint | null): Promise<void>;
}

export function litter(writer: Writer | null): Litter {
  const noted = new Set<string>();

  async function isLitter(path: string, nowNs: bigint | null): Promise<boolean> {
    const owner = parseTemporaryName(basename(path))?.writer;
    if (writer !== null && owner?.id === writer.id && owner.pid !== writer.processes.ownPid) {
      if (!(await writer.processes.isAlive(owner.pid))) return true;
    }
    return nowNs !== null && nowNs - (await lstat(path, { bigint: true })).mtimeNs > litterAgeNs;
  }

  return {
    note(path) {
      if (noted.size < notedMax) noted.add(path);
    },
    async sweep(nowNs) {
      for (const path of noted) {
        noted.delete(path);
        // Gone already, or not ours to remove: the next listing notes it again if it matters.
        if (await isLitter(path, nowNs).catch(() => false)) await rm(path, { force: true }).catch(() => undefined);
      }
    },
  };
}
