/** What a memory says, without the numbers of its rows: equal on two machines that show the same. */
import { change } from '../merge/pair.ts';
import type { TestMachine } from '../machines.ts';

const queries = [
  'SELECT platform_source, content_session_id, memory_session_id, project, started_at_epoch FROM sdk_sessions',
  'SELECT memory_session_id, title, subtitle, narrative, facts, created_at_epoch FROM observations',
  'SELECT memory_session_id, request, learned, created_at_epoch FROM session_summaries',
  'SELECT content_session_id, prompt_number, prompt_text FROM user_prompts',
];

export function content(machine: TestMachine): string[] {
  return change(machine, (db) =>
    queries.flatMap((query) =>
      db
        .prepare(query)
        .raw()
        .all()
        .map((row) => JSON.stringify(row)),
    ),
  ).toSorted();
}
