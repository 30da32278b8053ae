import { isLive, isSame, type ProcessName } from '../model/cleanup/process.ts';
import type { ProcessEnder } from '../ports/process-table.ts';
import { statOf } from './proc-table-text.ts';

/**
 * Signals processes of this machine. Node has no pidfd, so that between the reading of the start and the signal a few
 * microseconds remain: within them the process would have to end and the kernel to come round all of its numbers.
 */
export function processEnder(): ProcessEnder {
  return {
    signal(name, signal) {
      if (!isThere(name)) return 'gone';
      try {
        process.kill(name.pid, signal);
        return 'sent';
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === 'ESRCH') return 'gone';
        if (code === 'EPERM') return 'denied';
        throw error;
      }
    },
    isLive: isThere,
  };
}

function isThere(name: ProcessName): boolean {
  const facts = statOf('/proc', name.pid);
  return facts !== null && isSame(facts, name) && isLive(facts);
}
