import type { Hono } from 'hono';
import { queries, type QueryName } from './contract-panel.ts';
import type { ApiBindings } from './api-tools.ts';
import type { HostFace } from './host-face.ts';
import { queryOf } from './request-body.ts';
import { soundAnswer } from './sound-answer.ts';

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
      return soundAnswer(queries[name].answer, await face.query(name, said.value, req.raw.signal));
    });
  }
}
