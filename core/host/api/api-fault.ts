import { isFault } from '../../model/errors.ts';
import { type Language, textIn } from '../../text/text.ts';
import type { SetupFault, SetupField } from './contract-setup.ts';

/** What is wrong with a request itself: its status, the fact and what to do. The panel has its own words for each code. */
const apiFaults = {
  'token-missing': [
    401,
    'This needs the token of the host.',
    'Send `Authorization: Bearer TOKEN`; host.json names its file.',
  ],
  'token-wrong': [
    401,
    'The token is not that of the running host.',
    'The token is new at each start: read its file again.',
  ],
  'code-wrong': [401, 'The code is wrong, used or past its time.', 'Ask for a new one with `membridge start`.'],
  'host-foreign': [
    403,
    'The request names a host that this is not.',
    'Use the address that the host printed when it started.',
  ],
  'origin-foreign': [
    403,
    'The request comes from a page that is not the panel.',
    'Open the panel at the address of the host.',
  ],
  'board-far': [
    403,
    'Settings of a machine are changed only from itself.',
    'Open the panel on that machine, or run `membridge tune` there.',
  ],
  'command-refused': [403, 'This command cannot be asked for from here.', 'Run it in a terminal on that machine.'],
  'not-found': [404, 'There is nothing at this path.', 'See the routes of the API.'],
  'method-wrong': [405, 'This path does not take that method.', 'See the header Allow.'],
  'request-slow': [408, 'The request did not come in time.', 'Send it again.'],
  'body-too-large': [413, 'The body is larger than any request of ours.', 'Send at most 64 kB.'],
  'content-type-wrong': [415, 'The body is not said to be JSON.', 'Send `Content-Type: application/json`.'],
  'path-refused': [
    400,
    'The path is not written as a path of ours.',
    'Leave out dots, doubled or encoded slashes and control characters.',
  ],
  'request-broken': [400, 'The request is not sound HTTP.', 'Send it as HTTP/1.1 with one Host header.'],
  'body-not-json': [400, 'The body is not JSON.', 'Send one JSON document in UTF-8.'],
  'body-invalid': [400, 'The request says something that cannot be.', 'See the contract of the API.'],
  'header-too-large': [431, 'The headers are larger than any of ours.', 'Send fewer of them.'],
  'rate-limited': [429, 'Too many requests.', 'Wait for a moment.'],
  'streams-too-many': [429, 'Too many are listening already.', 'Close a window of the panel.'],
  'commands-too-many': [429, 'Too many commands are waiting already.', 'Wait until one has ended.'],
  'answer-invalid': [500, 'The answer was not in its form and is kept back.', 'See `membridge logs`.'],
  unexpected: [500, 'Something went wrong that should not.', 'See `membridge logs`.'],
} as const satisfies Record<string, readonly [status: number, message: string, hint: string]>;

export type ApiFaultCode = keyof typeof apiFaults;

/** On every answer: nothing is kept, guessed at, framed or read from another site. No CORS header is ever sent. */
export const plainHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export const apiHeaders = {
  ...plainHeaders,
  'content-type': 'application/json; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** The JSON text of a fault and its status. `detail` is a fact of ours (a field's name), never a message of a library. */
export function faultText(code: ApiFaultCode, detail = ''): { readonly status: number; readonly body: string } {
  const [status, message, hint] = apiFaults[code];
  return { status, body: bodyOf(code, detail === '' ? message : `${message} (${detail})`, hint) };
}

export function faultAnswer(code: ApiFaultCode, detail = '', headers: Record<string, string> = {}): Response {
  const { status, body } = faultText(code, detail);
  return new Response(body, { status, headers: { ...apiHeaders, ...headers } });
}

/** The answer to an operating fault of the host: its own code, message and hint. Null for a bug. */
export function operatingFaultAnswer(error: unknown, language: Language = 'en'): Response | null {
  if (!isFault(error)) return null;
  const { message, hint } = textIn(language).sentence(error);
  return new Response(bodyOf(error.code, message, hint), { status: statusOf(error.exit), headers: apiHeaders });
}

/** A fault of a request to connect this machine: in its language, and with its field. */
export function setupFaultAnswer(exit: number, error: SetupFault): Response {
  return new Response(JSON.stringify({ ok: false, error }), { status: statusOf(exit), headers: apiHeaders });
}

/** A request that says something which cannot be, in one field of a form. */
export function fieldFaultAnswer(field: SetupField | null, detail: string): Response {
  const [, message, hint] = apiFaults['body-invalid'];
  const told = detail === '' ? message : `${message} (${detail})`;
  return setupFaultAnswer(2, { code: 'body-invalid', message: told, hint, field });
}

function bodyOf(code: string, message: string, hint: string): string {
  return JSON.stringify({ ok: false, error: { code, message, hint } });
}

/** By the exit code of cli.md: who can mend it decides. */
function statusOf(exit: number): number {
  if (exit === 2) return 400;
  if (exit === 3 || exit === 4 || exit === 7) return 409;
  return exit === 5 || exit === 6 || exit === 130 ? 503 : 500;
}
