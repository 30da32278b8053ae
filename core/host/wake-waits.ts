import type { Loop } from './loop.ts';

/** Callers that wait for the look they asked for. */
export interface WakeWaits {
  /** Resolves when a round that begins from now on has ended, or when none is about to begin. */
  next(loop: Pick<Loop, 'due'>): Promise<void>;
  began(): void;
  ended(): void;
  /** After each event of the loop: nobody waits for a round that will not come. */
  look(loop: Pick<Loop, 'due'>): void;
  /** There will be no more rounds. */
  end(): void;
}

export function wakeWaits(): WakeWaits {
  let waiting: { readonly from: number; readonly resolve: () => void }[] = [];
  let begun = 0;
  const release = (isOver: (from: number) => boolean) => {
    const over = waiting.filter(({ from }) => isOver(from));
    waiting = waiting.filter(({ from }) => !isOver(from));
    for (const { resolve } of over) resolve();
  };
  const look = (loop: Pick<Loop, 'due'>) => {
    const due = loop.due();
    if (due.kind === 'wait' && due.why !== 'running') release(() => true);
  };
  return {
    next(loop) {
      return new Promise((resolve) => {
        waiting.push({ from: begun + 1, resolve });
        look(loop);
      });
    },
    began: () => void (begun += 1),
    ended: () => release((from) => from <= begun),
    look,
    end: () => release(() => true),
  };
}
