import { keepPoint } from '../../engine/keep-point.ts';
import type { Watch } from '../../engine/machine.ts';
import type { MergeMachine } from '../../engine/records/sync-records.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { BatchEntry } from '../../model/records/record-line.ts';
import type { Composed } from '../compose.ts';
import { labelsOf } from '../labels.ts';

/** A copy that was made before a confirmed act of another machine deleted here. */
export interface CopyBefore {
  readonly restorePoint: string;
  readonly act: BatchEntry['act'];
  readonly label: string;
}

/** What receivers do before they apply a confirmed act that deletes (protocol.md section 4): a copy, and a line in the history. */
export function keepBefore(
  { machine }: Composed,
  merge: Pick<MergeMachine, 'store'>,
  watch: Watch,
  told: (copy: CopyBefore) => void,
): (batch: BatchEntry, by: DeviceId | '') => Promise<void> {
  return async ({ act, deleted, written }, by) => {
    const keepAs = act === 'force-push' ? 'set-aside' : 'safety';
    const point = await keepPoint(machine, { keepAs, why: 'forced-by-other' }, watch);
    if (point === null) return;
    const labels = by === '' ? [] : labelsOf(merge, [by]);
    machine.state.addHistory({
      at: machine.clock.now(),
      act: 'forced-by-other',
      head: null,
      losers: [],
      restorePoint: point.id,
      baseBefore: null,
      rowsBefore: null,
      rowsAfter: null,
      undoes: null,
      merge: {
        published: 0,
        applied: 0,
        labels,
        rowAct: null,
        changed: { written, removed: deleted },
        confirmed: act,
      },
    });
    told({ restorePoint: point.id, act, label: labels[0] ?? '?' });
  };
}
