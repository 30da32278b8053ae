import type { Heartbeat } from '../../ports/heartbeat.ts';
import { faultAnswer, plainHeaders } from './api-fault.ts';
import { eventsKept, isState } from './event-log.ts';
import type { RequestInfo } from './guard.ts';
import type { HostFace, SentEvent } from './host-face.ts';

/** Proxies and phones drop a silent connection after half a minute. */
const heartbeatMs = 25_000;
/** Windows of one person on a few machines. */
const clientsMax = 32;
/** What waits for one reader: a whole replay and some; who leaves more unread is cut off and comes back with its last id. */
const waitingMax = eventsKept + 100;

const streamHeaders = {
  ...plainHeaders,
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that gathers answers would hold events back.
  'x-accel-buffering': 'no',
};

/** Answers `GET /api/events`: what came after `Last-Event-ID`, or the state of now, and then what happens. */
export type EventStreams = (request: Request, info: RequestInfo) => Response;

/** The streams of one host. Nothing beats while nobody listens. */
export function eventStreams(face: Pick<HostFace, 'events' | 'status'>, heartbeat: Heartbeat): EventStreams {
  const readers = new Set<Reader>();
  let stopBeats: (() => void) | null = null;
  const left = (reader: Reader) => {
    readers.delete(reader);
    if (readers.size > 0 || stopBeats === null) return;
    stopBeats();
    stopBeats = null;
  };
  return (request, info) => {
    if (readers.size >= clientsMax) return faultAnswer('streams-too-many', '', { 'retry-after': '5' });
    const reader = readerOf(firstEvents(face, request.headers.get('last-event-id')), info, left);
    const silence = face.events.listen(reader.take);
    reader.atEnd(silence);
    readers.add(reader);
    stopBeats ??= heartbeat(heartbeatMs, () => {
      for (const each of readers) each.beat();
    });
    for (const signal of [request.signal, info.closing]) {
      if (signal?.aborted === true) reader.end();
      signal?.addEventListener('abort', reader.end, { once: true });
      reader.atEnd(() => signal?.removeEventListener('abort', reader.end));
    }
    return new Response(reader.stream, { headers: streamHeaders });
  };
}

function firstEvents({ events, status }: Pick<HostFace, 'events' | 'status'>, lastId: string | null): SentEvent[] {
  const missed = lastId === null || lastId === '' ? null : events.after(lastId);
  if (missed !== null && missed !== 'reset') return [...missed];
  const now: SentEvent = { id: events.newest(), event: { kind: 'status', data: status() } };
  return missed === null ? [now] : [{ id: null, event: { kind: 'reset', data: {} } }, now];
}

interface Reader {
  readonly stream: ReadableStream<Uint8Array>;
  readonly take: (sent: SentEvent) => void;
  readonly beat: () => void;
  readonly end: () => void;
  readonly atEnd: (task: () => void) => void;
}

/** One reader's queue. Bytes are made when they are asked for: what waits is only what a slow reader left. */
function readerOf(first: readonly SentEvent[], info: RequestInfo, left: (reader: Reader) => void): Reader {
  let waiting = [...first];
  let beats = false;
  let isOver = false;
  let wake: (() => void) | null = null;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const tasks: (() => void)[] = [];
  const isIdle = () => !isOver && waiting.length === 0 && !beats;
  const finish = (close: () => void) => {
    if (isOver) return;
    isOver = true;
    waiting = [];
    close();
    wake?.();
    for (const task of tasks) task();
    left(reader);
  };
  const end = () => finish(() => controller?.close());
  const take = (sent: SentEvent) => {
    if (isOver) return;
    if (isState(sent)) waiting = waiting.filter(({ event }) => event.kind !== sent.event.kind);
    waiting.push(sent);
    if (waiting.length <= waitingMax) return wake?.();
    end();
    info.cutOff?.();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (given) => void (controller = given),
      async pull(given) {
        while (isIdle()) await new Promise<void>((resolve) => (wake = resolve));
        if (isOver) return;
        const text = waiting.length === 0 ? ': still here\n\n' : waiting.map(encodeEvent).join('');
        waiting = [];
        beats = false;
        given.enqueue(new TextEncoder().encode(text));
      },
      cancel: () => finish(() => {}),
    },
    { highWaterMark: 0 },
  );
  const beat = () => {
    beats = true;
    wake?.();
  };
  const atEnd = (task: () => void) => (isOver ? task() : void tasks.push(task));
  const reader: Reader = { stream, take, beat, end, atEnd };
  return reader;
}

/** One event as the stream's format wants it; JSON has no line breaks of its own. */
export function encodeEvent({ id, event }: SentEvent): string {
  return `${id === null ? '' : `id: ${id}\n`}event: ${event.kind}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
