import { z } from 'zod';

/**
 * What the desktop app answers its own window, beside the host's API: `GET /api/app` tells, `POST /api/app` changes and tells
 * what the system then says. No host knows this path. A browser imports this file, too.
 */
export const appPath = '/api/app';

/** What the window is given for its code. It opens nothing: the app puts the host's own token in its place. */
export const appToken = 'shell';

export const appFactsSchema = z.object({ ok: z.literal(true), startsAtLogin: z.boolean() });
export type AppFacts = Omit<z.infer<typeof appFactsSchema>, 'ok'>;
export const appChangeSchema = z.strictObject({ startsAtLogin: z.boolean() });
