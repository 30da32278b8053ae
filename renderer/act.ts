import { useState } from 'react';
import type { z } from 'zod';
import { useAnswer, type Asked } from './answers.ts';
import { runCommand } from './commands.ts';
import { useHost } from './host-view.ts';

/** An act that is looked at first and done then. */
export interface Act<T> {
  readonly plan: Asked<T>;
  readonly isActing: boolean;
  /** Why it was not done; null while it was not tried. */
  readonly error: unknown;
  act(): void;
}

/** `argv` without `--dry-run` and `--yes`, which are added here. `done` gets what the act tells of itself. */
export function useAct<T>(argv: readonly string[], schema: z.ZodType<T>, done: (told: T) => void): Act<T> {
  const { client } = useHost();
  const [isActing, acting] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const plan = useAnswer(
    argv.join(' '),
    (asked, signal) => runCommand(asked, [...argv, '--dry-run', '--yes'], schema, { signal }),
    true,
  );
  const act = async () => {
    acting(true);
    fail(null);
    try {
      done(await runCommand(client, [...argv, '--yes'], schema));
    } catch (thrown) {
      fail(thrown);
    } finally {
      acting(false);
    }
  };
  return { plan, isActing, error, act: () => void act() };
}
