import type { Hono } from 'hono';
import type { HelperWish } from '../../ports/board-helper.ts';
import { faultAnswer, operatingFaultAnswer } from './api-fault.ts';
import type { ApiBindings } from './api-tools.ts';
import {
  applyRequestSchema,
  boardDoneSchema,
  type BoardLanguage,
  boardPlanSchema,
  boardRequestSchema,
  boardSamplesSchema,
  boardSchema,
  planRequestSchema,
  revertRequestSchema,
  samplesRequestSchema,
  wordRequestSchema,
} from './contract-board.ts';
import type { RequestInfo } from './guard.ts';
import type { HostFace } from './host-face.ts';
import { bodyOf, queryOf } from './request-body.ts';
import { soundAnswer } from './sound-answer.ts';

/**
 * The machine itself. Whoever holds a token may read; settings are changed only for who asks from the machine: another one
 * on the network is refused before anything is looked at, whatever it holds.
 */
export function addBoardRoutes(app: Hono<ApiBindings>, { board }: Pick<HostFace, 'board'>): void {
  app.get('/api/board', async ({ req, env }) => {
    const said = queryOf(req.url, boardRequestSchema);
    if (said.kind === 'refused') return said.answer;
    const { language } = said.value;
    return spoken(language, async () =>
      soundAnswer(boardSchema, { ...(await board.look(language)), mayAct: isNear(env.info) }),
    );
  });
  app.get('/api/board/sample', ({ req }) => {
    const said = queryOf(req.url, samplesRequestSchema);
    if (said.kind === 'refused') return said.answer;
    return soundAnswer(boardSamplesSchema, { ok: true, samples: board.samples(said.value.after) });
  });
  app.post('/api/board/plan', async ({ req }) => {
    const said = await bodyOf(req.raw, planRequestSchema);
    if (said.kind === 'refused') return said.answer;
    const { language, ...wish } = said.value;
    return spoken(language, () => soundAnswer(boardPlanSchema, board.plan(wish, language)));
  });
  addBoardActs(app, board);
}

function addBoardActs(app: Hono<ApiBindings>, board: HostFace['board']): void {
  const act = (wish: HelperWish, language: BoardLanguage) =>
    spoken(language, async () => soundAnswer(boardDoneSchema, await board.act(wish, language)));
  app.post('/api/board/apply', async ({ req, env }) => {
    if (!isNear(env.info)) return faultAnswer('board-far');
    const said = await bodyOf(req.raw, applyRequestSchema);
    if (said.kind === 'refused') return said.answer;
    const { language, hash, ...wish } = said.value;
    return act({ verb: 'apply', wish, hash }, language);
  });
  app.post('/api/board/confirm', async ({ req, env }) => {
    if (!isNear(env.info)) return faultAnswer('board-far');
    const said = await bodyOf(req.raw, wordRequestSchema);
    return said.kind === 'refused' ? said.answer : act({ verb: 'confirm' }, said.value.language);
  });
  app.post('/api/board/revert', async ({ req, env }) => {
    if (!isNear(env.info)) return faultAnswer('board-far');
    const said = await bodyOf(req.raw, revertRequestSchema);
    if (said.kind === 'refused') return said.answer;
    const { language, onlyLast } = said.value;
    return act({ verb: 'revert', onlyLast }, language);
  });
}

/** By the door that it came in by, and by the address it came from: each of the two is enough to say no. */
function isNear({ isFar, remote }: RequestInfo): boolean {
  return (
    isFar !== true &&
    /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|window)$/.test(remote)
  );
}

/** A fault in the language of whoever asked. */
async function spoken(language: BoardLanguage, answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    const fault = operatingFaultAnswer(error, language);
    if (fault !== null) return fault;
    throw error;
  }
}
