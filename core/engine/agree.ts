import type { Base } from '../model/base.ts';
import type { Head } from '../model/head.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { Instant } from '../model/ids.ts';
import type { PublishEntry, ReplaceEntry } from '../model/journal.ts';
import { deviceFileIsDue } from './device.ts';
import { headRef } from './head-ref.ts';
import type { Machine } from './machine.ts';

/**
 * Agrees on what was published: base, history and journal in one transaction. The journal outlives it until the lease is
 * released. Recovery does the same when it finds that the head was stored before the process died.
 */
export function agreeOnPublished(
  machine: Pick<Machine, 'state' | 'clock' | 'log'>,
  entry: PublishEntry,
  head: Head,
): HistoryEntry {
  const { state, clock, log } = machine;
  const history = state.transaction(() => {
    state.setBase(baseAfterPublish(entry, head, clock.now()));
    deviceFileIsDue(state);
    const added = state.addHistory({
      at: clock.now(),
      act: entry.why === 'push' ? 'push' : entry.why === 'undo' ? 'undo' : 'force-push',
      head: headRef(head),
      losers: entry.losers,
      restorePoint: null,
      baseBefore: entry.baseBefore,
      rowsBefore: null,
      rowsAfter: head.content.rows,
      undoes: entry.undoes,
    });
    state.setJournal({ ...entry, step: 'releasing-lease' });
    return added;
  });
  log.info('head.published', { revision: head.revision, epoch: head.epoch, why: head.why });
  return history;
}

/** What this device agrees with when its database holds exactly what the head says. */
export function baseOn(head: Head, at: Instant): Base {
  const { revision, epoch, nonce, device, content } = head;
  return { revision, epoch, nonce, device, digest: content.digest, rows: content.rows, at, declined: null };
}

/**
 * Publishing an old image again says nothing of what is here: we stay where we stood, in the new epoch, so that neither
 * side moves by itself afterwards.
 */
function baseAfterPublish(entry: PublishEntry, head: Head, at: Instant): Base | null {
  if (entry.snapshot !== null) return baseOn(head, at);
  return entry.baseBefore === null ? null : { ...entry.baseBefore, epoch: head.epoch, declined: head.nonce };
}

/** Ends a replace: base, history and journal in one transaction. */
export function finishReplace(
  machine: Pick<Machine, 'state' | 'clock' | 'log'>,
  entry: ReplaceEntry,
  copy: RestorePoint | null,
): HistoryEntry {
  const { state, clock, log } = machine;
  const history = state.transaction(() => {
    state.setBase(entry.baseAfter);
    deviceFileIsDue(state);
    const added = state.addHistory({
      at: clock.now(),
      act: entry.why,
      head: entry.head,
      losers: [],
      restorePoint: copy?.id ?? null,
      baseBefore: entry.baseBefore,
      rowsBefore: copy?.rows ?? null,
      rowsAfter: entry.rowsAfter,
      undoes: entry.undoes,
    });
    state.clearJournal('replace');
    return added;
  });
  log.info('database.replaced', {
    why: entry.why,
    revision: entry.head?.revision ?? null,
    restorePoint: copy?.id ?? null,
  });
  return history;
}
