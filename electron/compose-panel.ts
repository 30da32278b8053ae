import { protocol } from 'electron';
import { faultAnswer } from '../core/host/api/api-fault.ts';
import { appPath, appToken } from '../core/host/api/contract-app.ts';
import type { PanelFiles } from '../core/host/api/panel-files.ts';
import { plainPage } from '../core/host/api/plain-page.ts';
import { looksLikeApi, pathOf } from '../core/host/api/request-path.ts';
import { sessionPath } from '../core/host/api/guard.ts';
import { readHost, readToken } from '../core/host/host-file.ts';
import { panelOrigin, panelScheme } from './web-guard.ts';

/** Before Electron is ready: pages of ours are as good as those of the web, and may ask their own origin. */
export function declarePanelScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: panelScheme, privileges }]);
}

export interface PanelAnswerParts {
  readonly homePath: string;
  /** Null where nobody has built it. */
  readonly panel: PanelFiles | null;
  /** What is the app's own and no host's. */
  readonly app: (request: Request) => Promise<Response>;
  readonly fetch?: typeof fetch;
}

/** What a page of ours says that the host needs to know. */
const passedOn = ['accept', 'accept-language', 'content-type', 'last-event-id', 'if-none-match'];

/**
 * Answers our window: files of the panel, also while no host runs, and the host's own answers. The host's token goes from
 * its file into the request and never into a page. Where no host answers it is a network that is down.
 */
export function panelAnswers(parts: PanelAnswerParts): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const origin = request.headers.get('origin');
    if (`${url.protocol}//${url.host}` !== panelOrigin) return faultAnswer('host-foreign');
    if (origin !== null && origin !== panelOrigin) return faultAnswer('origin-foreign');
    if (url.pathname === sessionPath && request.method === 'POST')
      return Response.json({ ok: true, token: appToken }, { headers: { 'cache-control': 'no-store' } });
    if (url.pathname === appPath) return parts.app(request);
    if (looksLikeApi(request.url) || url.pathname === '/health') return passOn(request, url, parts);
    return (await fileOf(request, parts)) ?? faultAnswer('not-found');
  };
}

async function fileOf(request: Request, { panel }: PanelAnswerParts): Promise<Response | null> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return faultAnswer('method-wrong');
  const path = pathOf(request.url);
  if (path === null) return faultAnswer('path-refused');
  if (panel === null) return plainPage(path, request, 'setup');
  const headers = new Headers(request.headers);
  // What opens a window of our own is always a view, whatever it says that it takes.
  headers.set('accept', 'text/html');
  return panel(path, new Request(request.url, { method: request.method, headers }), { remote: 'window' });
}

async function passOn(request: Request, { pathname, search }: URL, parts: PanelAnswerParts): Promise<Response> {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : null;
  const headers = passedOn.flatMap((name): [string, string][] => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const send = { method: request.method, headers, body, signal: request.signal };
  // A host that was started again has another token: it is asked once more.
  return (
    (await askOnce(`${pathname}${search}`, send, parts)) ??
    (await askOnce(`${pathname}${search}`, send, parts)) ??
    Response.error()
  );
}

interface Sent {
  readonly method: string;
  readonly headers: [string, string][];
  readonly body: ArrayBuffer | null;
  readonly signal: AbortSignal;
}

/** Null where the host did not know the token. */
async function askOnce(
  path: string,
  { method, headers, body, signal }: Sent,
  parts: PanelAnswerParts,
): Promise<Response | null> {
  const host = await readHost(parts.homePath);
  const token = host === null ? null : await readToken(host);
  if (host === null || token === null) return Response.error();
  const address = host.address.includes(':') ? `[${host.address}]` : host.address;
  const ask = parts.fetch ?? fetch;
  const answer = await ask(`http://${address}:${host.port}${path}`, {
    method,
    headers: [...headers, ['authorization', `Bearer ${token}`]],
    ...(body === null ? {} : { body }),
    signal,
    redirect: 'error',
  }).catch(() => null);
  if (answer === null) return Response.error();
  if (answer.status !== 401) return new Response(answer.body, { status: answer.status, headers: answer.headers });
  await answer.body?.cancel();
  return null;
}
