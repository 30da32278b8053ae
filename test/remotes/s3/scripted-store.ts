import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { storeManners } from '../../../core/model/known-stores.ts';
import { s3Remote, type S3RemoteOptions } from '../../../core/remotes/s3/s3-remote.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { project } from './s3-under-test.ts';

export const secretKey = 'planted-secret-key-of-the-store';
export const bucket = 'memories';
export const root = `/${bucket}/membridge/${project}/`;

/** Whether a request is for the bucket itself. */
export function isBucket(path: string): boolean {
  return path === `/${bucket}` || path === `/${bucket}/`;
}

/** What came, and what a script does about it. */
export interface Exchange {
  /** From 1. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly request: IncomingMessage;
  /** All bytes that were sent. */
  readonly body: Buffer;
  /** Answers as a store does. */
  answer(status: number, code?: string, headers?: Readonly<Record<string, string>>): void;
  /** Answers these bytes. */
  send(status: number, body: string | Buffer, headers?: Readonly<Record<string, string>>): void;
  /** Cuts the connection instead of answering. */
  cut(): void;
}

export interface ScriptedStore {
  readonly endpoint: string;
  readonly seen: Exchange[];
  remote(options?: Partial<S3RemoteOptions>): ReturnType<typeof s3Remote>;
}

/** A loopback HTTP server that does to each request what the script says; for answers that no real store gives on demand. */
export async function scriptedStore(t: TestContext, script: (exchange: Exchange) => void): Promise<ScriptedStore> {
  const seen: Exchange[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const exchange = exchangeOf(seen.length + 1, request, response, Buffer.concat(chunks));
      seen.push(exchange);
      script(exchange);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, seen, remote: (options) => remoteAt(endpoint, options) };
}

/** Pauses between attempts are counted, not waited for. */
export function remoteAt(endpoint: string, options: Partial<S3RemoteOptions> = {}) {
  return s3Remote({
    endpoint,
    region: 'us-east-1',
    bucket,
    prefix: '',
    project,
    credentials: async () => ({ accessKeyId: 'a-key', secretAccessKey: secretKey }),
    manners: storeManners(endpoint),
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    random: systemRandom,
    ...options,
  });
}

function exchangeOf(number: number, request: IncomingMessage, response: ServerResponse, body: Buffer): Exchange {
  const send: Exchange['send'] = (status, text, headers = {}) => {
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  return {
    number,
    method: request.method ?? '',
    path: (request.url ?? '').split('?')[0] ?? '',
    request,
    body,
    send,
    answer(status, code, headers = {}) {
      const text =
        code === undefined ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
      send(status, text, { 'content-type': 'application/xml', ...headers });
    },
    cut: () => request.socket.destroy(),
  };
}
