import { useCallback, useEffect, useState } from 'react';
import { useHost, useHostView } from './host-view.ts';
import { useActsDone } from './last-act.ts';
import type { HostClient } from '../core/host/api/client.ts';

/** An answer of the host: not there yet, there, or why it does not come. */
export type Answer<T> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Asked<T> {
  readonly answer: Answer<T>;
  again(): void;
}

/**
 * Asks when `key` changes, and again when something moved, this page did something, or the host came back. What was answered stays while it is asked
 * again, and where nobody answers: the strip says that it may be old. `isOnce`: nothing that moves asks again.
 */
export function useAnswer<T>(
  key: string,
  ask: (client: HostClient, signal: AbortSignal) => Promise<T>,
  isOnce = false,
): Asked<T> {
  const { client } = useHost();
  const { turn: now } = useHostView();
  const done = useActsDone();
  const turn = isOnce ? 0 : now + done;
  const [tries, setTries] = useState(0);
  const [kept, keep] = useState<{ readonly key: string; readonly answer: Answer<T> }>({ key, answer: asking });
  useEffect(() => {
    const end = new AbortController();
    ask(client, end.signal).then(
      (value) => end.signal.aborted || keep({ key, answer: { kind: 'ready', value } }),
      (error: unknown) =>
        end.signal.aborted ||
        keep((before) =>
          before.key === key && before.answer.kind === 'ready' ? before : { key, answer: { kind: 'failed', error } },
        ),
    );
    return () => end.abort();
    // `ask` is another function at each drawing; `key` says when it asks for something else.
  }, [client, key, turn, tries]);
  const again = useCallback(() => setTries((count) => count + 1), []);
  return { answer: kept.key === key ? kept.answer : asking, again };
}

const asking = { kind: 'asking' } as const;
