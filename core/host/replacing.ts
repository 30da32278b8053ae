import type { Machine } from '../engine/machine.ts';
import { recover } from '../engine/sync.ts';
import { recoverPublish, recoverReplace } from '../engine/recover.ts';
import { fail, isFault } from '../model/errors.ts';
import type { Composed } from './compose.ts';
import { withConsent, type Consent, type Liftable } from './consent.ts';

/** The machine with what a person allowed: `ask` about the worker counts as auto then. */
export function underConsent({ machine, settings }: Composed, lifted: ReadonlySet<Liftable>): Machine {
  if (settings.workerControl !== 'ask' || !lifted.has('worker-control-off')) return machine;
  return { ...machine, policy: { ...machine.policy, workerControl: 'auto' } };
}

/** Throws `brake-cloud-sync` before a whole file is replaced under claude-mem's own cloud sync, unless that was allowed. */
export async function requireNoCloudSync(
  { source }: Pick<Machine, 'source'>,
  lifted: ReadonlySet<Liftable>,
): Promise<void> {
  if (lifted.has('brake-cloud-sync') || !(await source.hasCloudSync())) return;
  throw fail('brake-cloud-sync', { path: source.path });
}

/**
 * For `restore` and `undo`: settles what a killed process left, asks about brakes, does `work`, and settles a failure in
 * its middle at once, so that the worker does not stay stopped. `replaces`: whether the live file is replaced.
 */
export async function runReplacing<T>(
  composed: Composed,
  consent: Consent,
  replaces: boolean,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  await settleBefore(composed.machine);
  return withConsent(consent, composed.settings, async (lifted) => {
    const machine = underConsent(composed, lifted);
    if (replaces) await requireNoCloudSync(machine, lifted);
    try {
      return await work(machine);
    } catch (error) {
      await recover(machine).catch((cause: unknown) =>
        machine.log.error('recovery.postponed', { error: String(cause) }),
      );
      throw error;
    }
  });
}

/** A restore from this machine's own copies needs no remote: an unfinished publish waits until it is back. */
async function settleBefore(machine: Machine): Promise<void> {
  await recoverReplace(machine);
  try {
    await recoverPublish(machine);
  } catch (error) {
    if (!isFault(error) || error.exit !== 5) throw error;
    machine.log.warn('recovery.postponed', { error: error.code });
  }
}
