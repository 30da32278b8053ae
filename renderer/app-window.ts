import { appChangeSchema, appFactsSchema, appPath, appToken, type AppFacts } from '../core/host/api/contract-app.ts';
import type { z } from 'zod';
import { keptToken } from './session.ts';

/** Whether this page is the window of the desktop app, which answers more than a host does. */
export function isInApp(): boolean {
  return keptToken() === appToken;
}

/** What the app says of itself. Rejects where it does not answer as it should. */
export async function askApp(signal: AbortSignal): Promise<AppFacts> {
  return factsIn(await fetch(appPath, { signal }));
}

/** Changes it; what the system then says. */
export async function changeApp(change: z.infer<typeof appChangeSchema>): Promise<AppFacts> {
  const headers = { 'content-type': 'application/json' };
  return factsIn(await fetch(appPath, { method: 'POST', headers, body: JSON.stringify(change) }));
}

async function factsIn(answer: Response): Promise<AppFacts> {
  return appFactsSchema.parse(await answer.json());
}
