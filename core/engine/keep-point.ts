import type { RestorePoint } from '../model/history.ts';
import type { ReplaceEntry } from '../model/journal.ts';
import { dropOldCopies, keepCopy, registerCopy } from './keep-copy.ts';
import type { Machine, Watch } from './machine.ts';

/**
 * A restore point of the memory as it stands, the memory tool running: before rows are written in merge mode, where no file
 * is replaced. Null when there is nothing to copy. A kill leaves a folder that the next one sweeps. Faults: those of Source,
 * `disk-full`.
 */
export async function keepPoint(
  machine: Machine,
  note: Pick<ReplaceEntry, 'keepAs' | 'why'>,
  watch: Watch,
): Promise<RestorePoint | null> {
  const { state, restorePoints } = machine;
  // A replace under way (before this home merged records) has a copy of its own there.
  if (state.replaceJournal() === null) await restorePoints.sweep(state.restorePoints());
  const restorePoint = state.nextRestorePointId();
  await keepCopy(machine, restorePoint, watch);
  const point = await registerCopy(machine, { ...note, restorePoint });
  await dropOldCopies(machine);
  return point;
}
