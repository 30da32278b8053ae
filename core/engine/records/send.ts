import { fail } from '../../model/errors.ts';
import { smallObjectBytesMax } from '../../model/limits.ts';
import { sha256Of } from '../vault.ts';
import type { LogTools } from './log-tools.ts';

/** A write that was lost so often in a row meets a store or a way that does not work. */
const sendsMax = 2;

/**
 * Stores a segment under its name, over whatever is there: the name holds the hash of these bytes, so it can only be they,
 * or damage. A lost reply is looked up. Throws `remote-unknown` when the store will not say.
 */
export async function sendSegment({ remote }: Pick<LogTools, 'remote'>, key: string, bytes: Uint8Array): Promise<void> {
  const hash = sha256Of(bytes);
  for (let sends = 1; sends <= sendsMax; sends++) {
    if ((await remote.put(key, bytes)) === 'stored') return;
    const there = await remote.get(key, bytes.length + smallObjectBytesMax);
    if (there !== null && sha256Of(there.body) === hash) return;
  }
  throw fail('remote-unknown', { key });
}
