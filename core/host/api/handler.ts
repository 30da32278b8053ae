import { Hono } from 'hono';
import type { Logger } from '../../ports/logger.ts';
import { faultAnswer, operatingFaultAnswer } from './api-fault.ts';
import type { ApiBindings, ApiTools } from './api-tools.ts';
import { addActRoutes } from './act-routes.ts';
import { addBoardRoutes } from './board-routes.ts';
import { eventStreams } from './event-stream.ts';
import { apiGuard, type RequestInfo } from './guard.ts';
import { healthAnswer } from './health.ts';
import type { HostFace } from './host-face.ts';
import type { PanelFiles } from './panel-files.ts';
import { plainPage } from './plain-page.ts';
import { addQueryRoutes } from './query-routes.ts';
import { looksLikeApi, pathOf } from './request-path.ts';
import { addSetupRoutes } from './setup-routes.ts';

/** Never rejects: whatever comes in, an answer goes out. */
export type ApiHandler = (request: Request, info: RequestInfo) => Promise<Response>;

/** The one API of the host, for a server on loopback, for LAN, and for a window in the same process. */
export function apiHandler(face: HostFace, tools: ApiTools): ApiHandler {
  const guard = apiGuard(face, tools.clock);
  const app = apiRoutes(face, tools);
  return async (request, info) => {
    try {
      const refused = guard(request, info);
      if (refused !== null) return refused;
      if (looksLikeApi(request.url)) return await app.fetch(request, { info });
      return await openAnswer(face, tools.panel, request, info);
    } catch (error) {
      return operatingFaultAnswer(error) ?? unexpected(error, request, tools.logger);
    }
  };
}

function apiRoutes(face: HostFace, tools: ApiTools): Hono<ApiBindings> {
  const app = new Hono<ApiBindings>({ getPath: (request) => pathOf(request.url) ?? '/' });
  // Routes see GET where HEAD was asked; what a stream or a command would answer to HEAD has no meaning.
  app.use(async ({ req }, next) => (req.raw.method === 'HEAD' ? wrongMethod('GET, POST') : next()));
  addActRoutes(app, face, tools);
  addQueryRoutes(app, face);
  addSetupRoutes(app, face);
  addBoardRoutes(app, face);
  const streams = eventStreams(face, tools.heartbeat);
  app.get('/api/events', ({ req, env }) => streams(req.raw, env.info));
  const known = new Map<string, string[]>();
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') known.set(path, [...(known.get(path) ?? []), method]);
  }
  for (const [path, methods] of known) app.all(path, () => wrongMethod(methods.join(', ')));
  app.notFound(() => faultAnswer('not-found'));
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** What needs no token: health and the panel's files, none of which tells anything of the memory. */
async function openAnswer(
  face: HostFace,
  panel: PanelFiles | null,
  request: Request,
  info: RequestInfo,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod('GET, HEAD');
  const path = pathOf(request.url) ?? '/';
  if (path === '/health') return healthAnswer(face.status(), request.method);
  const file = panel === null ? null : await panel(path, request, info);
  return file ?? plainPage(path, request, face.status().host.state) ?? faultAnswer('not-found');
}

function wrongMethod(allow: string): Response {
  return faultAnswer('method-wrong', '', { allow });
}

/** A bug of ours: told to the log, once, and to the caller without its inner words. */
function unexpected(error: unknown, request: Request, logger: Pick<Logger, 'error'>): Response {
  const path = looksLikeApi(request.url) ? pathOf(request.url) : null;
  logger.error('api.failed', { method: request.method, path, error });
  return faultAnswer('unexpected');
}
