import type { Machine } from '../engine/machine.ts';
import { isFault, type MembridgeError } from '../model/errors.ts';
import type { Composed } from './compose.ts';

/** Why the remote is away; null when it is there. Throws where it is not the project that was pinned. */
export async function absence(composed: Pick<Composed, 'requireProject'>): Promise<MembridgeError | null> {
  try {
    await composed.requireProject();
    return null;
  } catch (error) {
    if (isFault(error) && error.exit === 5) return error;
    throw error;
  }
}

/** A folder without our project in it is as good as no folder: nothing that lies there is looked at. */
export function awayRemote(remote: Machine['remote'], away: MembridgeError): Machine['remote'] {
  const refuse = () => Promise.reject(away);
  return {
    ...remote,
    get: refuse,
    head: refuse,
    list: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    create: refuse,
    put: refuse,
    delete: refuse,
    storeTime: refuse,
  };
}
