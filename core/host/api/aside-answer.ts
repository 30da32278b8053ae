import { plainHeaders } from './api-fault.ts';
import { asideWord } from './contract.ts';
import type { RequestInfo } from './guard.ts';
import type { HostFace } from './host-face.ts';

/**
 * Answers `POST /api/aside`: its first line comes when the engine is at rest, and the host stays aside until the connection
 * closes, however that happens. Faults: those of `face.aside`.
 */
export async function asideAnswer(
  face: Pick<HostFace, 'aside'>,
  request: Request,
  { closing }: RequestInfo,
): Promise<Response> {
  const { over } = await face.aside(request.signal);
  let isOver = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
      given.enqueue(new TextEncoder().encode(`${asideWord}\n`));
    },
    cancel: () => finish(() => {}),
  });
  const finish = (close: () => void) => {
    if (isOver) return;
    isOver = true;
    close();
    for (const signal of [request.signal, closing]) signal?.removeEventListener('abort', end);
    over();
  };
  const end = () => finish(() => controller?.close());
  for (const signal of [request.signal, closing]) {
    if (signal?.aborted === true) end();
    else signal?.addEventListener('abort', end, { once: true });
  }
  return new Response(stream, { headers: { ...plainHeaders, 'content-type': 'text/plain; charset=utf-8' } });
}
