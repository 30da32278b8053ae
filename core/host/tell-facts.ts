import { createHash } from 'node:crypto';
import { z } from 'zod';
import { writeFacts } from '../engine/facts.ts';
import type { DeviceFacts } from '../model/device-facts.ts';
import { factsAreDue, type FactsTold } from '../model/facts-due.ts';
import { isFault } from '../model/errors.ts';
import { instantSchema } from '../model/ids.ts';
import type { Composed } from './compose.ts';
import { isLocalHistory } from './local-history.ts';
import { pinnedRemote } from './pinned-remote.ts';

/** `not-due`: nothing was asked of the remote. */
export type FactsEnd = 'told' | 'not-due' | 'failed';

type Telling = Pick<Composed, 'machine' | 'connection' | 'home' | 'requireProject'>;

/**
 * Tells the other devices of this machine, if it is time to: daily at most where something changed, else weekly
 * (model/facts-due.ts). A failure is logged and noted: the next try is an hour away. Throws bugs and `interrupted` only.
 */
export async function tellFacts(composed: Telling, read: () => DeviceFacts): Promise<FactsEnd> {
  const { machine, connection, home } = composed;
  const { state, log, seal } = machine;
  // A history that never leaves the machine has no other readers.
  if (isLocalHistory(connection.remote, home.folder)) return 'not-due';
  const facts = read();
  const told = { scope: `${connection.repoId} ${facts.device}`, at: facts.at };
  const content = hashOf(facts);
  if (!factsAreDue(lastTold(state.note('facts')), { ...told, content })) return 'not-due';
  try {
    const remote = pinnedRemote(machine.remote, composed);
    await writeFacts({ remote, seal }, facts);
    state.setNote('facts', JSON.stringify({ ...told, content } satisfies FactsTold));
    return 'told';
  } catch (error) {
    if (!isFault(error)) throw error;
    state.setNote('facts', JSON.stringify({ ...told, content: null } satisfies FactsTold));
    if (error.code === 'interrupted') throw error;
    log.warn('facts.not-told', { error });
    return 'failed';
  }
}

/** All but the time. */
function hashOf(facts: DeviceFacts): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...facts, at: 0 }))
    .digest('hex');
}

const toldSchema = z.object({ scope: z.string(), at: instantSchema, content: z.string().nullable() });

function lastTold(note: string | null): FactsTold | null {
  if (note === null) return null;
  try {
    return toldSchema.parse(JSON.parse(note));
  } catch {
    return null;
  }
}
