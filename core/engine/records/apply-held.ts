import { conflictOf } from '../../model/records/conflict.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { Pending } from '../../ports/record-store.ts';
import { noteConflict } from './apply-effects.ts';
import type { Applied, ApplyTurn } from './apply-turn.ts';
import { knownStateOf, recordStateOf } from './known-state.ts';

/**
 * A record whose row an undo keeps as it is (protocol.md section 8): what comes is merged into what is known of it, not into
 * the row. A local edit of the row ends that, and `resume`.
 */
export function applyHeld(turn: ApplyTurn, pending: Pending): Applied {
  const { store } = turn;
  const known = store.known(pending.key);
  const before = known === null ? null : recordStateOf(known.state, null);
  const state = before === null ? pending.state : mergeStates(pending.kind, before, pending.state);
  return {
    kind: 'noted',
    finish() {
      if (before !== null) noteConflict(turn, pending, conflictOf(pending.kind, before, pending.state));
      store.setKnown({
        kind: pending.kind,
        key: pending.key,
        state: knownStateOf(state, null, true),
        twin: known?.twin ?? null,
      });
      store.clearPending(pending.key);
    },
  };
}
