/** The host's engine thread over a home of the tests, as the host starts it. */
import { engineEntry } from '../../../core/cli/engine-entry.ts';
import { startEngineThread, type EngineThread, type RoundEnd } from '../../../core/host/thread/engine-thread.ts';
import type { Round } from '../../../core/model/loop.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { environmentIn } from '../../cli/machines.ts';

/** The loop stops its host within 5 s. */
export const stopMs = 5_000;

export interface Place {
  readonly home: string;
  readonly root: string;
  /** Another module for the thread. */
  readonly entry?: URL;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Ended before the test is: its folder goes afterwards. */
export async function withThread<T>(
  { home, root, entry = engineEntry, env = {} }: Place,
  work: (thread: EngineThread) => Promise<T>,
): Promise<T> {
  const thread = startEngineThread({ entry, homePath: home, env: environmentIn(root, env), clock: systemClock });
  try {
    return await work(thread);
  } finally {
    await thread.stop(stopMs);
  }
}

export const never: AbortSignal = new AbortController().signal;

export function look(thread: EngineThread, how: Round['look'], intent: Round['intent'] = 'sync'): Promise<RoundEnd> {
  return thread.round({ intent, look: how, reason: 'timer' }, never);
}
