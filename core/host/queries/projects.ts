import type { QueryAnswer } from '../api/contract-panel.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

/** Projects with their memories of all kinds, most first. Faults: those of the source. */
export async function projectsAnswer(
  desk: Pick<QueryDesk, 'memory'>,
  { limit }: Params<'projects'>,
): Promise<QueryAnswer<'projects'>> {
  const memory = await desk.memory();
  const found = memory?.projects(limit + 1) ?? [];
  return { projects: found.slice(0, limit), isCut: found.length > limit };
}
