/** The thread for questions over a home of the tests; every answer is as the contract says. */
import { queryEntry } from '../../../core/cli/query-entry.ts';
import { queries, type QueryAnswer, type QueryInput, type QueryName } from '../../../core/host/api/contract-panel.ts';
import { startQueryThread, type QueryThread } from '../../../core/host/queries/query-thread.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { environmentIn } from '../../cli/machines.ts';

export interface Asking {
  readonly thread: QueryThread;
  ask<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryAnswer<Name>>;
}

/** For assert.rejects: a fault of this code, here or over the API. */
export const fault = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

/** Ended before the test is: its folder goes afterwards. */
export async function asking<T>(
  {
    home,
    root,
    idleMs,
    env: more = {},
  }: { readonly home: string; readonly root: string; readonly idleMs?: number; readonly env?: Record<string, string> },
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const idle = idleMs === undefined ? {} : { idleMs };
  const env = environmentIn(root, more);
  const thread = startQueryThread({ entry: queryEntry, homePath: home, env, clock: systemClock, ...idle });
  try {
    return await work({ thread, ask: (name, input) => asked(thread, name, input) });
  } finally {
    await thread.stop();
  }
}

async function asked<Name extends QueryName>(
  thread: QueryThread,
  name: Name,
  input: QueryInput<Name>,
): Promise<QueryAnswer<Name>> {
  const { params, answer } = queries[name];
  const given = await thread.ask(name, params.parse(input), new AbortController().signal);
  return answer.strict().parse(given) as QueryAnswer<Name>;
}
