import { systemClock } from '../../platform/clock.ts';
import { timerHeartbeat } from '../../platform/heartbeat.ts';
import { systemProcesses } from '../../platform/process.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Heartbeat } from '../../ports/heartbeat.ts';
import type { ProcessTableReader } from '../../ports/process-table.ts';
import type { Processes } from '../../ports/processes.ts';
import type { Random } from '../../ports/random.ts';
import { systemSurroundings, type Surroundings } from './surroundings.ts';

/** What every adapter is made from. Tests put their own in. */
export interface Tools {
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
  readonly heartbeat: Heartbeat;
  /** All processes of this machine (`/`), or of a copied tree. */
  readonly processTable: (root: string) => ProcessTableReader;
  readonly at: Surroundings;
}

/** The real ones. */
export function systemTools(at: Surroundings = systemSurroundings()): Tools {
  return {
    clock: systemClock,
    random: systemRandom,
    processes: systemProcesses(),
    heartbeat: timerHeartbeat,
    // Loaded for the first look only: a host needs none.
    processTable: (root) => ({
      look: async () => (await import('../../tuning/proc-table.ts')).procTable(root).look(),
    }),
    at,
  };
}
