import { Agent, request } from 'node:http';
import { z } from 'zod';

/** A healthy worker answers in milliseconds, one on a loaded board in a second or two. */
const answerMsMax = 5_000;
/** Health is about 2 KB. */
const answerBytesMax = 256 * 1024;

const healthSchema = z.object({
  pid: z.int().min(1),
  version: z.string().min(1).optional(),
  workerPath: z.string().min(1).optional(),
});

/** What the worker says of itself; its pid is a better truth than worker.pid (claude-mem.md 3.3). */
export type Health = z.infer<typeof healthSchema>;

/** Where the worker listens: always this machine. */
export interface WorkerAddress {
  readonly host: '127.0.0.1' | '::1';
  readonly port: number;
}

/** Null when nobody answers there, or somebody who is not the worker. A degraded worker (503) is a worker. */
export async function askHealth(address: WorkerAddress): Promise<Health | null> {
  const answer = await ask(address, 'GET', '/api/health');
  if (answer === null || (answer.status !== 200 && answer.status !== 503)) return null;
  try {
    return healthSchema.safeParse(JSON.parse(answer.body)).data ?? null;
  } catch {
    return null;
  }
}

/** True once the worker serves; it listens seconds before that. */
export async function askReady(address: WorkerAddress): Promise<boolean> {
  return (await ask(address, 'GET', '/api/readiness'))?.status === 200;
}

/** True when the worker agreed to end; it answers first and ends then. */
export async function askToShutDown(address: WorkerAddress): Promise<boolean> {
  return (await ask(address, 'POST', '/api/admin/shutdown'))?.status === 200;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Null for no whole answer in time, whatever the reason: a worker that ends cuts its connections. */
function ask({ host, port }: WorkerAddress, method: 'GET' | 'POST', path: string): Promise<Answer | null> {
  // An agent of our own: Node's shared one may send through a proxy that the environment names.
  const agent = new Agent({ keepAlive: false });
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answerMsMax);
    const call = request({ agent, host, port, method, path, signal, headers: { 'content-length': 0 } }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) call.destroy(new Error('too long an answer'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', () => resolve(null));
      response.on('close', () => resolve(null));
    });
    call.on('error', () => resolve(null));
    call.end();
  });
}
