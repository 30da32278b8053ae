import type { Hono } from 'hono';
import type { z } from 'zod';
import { isFault } from '../../model/errors.ts';
import { apiHeaders, faultAnswer, setupFaultAnswer } from './api-fault.ts';
import type { ApiBindings } from './api-tools.ts';
import {
  connectRequestSchema,
  factsRequestSchema,
  setupDocumentSchema,
  setupFactsSchema,
  setupFieldSchema,
  type SetupField,
  setupTestSchema,
  testMsMax,
  testRequestSchema,
} from './contract-setup.ts';
import type { HostFace } from './host-face.ts';
import { bodyOf, queryOf } from './request-body.ts';
import type { SetupAsk } from '../setup-ask.ts';

/** A person connects one machine; more at once is no person. */
const asksMax = 4;

/** A look at a place has this much of `testMsMax`; the rest is for the way there and back. */
const lookMsMax = testMsMax - 300;

/** Connecting this machine. What a body says of passphrase and keys is handed to the engine, and kept nowhere here. */
export function addSetupRoutes(app: Hono<ApiBindings>, face: Pick<HostFace, 'setup' | 'setupFacts'>): void {
  app.get('/api/setup', async ({ req }) => {
    const said = queryOf(req.url, factsRequestSchema);
    if (said.kind === 'refused') return said.answer;
    return told(setupFactsSchema, await face.setupFacts(said.value.language, req.raw.signal));
  });
  const ask = asker(face);
  app.post('/api/setup/test', async ({ req, env: { info } }) => {
    const said = await bodyOf(req.raw, testRequestSchema, fieldAt);
    if (said.kind === 'refused') return said.answer;
    const signal = together(req.raw.signal, info.closing);
    return ask({ step: 'test', request: said.value, withinMs: lookMsMax }, signal, setupTestSchema);
  });
  app.post('/api/setup/plan', async ({ req, env: { info } }) => {
    const said = await bodyOf(req.raw, connectRequestSchema, fieldAt);
    if (said.kind === 'refused') return said.answer;
    return ask({ step: 'plan', request: said.value }, together(req.raw.signal, info.closing), setupDocumentSchema);
  });
  app.post('/api/setup/connect', async ({ req, env: { info } }) => {
    const said = await bodyOf(req.raw, connectRequestSchema, fieldAt);
    if (said.kind === 'refused') return said.answer;
    // A page that is closed or loaded anew does not stop it in the middle; the host's own end does.
    const signal = info.closing ?? new AbortController().signal;
    return ask({ step: 'connect', request: said.value }, signal, setupDocumentSchema);
  });
}

type Asker = (ask: SetupAsk, signal: AbortSignal, schema: z.ZodType<object>) => Promise<Response>;

function asker(face: Pick<HostFace, 'setup'>): Asker {
  let waiting = 0;
  return async (ask, signal, schema) => {
    if (waiting >= asksMax) return faultAnswer('commands-too-many', '', { 'retry-after': '5' });
    waiting += 1;
    try {
      const end = await face.setup(ask, signal);
      return end.kind === 'told' ? told(schema, end.answer) : setupFaultAnswer(end.exit, end.error);
    } catch (error) {
      if (isFault(error)) throw error;
      // A bug's words, and what caused it, may quote what it worked with, and they go to the log.
      // oxlint-disable-next-line preserve-caught-error
      throw new Error(`connecting failed with ${error instanceof Error ? error.name : typeof error}`);
    } finally {
      waiting -= 1;
    }
  };
}

/** Only what the contract says goes out: nothing that was entered comes back by accident. */
function told(schema: z.ZodType<object>, answer: unknown): Response {
  const sound = schema.safeParse(answer);
  if (!sound.success) return faultAnswer('answer-invalid');
  return new Response(JSON.stringify(sound.data), { headers: apiHeaders });
}

function together(signal: AbortSignal, closing: AbortSignal | undefined): AbortSignal {
  return closing === undefined ? signal : AbortSignal.any([signal, closing]);
}

/** The field of a form that a body says wrongly. */
function fieldAt(path: readonly PropertyKey[]): SetupField | null {
  return setupFieldSchema.safeParse(path.at(-1)).data ?? null;
}
