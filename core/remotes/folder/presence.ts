import { stat } from 'node:fs/promises';
import { fail } from '../../model/errors.ts';
import { errorCode } from './folder-fault.ts';

/**
 * Whether the folder is really there. An absent folder is an unmounted stick or share, never an empty store; and a
 * mount point stays behind when its disk goes, so the file system that held the project is remembered.
 */
export interface Presence {
  /** Throws `remote-missing`, or `remote-denied` where a file has the folder's name. */
  check(): Promise<void>;
  /** After a call that may have made the project: from now on its file system is known. Never throws. */
  remember(): Promise<void>;
}

/** `folder` is what the person named, `root` the project's own folder below it, which may not exist yet. */
export function presence(folder: string, root: string, where: string): Presence {
  let device: bigint | null = null;

  return {
    async check() {
      const now = await statOrNull(folder);
      if (now === null) throw fail('remote-missing', { where });
      if (!now.isDirectory()) throw fail('remote-denied', { where, reason: 'it is a file, not a folder' });
      if (now.dev === device) return;
      if ((await statOrNull(root)) !== null) device = now.dev;
      // The project was here on another file system: what we see now is the bare mount point.
      else if (device !== null) throw fail('remote-missing', { where });
    },
    async remember() {
      if (device !== null) return;
      const [now, project] = await Promise.all([statOrNull(folder), statOrNull(root)]).catch(() => [null, null]);
      if (now !== null && project !== null) device = now.dev;
    },
  };
}

async function statOrNull(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
