import type { Random } from '../../ports/random.ts';
import type { HostEvent } from './contract.ts';
import type { EventLog, SentEvent } from './host-face.ts';

/** An hour of a busy day; a panel that was away for longer asks for everything anew. */
export const eventsKept = 500;

/**
 * The newest events in memory. An id is `START-NUMBER`, where START is drawn at each start of the host: what another
 * process counted is never taken for ours.
 */
export function eventLog(random: Random): EventLog {
  const start = random.hex(6);
  const ring: { readonly number: number; readonly sent: SentEvent }[] = [];
  const listeners = new Set<(sent: SentEvent) => void>();
  let last = 0;
  return {
    append(event) {
      const isKept = event.kind !== 'progress' && event.kind !== 'reset';
      if (isKept) last += 1;
      const sent = { id: isKept ? `${start}-${last}` : null, event };
      if (isKept) ring.push({ number: last, sent });
      if (ring.length > eventsKept) ring.shift();
      for (const listener of listeners) listener(sent);
    },
    after(id) {
      const number = numberIn(id, start);
      if (number === null || number > last || number < last - ring.length) return 'reset';
      return withoutOldStates(ring.filter((each) => each.number > number).map(({ sent }) => sent));
    },
    newest: () => `${start}-${last}`,
    listen(listener) {
      // A wrapper of its own: the same function may listen twice.
      const entry = (sent: SentEvent) => listener(sent);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

function numberIn(id: string, start: string): number | null {
  const found = /^([0-9a-f]{1,32})-(\d{1,15})$/.exec(id);
  return found !== null && found[1] === start ? Number(found[2]) : null;
}

/** Of a state only the newest tells anything; what happened stays, in its order. */
export function withoutOldStates(events: readonly SentEvent[]): SentEvent[] {
  const newest = new Map<HostEvent['kind'], SentEvent>();
  for (const sent of events) newest.set(sent.event.kind, sent);
  return events.filter((sent) => !isState(sent) || newest.get(sent.event.kind) === sent);
}

/** Replaced by the next one of its kind. */
export function isState({ event }: SentEvent): boolean {
  return event.kind === 'status' || event.kind === 'progress';
}
