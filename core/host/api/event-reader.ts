import { type HostEvent, hostEventSchema } from './contract.ts';

/** What a reader of the stream sees: events, and whether the host is there at all. */
export type HostEventSeen =
  | HostEvent
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost'; readonly error: unknown };

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Waits between two tries; may reject when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A host that restarts is back within a second; one that is gone is asked for seldom. */
const retryMsFirst = 500;
const retryMsMax = 15_000;
/** Longer than any event of ours: whoever sends more is not our host. */
const eventCharsMax = 4 * 1024 * 1024;
/** The host's own beat comes every 25 s. */
const silenceMsMax = 70_000;

/** Opens the stream after an event; rejects when nobody answers. */
type Open = (lastId: string | null, signal: AbortSignal) => Promise<Response>;

/**
 * Reads the stream until the signal fires, coming back after each break with the last id that was seen. A fault that says
 * the token is wrong ends it: asking again would not help. An event of a newer host that is unknown here is left out.
 */
export async function* followEvents(open: Open, options: FollowOptions): AsyncGenerator<HostEventSeen> {
  const { signal, sleep } = options;
  let lastId: string | null = null;
  let retryMs = retryMsFirst;
  while (!signal.aborted) {
    // Ends this one connection: with the whole, or when it has been silent for too long.
    const connection = new AbortController();
    const both = AbortSignal.any([signal, connection.signal]);
    try {
      const response = await open(lastId, both);
      yield { kind: 'connected' };
      for await (const { id, event } of eventsIn(response, () => silence(options, both, connection))) {
        retryMs = retryMsFirst;
        if (id !== null) lastId = id;
        const parsed = hostEventSchema.safeParse(event);
        if (parsed.success) yield parsed.data;
      }
      if (!signal.aborted) yield { kind: 'lost', error: null };
    } catch (error) {
      if (signal.aborted) return;
      yield { kind: 'lost', error };
      if (isRefusal(error)) throw error;
    } finally {
      connection.abort();
    }
    await sleep(retryMs, signal).catch(() => {});
    retryMs = Math.min(retryMs * 2, retryMsMax);
  }
}

function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 401;
}

/** Ends the connection unless it is called off: a dead network raises no error by itself. */
function silence({ sleep }: FollowOptions, signal: AbortSignal, connection: AbortController): () => void {
  const calledOff = new AbortController();
  sleep(silenceMsMax, AbortSignal.any([signal, calledOff.signal])).then(
    () => connection.abort(new Error('the host has been silent for too long')),
    () => {},
  );
  return () => calledOff.abort();
}

interface RawEvent {
  readonly id: string | null;
  readonly event: { readonly kind: string; readonly data: unknown };
}

async function* eventsIn(response: Response, watch: () => () => void): AsyncGenerator<RawEvent> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const callOff = watch();
      const { done, value } = await reader.read().finally(callOff);
      if (done) return;
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      if (text.length > eventCharsMax) throw new Error('an event is larger than any of ours');
      for (const block of blocks) {
        const event = eventIn(block);
        if (event !== null) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Null for a comment and for what is not JSON. */
function eventIn(block: string): RawEvent | null {
  const fields = new Map(
    block.split('\n').flatMap((line) => {
      const at = line.indexOf(': ');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)] as const] : [];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return null;
  try {
    return {
      id: fields.get('id') ?? null,
      event: { kind: fields.get('event') ?? '', data: JSON.parse(data) as unknown },
    };
  } catch {
    return null;
  }
}
