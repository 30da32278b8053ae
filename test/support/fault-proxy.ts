/**
 * A proxy of ours before a real store: `faultProxy(t, server)` lets every request through, notes it, and does to it what
 * the test says. Give the machines `proxy.server`: what they sign is the proxy's address, which is handed on unchanged, so
 * that the store finds the signatures right.
 */
import { once } from 'node:events';
import { createServer, Agent, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Server } from './s3-server.ts';

export type Fate =
  | { readonly kind: 'pass' }
  /** The connection is reset, and the store never hears of it. */
  | { readonly kind: 'lose-request' }
  /** The store has done all of it; the connection is reset without a byte of its reply. */
  | { readonly kind: 'lose-reply' }
  /** The connection is reset after the reply's head and half of its body; where it has none, in the middle of its head. */
  | { readonly kind: 'cut-reply' }
  /** Handed on after so long. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Handed on when this is over: so a test says who is first. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** We answer in the store's place, which hears nothing. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string };

export const pass: Fate = { kind: 'pass' };
export const loseReply: Fate = { kind: 'lose-reply' };
export const loseRequest: Fate = { kind: 'lose-request' };
export const cutReply: Fate = { kind: 'cut-reply' };
export const answers = {
  internalError: { kind: 'answer', status: 500, code: 'InternalError' },
  slowDown: { kind: 'answer', status: 503, code: 'SlowDown' },
  accessDenied: { kind: 'answer', status: 403, code: 'AccessDenied' },
  expiredToken: { kind: 'answer', status: 403, code: 'ExpiredToken' },
  unknownAccessKey: { kind: 'answer', status: 403, code: 'InvalidAccessKeyId' },
} as const satisfies Record<string, Fate>;

/** One request as it came. */
export interface SeenRequest {
  /** From 1, over all requests since the last `forget`. */
  readonly number: number;
  readonly method: string;
  /** Without the bucket's name and what comes before the project's own keys; '' for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly bodyBytes: number;
  readonly fate: Fate;
}

export interface FaultProxy {
  /** The store as it is seen through the proxy. */
  readonly server: S3Server;
  /** What came since the last `forget`, in order. */
  seen(): readonly SeenRequest[];
  /** From now on each request meets the fate that this says; the count begins anew. */
  decide(fateOf: (request: Omit<SeenRequest, 'fate'>) => Fate): void;
  /** No faults from now on; the count begins anew. */
  forget(): void;
  /** As if the store's process had ended: nobody listens at the address, every connection is gone. */
  shut(): Promise<void>;
  /** Listens again at the same address. Nothing where it does. */
  open(): Promise<void>;
}

export async function faultProxy(t: TestContext, store: S3Server): Promise<FaultProxy> {
  const upstream = new URL(store.endpoint);
  const agent = new Agent({ keepAlive: true });
  let seen: SeenRequest[] = [];
  let fateOf: (request: Omit<SeenRequest, 'fate'>) => Fate = () => pass;
  const stop = new AbortController();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const met = { ...describe(request, body), number: seen.length + 1 };
      const fate = fateOf(met);
      seen.push({ ...met, fate });
      const reply = () => forward(request, body, upstream, agent);
      carryOut(fate, request, response, reply, stop.signal).catch(() => request.socket.resetAndDestroy());
    });
  });
  // A reset connection is no fault of ours.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  t.after(async () => {
    stop.abort();
    agent.destroy();
    await shut();
  });

  function decide(next: typeof fateOf): void {
    seen = [];
    fateOf = next;
  }
  return {
    server: { ...store, endpoint: `http://127.0.0.1:${port}` },
    seen: () => seen,
    decide,
    forget: () => decide(() => pass),
    shut,
    async open() {
      if (server.listening) return;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve(void server.off('error', reject)));
      });
    },
  };
}

function describe(request: IncomingMessage, body: Buffer): Omit<SeenRequest, 'fate' | 'number'> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://proxy');
  const key = /\/(?:membridge\/[0-9a-f]+\/|(?=projects\/))(.*)$/.exec(decodeURIComponent(pathname))?.[1] ?? '';
  const { method = '', headers } = request;
  return { method, key, query: searchParams, headers, bodyBytes: body.length };
}

interface Reply {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

/** The store's whole reply, taken before the client hears of any of it. */
function forward({ method, url, rawHeaders }: IncomingMessage, body: Buffer, to: URL, agent: Agent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = to;
    // Names and values as they came, the host among them: they are signed.
    const sent = send({ host, port, method, path: url, headers: rawHeaders, agent, setHost: false }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        resolve({ status: reply.statusCode ?? 0, rawHeaders: reply.rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function carryOut(
  fate: Fate,
  request: IncomingMessage,
  response: ServerResponse,
  reply: () => Promise<Reply>,
  signal: AbortSignal,
): Promise<void> {
  const reset = () => void request.socket.resetAndDestroy();
  switch (fate.kind) {
    case 'pass':
      return answer(response, await reply());
    case 'delay':
      await sleep(fate.ms, undefined, { signal });
      return answer(response, await reply());
    case 'hold':
      await Promise.race([fate.until, once(signal, 'abort')]);
      return answer(response, await reply());
    case 'lose-request':
      return reset();
    case 'lose-reply':
      await reply();
      return reset();
    case 'cut-reply': {
      request.socket.write(halfOf(await reply()), reset);
      return;
    }
    case 'answer':
      return answer(response, errorReply(request, fate));
  }
}

function answer(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.end(reply.body);
}

/** Whether a connection stays, and in what pieces a body comes, is each side's own affair. */
function headersOf({ rawHeaders, body }: Reply): string[] {
  const kept = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !/^(?:connection|keep-alive|transfer-encoding)$/i.test(name)
      ? [name, rawHeaders[index + 1] ?? '']
      : [],
  );
  const hasLength = kept.some((name, index) => index % 2 === 0 && /^content-length$/i.test(name));
  return hasLength || body.length === 0 ? kept : [...kept, 'Content-Length', String(body.length)];
}

/** As it would stand on the wire. */
function halfOf(reply: Reply): Buffer {
  const kept = headersOf(reply);
  const lines = kept.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${kept[index + 1]}`] : []));
  const head = Buffer.from([`HTTP/1.1 ${reply.status} -`, ...lines, '', ''].join('\r\n'));
  const { body } = reply;
  return body.length === 0
    ? head.subarray(0, Math.ceil(head.length / 2))
    : Buffer.concat([head, body.subarray(0, Math.floor(body.length / 2))]);
}

function errorReply({ method }: IncomingMessage, { status, code }: Fate & { kind: 'answer' }): Reply {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>-</Message><RequestId>-</RequestId></Error>`;
  const body = Buffer.from(method === 'HEAD' ? '' : text);
  return { status, rawHeaders: ['Content-Type', 'application/xml', 'Content-Length', String(body.length)], body };
}
