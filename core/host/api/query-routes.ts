import type { Hono } from 'hono';
import { apiHeaders, faultAnswer } from './api-fault.ts';
import { queries, type QueryName } from './contract-panel.ts';
import type { ApiBindings } from './api-tools.ts';
import type { HostFace } from './host-face.ts';
import { queryOf } from './request-body.ts';

/** Where each question of the panel is asked; `:id` is the one thing that stands in a path. */
const paths: Readonly<Record<QueryName, string>> = {
  activity: '/api/activity',
  act: '/api/activity/:id',
  memories: '/api/memories',
  memory: '/api/memories/:id',
  projects: '/api/projects',
  days: '/api/days',
  points: '/api/points',
  conflicts: '/api/conflicts',
  conflict: '/api/conflicts/:id',
  boards: '/api/boards',
};

export function addQueryRoutes(app: Hono<ApiBindings>, face: Pick<HostFace, 'query'>): void {
  for (const name of Object.keys(queries) as QueryName[]) {
    app.get(paths[name], async ({ req }) => {
      const said = queryOf<unknown>(req.url, queries[name].params, req.param());
      if (said.kind === 'refused') return said.answer;
      // Only what the contract says goes out, and no more of it: its lists and texts are bounded.
      const answer = queries[name].answer.safeParse(await face.query(name, said.value, req.raw.signal));
      if (!answer.success) return faultAnswer('answer-invalid', issueOf(answer.error.issues[0]?.path));
      return new Response(JSON.stringify(answer.data), { headers: apiHeaders });
    });
  }
}

function issueOf(path: readonly PropertyKey[] | undefined): string {
  return (path ?? []).map(String).join('.').slice(0, 100);
}
