import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const launcher = join(import.meta.dirname, '../../core/cli/membridge.mjs');
export const token = 'a'.repeat(64);

export interface HookEnd {
  readonly code: number | null;
  readonly output: string;
  readonly tookMs: number;
  /** The writer of the question could not finish. */
  readonly brokePipe: boolean;
}

export interface HookCall {
  readonly event?: string;
  readonly input?: string;
  /** The question's end is never written. */
  readonly leaveOpen?: boolean;
  readonly args?: readonly string[];
}

/** Runs a hook as Claude Code does: a process with the question on stdin. */
export async function runHook(home: string, call: HookCall = {}): Promise<HookEnd> {
  const { event = 'stop', input = '{"session_id":"x"}', leaveOpen = false, args = ['--home', home] } = call;
  const start = performance.now();
  // A hook runs as Claude Code starts it, without the guard and the report of our test runner.
  const environment = { ...process.env };
  delete environment['NODE_OPTIONS'];
  const child = spawn(process.execPath, [launcher, 'hook', event, ...args], { env: environment });
  let output = '';
  let brokePipe = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stdin.on('error', () => (brokePipe = true));
  child.stdin.write(input);
  if (!leaveOpen) child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, output, tookMs: performance.now() - start, brokePipe };
}

export interface FakeHost {
  readonly port: number;
  /** Each connection's bytes. */
  readonly heard: readonly string[];
}

/** A host on loopback that does with a connection as it is told, and the files that lead to it. */
export async function fakeHost(
  t: TestContext,
  home: string,
  serve: (socket: Socket, text: string) => void,
): Promise<FakeHost> {
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const at = heard.push('') - 1;
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      heard[at] += chunk;
      serve(socket, heard[at] ?? '');
    });
  });
  const port = await listening(server);
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  writeHost(home, { port });
  return { port, heard };
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** `host.json` and the token as a host writes them, with other words where they are given. */
export function writeHost(home: string, more: Readonly<Record<string, unknown>>): void {
  const tokenFile = join(home, 'host.token');
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  const host = { pid: process.pid, address: '127.0.0.1', port: 1, tokenFile, startedAt: 1, ...more };
  writeFileSync(join(home, 'host.json'), JSON.stringify(host));
}

/** Answers 200 as soon as a whole request is there. */
export function answer(socket: Socket, text: string): void {
  const [head = '', body] = text.split('\r\n\r\n');
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? -1);
  if (body !== undefined && body.length >= length) {
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}');
  }
}
