import type { Loop } from './loop.ts';

/** One loop after another: what holds for the one of now holds for the next. */
export interface LoopSuccession {
  loop(): Loop;
  /** Another loop from now on; it begins no round before the old one is at rest. */
  replace(): void;
  /** As the loop's own, and also of the loops that come before the returned function is called (idempotent). */
  stepAside(): Promise<() => void>;
  /** Waits as long as the loops do. */
  stop(): Promise<void>;
}

/** Somebody has the engine: what each loop that there was meanwhile gave to go on with. */
type Turn = Promise<() => void>[];

export function loopSuccession(begin: () => Loop): LoopSuccession {
  const turns = new Set<Turn>();
  let loop = begin();
  /** Resolves when no loop before the one of now has a round. */
  let before: Promise<unknown> = Promise.resolve();

  const take = () => {
    const turn: Turn = [loop.stepAside()];
    turns.add(turn);
    return {
      ready: Promise.all(turn),
      over() {
        turns.delete(turn);
        for (const back of turn.splice(0)) back.then((goOn) => goOn()).catch(() => {});
      },
    };
  };
  return {
    loop: () => loop,
    replace() {
      const old = loop;
      const { pause, power } = old.state();
      loop = begin();
      // At once: it has had no time to begin a round.
      for (const turn of turns) turn.push(loop.stepAside());
      loop.power(power);
      if (pause !== null) loop.pause(pause.kind === 'until' ? pause.wallMs : null);
      before = Promise.allSettled([before, old.stop()]).then(take().over);
    },
    async stepAside() {
      const { ready, over } = take();
      await ready;
      return over;
    },
    async stop() {
      await Promise.all([before, loop.stop()]);
    },
  };
}
