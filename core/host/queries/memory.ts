import { fail } from '../../model/errors.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import type { QueryDesk } from './desk.ts';
import { shownHead } from './memories.ts';
import { parseMemoryId } from './memory-id.ts';
import type { Params } from './params.ts';

/** Of one column; the contract takes no more. */
const columnCharsMax = 64 * 1024;

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'store' | 'memory'>;

/** One memory with all its columns. Throws `memory-unknown`; faults of the source. */
export async function memoryAnswer(desk: Desk, { id }: Params<'memory'>): Promise<QueryAnswer<'memory'>> {
  const asked = parseMemoryId(id);
  const memory = asked === null ? null : await desk.memory();
  const found = asked === null ? null : (memory?.whole(asked.kind, asked.rowid, columnCharsMax) ?? null);
  if (found === null) throw fail('memory-unknown', { id });
  return { ...shownHead(desk, found), columns: [...found.columns] };
}
