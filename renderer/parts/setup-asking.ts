import { useRef, useState } from 'react';

/** One question at a time: a second press before the first was answered asks nothing. */
export interface Asking<What extends string> {
  /** What the host is asked for right now. */
  readonly asking: What | null;
  ask<T>(what: What, work: (signal: AbortSignal) => Promise<T>, done: (value: T) => void): Promise<void>;
  /** The answer is not wanted any more, unless it is that of `but`. */
  stop(but?: What): void;
}

export function useAsking<What extends string>(failed: (error: unknown) => void): Asking<What> {
  const [asking, setAsking] = useState<What | null>(null);
  // A second press may come before the first one was drawn.
  const under = useRef<{ readonly what: What; readonly end: AbortController } | null>(null);
  const over = () => {
    under.current = null;
    setAsking(null);
  };
  return {
    asking,
    async ask(what, work, done) {
      if (under.current !== null) return;
      const end = new AbortController();
      under.current = { what, end };
      setAsking(what);
      try {
        const value = await work(end.signal);
        if (end.signal.aborted) return;
        over();
        done(value);
      } catch (error) {
        if (end.signal.aborted) return;
        over();
        failed(error);
      }
    },
    stop(but) {
      if (under.current === null || under.current.what === but) return;
      under.current.end.abort();
      over();
    },
  };
}
