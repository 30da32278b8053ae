import type { Clock } from '../../ports/clock.ts';
import { faultAnswer } from './api-fault.ts';
import type { HostFace } from './host-face.ts';
import { rateLimit } from './rate-limit.ts';
import { looksLikeApi, pathOf } from './request-path.ts';
import { sameSecret } from './tokens.ts';

/** Who asks, as the server knows it: of one remote, or of a window in the same process (`window`). */
export interface RequestInfo {
  readonly remote: string;
  /** It came in by the door to the network: what may only be asked for on the machine itself is refused. */
  readonly isFar?: true;
  /** Ends the connection at once: for a reader who does not read. */
  readonly cutOff?: () => void;
  /** Fires when the server closes: streams end, what is short may finish. */
  readonly closing?: AbortSignal;
}

/** What one panel with its hooks and a command line ask for in a second, ten times over. */
const generous = { burst: 300, perSecond: 60 };
/** A stale token is tried once or twice. */
const wrongTokens = { burst: 20, perSecond: 0.5 };
/** A person types a code a few times. */
const codeTries = { burst: 5, perSecond: 0.2 };

export const sessionPath = '/api/session';

/** Answers what must not go on; null lets a request through. Which doors are open: `/health`, the session, panel files. */
export type Guard = (request: Request, info: RequestInfo) => Response | null;

/**
 * The token first, so that every path of the API says 401 to a stranger, known or not. Then whether the request was meant
 * for us at all (Host: against DNS rebinding; Origin and Sec-Fetch-Site: against other pages), then the limits.
 */
export function apiGuard(
  face: Pick<HostFace, 'token' | 'sessions' | 'hostsAllowed'>,
  clock: Pick<Clock, 'monotonicMs'>,
): Guard {
  const allowed = rateLimit(clock, generous);
  const allowedStrangers = rateLimit(clock, generous);
  const allowedWrong = rateLimit(clock, wrongTokens);
  const allowedCodes = rateLimit(clock, codeTries);
  return (request, { remote }) => {
    const path = pathOf(request.url);
    const isSession = path === sessionPath && request.method === 'POST';
    const needsToken = looksLikeApi(request.url) && !isSession;
    if (needsToken) {
      const fault = tokenFault(request, face);
      if (fault === 'token-wrong' && !allowedWrong(remote)) return limited();
      if (fault !== null) return faultAnswer(fault, '', { 'www-authenticate': 'Bearer' });
    }
    if (!isOurHost(request, face.hostsAllowed)) return faultAnswer('host-foreign');
    if (!isOurOrigin(request)) return faultAnswer('origin-foreign');
    if (path === null) return faultAnswer('path-refused');
    if (!(needsToken ? allowed : allowedStrangers)(remote)) return limited();
    if (isSession && !allowedCodes(remote)) return limited();
    return null;
  };
}

function limited(): Response {
  return faultAnswer('rate-limited', '', { 'retry-after': '5' });
}

function tokenFault(
  request: Request,
  { token, sessions }: Pick<HostFace, 'token' | 'sessions'>,
): 'token-missing' | 'token-wrong' | null {
  const header = request.headers.get('authorization');
  if (header === null) return 'token-missing';
  const given = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header)?.[1];
  return given !== undefined && (sameSecret(given, token) || sessions.has(given)) ? null : 'token-wrong';
}

/** The Host header, and the host of the request's own URL, which is another one in absolute form. */
function isOurHost(request: Request, allowed: readonly string[]): boolean {
  const { host } = new URL(request.url);
  return allowed.includes(host) && allowed.includes((request.headers.get('host') ?? host).toLowerCase());
}

/** Absent (no browser, or a plain GET of our own page), or the very origin that was asked. */
function isOurOrigin(request: Request): boolean {
  const { protocol, host } = new URL(request.url);
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `${protocol}//${host}`) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return true;
  // A link or bookmark from elsewhere may open the panel; nothing else may come from another site.
  return !looksLikeApi(request.url) && isNavigation(request);
}

function isNavigation({ method, headers }: Request): boolean {
  return (
    method === 'GET' && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'
  );
}

/** Names under which a port is reached, as Host headers say them. `names`: this machine's own, for an address on the LAN. */
export function hostNames(port: number, names: readonly string[] = []): string[] {
  const all = ['127.0.0.1', 'localhost', '[::1]', ...names.map((name) => bracketed(name.toLowerCase()))];
  const implied = port === 80 || port === 443 ? all : [];
  return [...all.map((name) => `${name}:${port}`), ...implied];
}

function bracketed(name: string): string {
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
}
