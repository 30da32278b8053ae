import { fail } from '../../model/errors.ts';
import type { QueryAnswer, QueryName } from '../api/contract-panel.ts';
import { actAnswer } from './act.ts';
import { activityAnswer } from './activity.ts';
import { conflictAnswer } from './conflict.ts';
import { conflictsAnswer } from './conflicts.ts';
import { daysAnswer } from './days.ts';
import type { QueryDesk } from './desk.ts';
import { memoriesAnswer } from './memories.ts';
import { memoryAnswer } from './memory.ts';
import type { Params } from './params.ts';
import { pageOfPoints, pointsHere } from './points.ts';
import { projectsAnswer } from './projects.ts';

/** Those that have to keep something from one time to the next are answered where that is kept (query-side.ts). */
type Kept = 'boards';
export type PlainQuery = Exclude<QueryName, Kept>;

type Answers = {
  readonly [Name in PlainQuery]: (
    desk: QueryDesk,
    params: Params<Name>,
  ) => QueryAnswer<Name> | Promise<QueryAnswer<Name>>;
};

const answers: Answers = {
  activity: activityAnswer,
  act: actAnswer,
  memories: memoriesAnswer,
  memory: memoryAnswer,
  projects: projectsAnswer,
  days: daysAnswer,
  points: (desk, params) => pageOfPoints(pointsHere(desk), params),
  conflicts: conflictsAnswer,
  conflict: conflictAnswer,
};

/** What there is to tell while nothing is connected. */
const nothing: { readonly [Name in PlainQuery]: (params: Params<Name>) => QueryAnswer<Name> } = {
  activity: () => ({ entries: [], next: null }),
  act({ id }) {
    throw fail('act-unknown', { id: String(id) });
  },
  memories: () => ({ memories: [], next: null, total: 0 }),
  memory({ id }) {
    throw fail('memory-unknown', { id });
  },
  projects: () => ({ projects: [], isCut: false }),
  days: () => ({ devices: [], days: [] }),
  points: () => ({ points: [], next: null }),
  conflicts: () => ({ conflicts: [], open: 0, next: null }),
  conflict({ id }) {
    throw fail('conflict-unknown', { id: String(id) });
  },
};

/** Answers a question; `desk` null: nothing is connected. Faults: `usage`, `act-unknown`, `memory-unknown`, `conflict-unknown`, the source's. */
export async function answerQuery<Name extends PlainQuery>(
  desk: QueryDesk | null,
  name: Name,
  params: Params<Name>,
): Promise<QueryAnswer<Name>> {
  return desk === null ? nothing[name](params) : answers[name](desk, params);
}
