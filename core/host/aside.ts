import type { CommandEnd } from './api/contract.ts';
import type { SetupAsk, SetupEnd } from './setup-ask.ts';
import type { EngineThread } from './thread/engine-thread.ts';

export interface TurnParts {
  readonly thread: Pick<EngineThread, 'release' | 'command' | 'setup'>;
  /** No round runs from when this resolves until the function it gives is called. */
  stepAside(): Promise<() => void>;
  /** A person's work begins (true) or is over (false): what is known may not hold any more. */
  working(isAtWork: boolean): void;
}

/** Lets commands of a person have the engine, in their own process or in ours. */
export interface Turns {
  /** The engine is at rest and its locks are free, until `over`. */
  aside(signal: AbortSignal): Promise<{ readonly granted: true; over(): void }>;
  command(argv: readonly string[], signal: AbortSignal): Promise<CommandEnd>;
  /** `ask` is called when the engine's turn has come. */
  setup(ask: () => SetupAsk, signal: AbortSignal): Promise<SetupEnd>;
}

export function takeTurns({ thread, stepAside, working }: TurnParts): Turns {
  let atWork = 0;
  const over = (back: () => void, wasAtWork: boolean) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (wasAtWork) atWork -= 1;
      // Before rounds go on: the first one is to know that it looks after somebody.
      if (atWork === 0) working(false);
      back();
    };
  };
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const finish = over(await stepAside(), false);
    try {
      return await work();
    } finally {
      finish();
    }
  };
  return {
    async aside(_signal) {
      const back = await stepAside();
      try {
        await thread.release();
      } catch (error) {
        back();
        throw error;
      }
      atWork += 1;
      working(true);
      return { granted: true, over: over(back, true) };
    },
    command: (argv, signal) => inTurn(() => thread.command(argv, signal)),
    setup: (ask, signal) => inTurn(() => thread.setup(ask(), signal)),
  };
}
