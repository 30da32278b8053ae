import { status } from '../engine/status.ts';
import type { Machine, Watch } from '../engine/machine.ts';
import { isFault, type MembridgeError } from '../model/errors.ts';
import type { Status } from '../model/status.ts';
import type { Composed } from './compose.ts';

/**
 * Where this machine stands. A remote that is away is a state; one that is not ours any more is a fault. `syncing` where
 * another process of this home holds the lease.
 */
export async function observedStatus(composed: Composed, watch: Watch): Promise<Status> {
  const away = await absence(composed);
  const machine =
    away === null ? composed.machine : { ...composed.machine, remote: awayRemote(composed.machine, away) };
  const found = await status(machine, composed.names, watch);
  const seen = { ...found, remote: { ...found.remote, grade: composed.grade } };
  const publishing = composed.isBusy && seen.lease?.holder === seen.device.id;
  return publishing ? { ...seen, state: 'syncing' } : seen;
}

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
function awayRemote({ remote }: Pick<Machine, 'remote'>, away: MembridgeError): Machine['remote'] {
  const refuse = () => Promise.reject(away);
  return { ...remote, get: refuse, head: refuse, list: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }) };
}
