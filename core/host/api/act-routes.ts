import type { Hono } from 'hono';
import type { z } from 'zod';
import { apiHeaders, faultAnswer } from './api-fault.ts';
import { asideAnswer } from './aside-answer.ts';
import {
  type codeSchema,
  type CommandEnd,
  commandRequestSchema,
  type doneSchema,
  type HostStatus,
  pauseRequestSchema,
  sessionRequestSchema,
  type sessionSchema,
  wakeRequestSchema,
} from './contract.ts';
import type { ApiBindings, ApiTools } from './api-tools.ts';
import type { HostFace } from './host-face.ts';
import { isRemoteCommand } from './remote-commands.ts';
import { bodyOf } from './request-body.ts';
import { sessionPath } from './guard.ts';

/** The engine does one thing at a time; a person who clicks more often than this does not know what waits. */
const commandsMax = 8;
/** A document is for one screen; more is a bug, and would hold up the host. */
const documentCharsMax = 8 * 1024 * 1024;

/** Whatever asks the host to do something, and its state. */
export function addActRoutes(app: Hono<ApiBindings>, face: HostFace, tools: Pick<ApiTools, 'clock' | 'logger'>): void {
  app.get('/api/status', () => json(face.status() satisfies HostStatus));
  app.post(sessionPath, async ({ req }) => {
    const said = await bodyOf(req.raw, sessionRequestSchema);
    if (said.kind === 'refused') return said.answer;
    if (!face.codes.redeem(said.value.code)) return faultAnswer('code-wrong');
    return json({ ok: true, token: face.sessions.open() } satisfies z.infer<typeof sessionSchema>);
  });
  app.post('/api/codes', () => json({ ok: true, ...face.codes.issue() } satisfies z.infer<typeof codeSchema>));
  app.post('/api/wake', async ({ req }) => {
    const said = await bodyOf(req.raw, wakeRequestSchema);
    if (said.kind === 'refused') return said.answer;
    const { reason, waitMs } = said.value;
    // A look that fails is told by the state; who woke the host cannot mend it.
    const looked = face.wake(reason).catch((error: unknown) => tools.logger.error('wake.failed', { reason, error }));
    if (waitMs !== undefined) await atMost(looked, waitMs, tools.clock);
    return done();
  });
  app.post('/api/pause', async ({ req }) => {
    const said = await bodyOf(req.raw, pauseRequestSchema);
    if (said.kind === 'refused') return said.answer;
    face.pause(said.value.forMs);
    return done();
  });
  app.post('/api/resume', () => {
    face.resume();
    return done();
  });
  app.post('/api/aside', ({ req, env }) => asideAnswer(face, req.raw, env.info));
  addCommandRoute(app, face);
}

function addCommandRoute(app: Hono<ApiBindings>, face: Pick<HostFace, 'command'>): void {
  let waiting = 0;
  app.post('/api/commands', async ({ req, env }) => {
    const said = await bodyOf(req.raw, commandRequestSchema);
    if (said.kind === 'refused') return said.answer;
    if (!isRemoteCommand(said.value.argv)) return faultAnswer('command-refused');
    if (waiting >= commandsMax) return faultAnswer('commands-too-many', '', { 'retry-after': '5' });
    waiting += 1;
    try {
      const { closing } = env.info;
      const signal = closing === undefined ? req.raw.signal : AbortSignal.any([req.raw.signal, closing]);
      return json((await face.command(said.value.argv, signal)) satisfies CommandEnd);
    } finally {
      waiting -= 1;
    }
  });
}

function done(): Response {
  return json({ ok: true } satisfies z.infer<typeof doneSchema>);
}

/** Waits for `task`, which does not reject, for so long. */
async function atMost(task: Promise<void>, waitMs: number, clock: Pick<ApiTools['clock'], 'sleep'>): Promise<void> {
  const ended = new AbortController();
  const late = clock.sleep(waitMs, ended.signal).catch(() => {});
  await Promise.race([task, late]);
  ended.abort();
}

function json(value: object): Response {
  const body = JSON.stringify(value);
  return body.length > documentCharsMax
    ? faultAnswer('answer-invalid', 'too large')
    : new Response(body, { headers: apiHeaders });
}
