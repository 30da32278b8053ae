import type { Base } from '../model/base.ts';
import { fail } from '../model/errors.ts';
import type { Head, HeadView } from '../model/head.ts';
import type { HeadRef, HistoryEntry } from '../model/history.ts';
import { readHeads, readHead } from './lock/heads.ts';
import { deviceHeadKey, headKey } from '../model/bucket-keys.ts';
import type { Machine, Watch } from './machine.ts';
import { putBack } from './restore.ts';
import { publish } from './snapshots/publish.ts';

/** What one step back would do, to be shown before it is done. */
export type UndoPlan =
  /** The database here goes back to the copy kept before the act. */
  | { readonly kind: 'put-back'; readonly entry: HistoryEntry; readonly restorePoint: string }
  /** The bucket goes back to the image that the force push replaced; nothing changes here. */
  | { readonly kind: 'publish-again'; readonly entry: HistoryEntry; readonly loser: HeadRef };

/** The newest act and how it is taken back. Throws `nothing-to-undo` with the reason. Reads only the state of this device. */
export function planUndo({ state }: Pick<Machine, 'state'>): UndoPlan {
  const [entry] = state.history(1);
  if (entry === undefined) throw fail('nothing-to-undo', { reason: 'nothing-done-yet' });
  const [loser] = entry.losers;
  if (loser !== undefined) return { kind: 'publish-again', entry, loser };
  if (entry.act === 'push' || entry.act === 'force-push' || entry.act === 'merge')
    throw fail('nothing-to-undo', { reason: 'push-replaced-nothing' });
  if (entry.restorePoint === null) throw fail('nothing-to-undo', { reason: 'nothing-was-here-before' });
  if (!state.restorePoints().some((point) => point.id === entry.restorePoint))
    throw fail('nothing-to-undo', { reason: 'copy-past-its-time' });
  return { kind: 'put-back', entry, restorePoint: entry.restorePoint };
}

/** Takes the newest act back. What is here now is kept too, so an undo can be undone. */
export async function undo(machine: Machine, plan: UndoPlan, watch: Watch): Promise<HistoryEntry> {
  switch (plan.kind) {
    case 'put-back':
      return putBackCopy(machine, plan, watch);
    case 'publish-again':
      return publishAgain(machine, plan, watch);
  }
}

async function putBackCopy(
  machine: Machine,
  plan: UndoPlan & { kind: 'put-back' },
  watch: Watch,
): Promise<HistoryEntry> {
  const point = machine.state.restorePoints().find(({ id }) => id === plan.restorePoint);
  if (point === undefined) throw fail('restore-point-unknown', { id: plan.restorePoint });
  const note = { why: 'undo' as const, baseAfter: baseAfterUndo(plan.entry), undoes: plan.entry.id };
  return putBack(machine, { kind: 'point', point }, note, watch);
}

/**
 * Where we stood before the act, but in the epoch we have seen, and with the undone head declined: a sync must not
 * quietly do again what a person has just undone.
 */
function baseAfterUndo(entry: HistoryEntry): Base | null {
  const before = entry.baseBefore;
  if (before === null || entry.head === null || entry.act === 'undo' || entry.act === 'restore') return before;
  return { ...before, epoch: entry.head.epoch, declined: entry.head.nonce };
}

async function publishAgain(
  machine: Machine,
  plan: UndoPlan & { kind: 'publish-again' },
  watch: Watch,
): Promise<HistoryEntry> {
  const base = machine.state.base();
  const { view, baseHead } = await readHeads(machine, base);
  if (base !== null && baseHead === 'absent')
    throw fail('remote-rolled-back', { known: base.revision, shown: highestOf(view) });
  const current = view.kind === 'one' ? view.head : null;
  // Somebody published since: taking the act back would run over that.
  if (current === null || current.nonce !== plan.entry.head?.nonce) {
    throw fail('diverged', { here: machine.self.label, there: current?.label ?? 'several devices' });
  }
  const of = await findHead(machine, plan.loser);
  const { entry } = await publish(machine, { kind: 'again', of, parents: [current], undoes: plan.entry.id }, watch);
  return entry;
}

function highestOf(view: HeadView): number {
  const heads = view.kind === 'none' ? [] : view.kind === 'one' ? [view.head] : view.heads;
  return Math.max(0, ...heads.map((head) => head.revision));
}

async function findHead(machine: Machine, ref: HeadRef): Promise<Head> {
  for (const key of [deviceHeadKey(ref.revision, ref.device), headKey(ref.revision)]) {
    const head = await readHead(machine, key);
    if (head?.nonce === ref.nonce) return head;
  }
  throw fail('object-missing', { key: deviceHeadKey(ref.revision, ref.device) });
}
