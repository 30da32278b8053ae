import { useSyncExternalStore } from 'react';

/** An act of this person that can be taken back; told until it is put away, also after the page was loaded again. */
export interface LastAct {
  readonly act: 'force-push' | 'force-pull' | 'restore' | 'undo' | 'held';
  /** Null: nobody counted. */
  readonly count: number | null;
  /** The entry of the history that an undo must name; null: there is nothing to take back. */
  readonly historyId: number | null;
}

const key = 'membridge-last-act';
const listeners = new Set<() => void>();
let last: LastAct | null = kept();
let done = 0;

export function useLastAct(): LastAct | null {
  return useSyncExternalStore(listen, () => last);
}

/** Grows with each act of this page: what was asked before may have another answer now, though no round moved anything. */
export function useActsDone(): number {
  return useSyncExternalStore(listen, () => done);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Null: it was put away. */
export function tellAct(act: LastAct | null): void {
  last = act;
  if (act !== null) done += 1;
  if (act === null) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(act));
  for (const listener of listeners) listener();
}

/** Written by this page alone. */
function kept(): LastAct | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as LastAct | null;
  } catch {
    return null;
  }
}
