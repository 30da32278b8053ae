import { isFault } from '../../model/errors.ts';
import { errorCode, folderFault, notAFolder } from './folder-fault.ts';
import type { Presence } from './presence.ts';

/** What every call does around its own work: be counted, want the folder there, turn errors into faults. */
export interface FolderCalls {
  run<T>(key: string, act: () => Promise<T>): Promise<T>;
  stream<T>(act: () => AsyncGenerator<T>): AsyncGenerator<T>;
  /** Null for ENOENT, once it is sure that the folder is still there. */
  orNull<T>(act: Promise<T>): Promise<T | null>;
  made(): number;
}

export function folderCalls(there: Presence, where: string): FolderCalls {
  let made = 0;

  async function faultOf(error: unknown, key: string): Promise<unknown> {
    if (isFault(error)) return error;
    try {
      // The folder may have gone meanwhile; that explains every other error.
      await there.check();
    } catch (gone) {
      return folderFault(gone, where);
    }
    return errorCode(error) === 'ENOTDIR' ? notAFolder(key, error) : folderFault(error, where);
  }

  return {
    async run(key, act) {
      made += 1;
      try {
        await there.check();
        const result = await act();
        await there.remember();
        return result;
      } catch (error) {
        throw await faultOf(error, key);
      }
    },
    async *stream(act) {
      made += 1;
      try {
        await there.check();
        yield* act();
      } catch (error) {
        throw await faultOf(error, '');
      }
    },
    async orNull(act) {
      try {
        return await act;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        await there.check();
        return null;
      }
    },
    made: () => made,
  };
}
