import { isProbeLitter, probesPrefix } from '../model/probe-keys.ts';
import type { Remote } from '../ports/remote.ts';

/** A killed trial leaves four at most; what is beyond this goes with the next one. */
const removedMax = 200;
/** Others' objects that a stuffed bucket may put there; a look must end. */
const lookedAtMax = 5_000;

/** Removes what trials left that were killed a day ago or earlier by the store's clock. Returns how many objects. */
export async function sweepProbes(remote: Pick<Remote, 'list' | 'delete'>, storeMs: number): Promise<number> {
  const found: string[] = [];
  let lookedAt = 0;
  for await (const { key } of remote.list(probesPrefix)) {
    if (isProbeLitter(key, storeMs)) found.push(key);
    lookedAt += 1;
    if (found.length === removedMax || lookedAt === lookedAtMax) break;
  }
  for (const key of found) await remote.delete(key);
  return found.length;
}
