import { getRequestListener } from '@hono/node-server';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { apiHeaders, type ApiFaultCode, faultAnswer, faultText } from './api-fault.ts';
import type { ApiHandler } from './handler.ts';

export interface ServeOptions {
  readonly address: string;
  /** 0: any that is free. Else the next free one, `portsTried` of them. */
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly clock: Pick<Clock, 'sleep'>;
  /** How long the headers of a request may take. */
  readonly headersMs?: number;
  /** How long a connection is kept for the next request. */
  readonly keepAliveMs?: number;
}

export interface Serving {
  readonly port: number;
  /** Takes no more requests and ends every stream; what is short may finish within this time, then all is cut. */
  close(withinMs: number): Promise<void>;
}

/** So far behind the port that was wished nobody looks for us. */
const portsTried = 50;
/** A request's headers are a few lines; a body is 64 kB over loopback or a home network. */
const headersMsMax = 10_000;
const requestMsMax = 30_000;
/** How often slow requests are looked for, as a share of what they may take. */
const lookShare = 0.2;
/** A panel asks again within a moment; a hook and a command never do. */
const keepAliveMsUsual = 5_000;
const headerBytesMax = 16 * 1024;
/** A panel in a few windows, hooks, commands. Each costs memory on a small board. */
const connectionsMax = 256;

/** Serves the API over HTTP, or TLS where a certificate is given. Rejects with Node's error when it cannot listen. */
export async function serve(handler: ApiHandler, options: ServeOptions): Promise<Serving> {
  const closing = new AbortController();
  const server = serverOf(handler, options, closing.signal);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { port, close: (withinMs) => close(server, closing, withinMs, options.clock) };
}

function serverOf(handler: ApiHandler, options: ServeOptions, closing: AbortSignal): Server {
  const headersTimeout = options.headersMs ?? headersMsMax;
  const limits = {
    maxHeaderSize: headerBytesMax,
    headersTimeout,
    requestTimeout: Math.max(requestMsMax, headersTimeout),
    connectionsCheckingInterval: Math.ceil(headersTimeout * lookShare),
    keepAliveTimeout: options.keepAliveMs ?? keepAliveMsUsual,
    // Our own answer says it in JSON.
    requireHostHeader: false,
  };
  const listener = listenerOf(handler, closing);
  const server =
    options.tls === undefined
      ? createHttpServer(limits, listener)
      : createTlsServer({ ...limits, ...options.tls, minVersion: 'TLSv1.2' }, listener);
  server.maxConnections = connectionsMax;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, faultOf(error.code)));
  server.on('connect', (_request, socket: Socket) => refuse(socket, 'method-wrong'));
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    const { body } = faultText('request-broken', 'Expect');
    response.writeHead(417, { ...apiHeaders, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  return server;
}

/** The process's own Request and Response stay as they are: others use them too. */
function listenerOf(
  handler: ApiHandler,
  closing: AbortSignal,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener(
    (request, { incoming, outgoing }) => {
      const remote = incoming.socket.remoteAddress ?? '';
      return handler(request, { remote, closing, cutOff: () => outgoing.destroy() });
    },
    { overrideGlobalObjects: false, errorHandler: () => faultAnswer('request-broken') },
  );
  return (request, response) => {
    // A connection that is kept for the next request would keep a closing server open.
    response.on('close', () => closing.aborted && request.socket.destroySoon());
    void listener(request, response);
  };
}

function faultOf(code: string | undefined): ApiFaultCode | null {
  if (code === 'ECONNRESET' || code === 'EPIPE') return null;
  if (code === 'HPE_HEADER_OVERFLOW') return 'header-too-large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-slow' : 'request-broken';
}

/** A last word to a socket that speaks no HTTP of ours. */
function refuse(socket: Socket, code: ApiFaultCode | null): void {
  // Whoever is gone already raises an error that says so, and nobody to tell it to.
  socket.on('error', () => {});
  if (code === null || !socket.writable || socket.bytesWritten > 0) return void socket.destroy();
  const { status, body } = faultText(code);
  const headers = { ...apiHeaders, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${code}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}

async function listen(server: Server, { address, port }: ServeOptions): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await listenAt(server, address, port === 0 ? 0 : port + tried);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port === 0 || tried + 1 >= portsTried || port + tried >= 65_535) throw error;
    }
  }
}

function listenAt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', ready);
      reject(error);
    };
    const ready = () => {
      server.off('error', failed);
      resolve();
    };
    server.once('error', failed).once('listening', ready).listen({ host, port, exclusive: true });
  });
}

async function close(
  server: Server,
  closing: AbortController,
  withinMs: number,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closing.abort();
  server.closeIdleConnections();
  const done = new AbortController();
  const late = clock.sleep(withinMs, done.signal).then(() => server.closeAllConnections());
  await Promise.race([closed, late.catch(() => {})]);
  done.abort();
  await closed;
}
