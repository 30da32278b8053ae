import { useState } from 'react';
import type { z } from 'zod';
import { useAnswer, type Asked } from './answers.ts';
import { runCommand } from './commands.ts';
import { useHost } from './host-view.ts';

/** Work that a press begins. `What`: what it is told each time. */
export interface Doing<What extends readonly unknown[] = []> {
  readonly isActing: boolean;
  /** Why it was not done; null while it was not tried. */
  readonly error: unknown;
  act(...what: What): void;
}

/** An act that is looked at first and done then. */
export interface Act<T> extends Doing {
  readonly plan: Asked<T>;
}

/** Does `work` when it is told to, and keeps why that failed until it is tried again. */
export function useDoing<What extends readonly unknown[] = []>(work: (...what: What) => Promise<void>): Doing<What> {
  const [isActing, acting] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const act = async (...what: What) => {
    acting(true);
    fail(null);
    try {
      await work(...what);
    } catch (thrown) {
      fail(thrown);
    } finally {
      acting(false);
    }
  };
  return { isActing, error, act: (...what) => void act(...what) };
}

/** `argv` without `--dry-run` and `--yes`, which are added here. `done` gets what the act tells of itself. */
export function useAct<T>(argv: readonly string[], schema: z.ZodType<T>, done: (told: T) => void): Act<T> {
  const { client } = useHost();
  const plan = useAnswer(
    argv.join(' '),
    (asked, signal) => runCommand(asked, [...argv, '--dry-run', '--yes'], schema, { signal }),
    true,
  );
  const doing = useDoing(async () => done(await runCommand(client, [...argv, '--yes'], schema)));
  return { plan, ...doing };
}
