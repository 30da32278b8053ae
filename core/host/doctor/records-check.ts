import type { MergeMachine } from '../../engine/records/sync-records.ts';
import { fail } from '../../model/errors.ts';
import type { Text } from '../../text/text.ts';
import { ok, warn, type Check } from './check.ts';

/** What merge mode knows and could not do: the gravest first. */
export function checkRecords({ store }: MergeMachine, text: Text): Check {
  const say = text.words.merge;
  const hint = (line: string) => `${text.words.hint}: ${line}`;
  const sight = store.rollbackSight();
  if (sight !== null) {
    const fault = fail('log-rolled-back', { evidence: sight.evidence });
    const { message, hint: next } = text.sentence(fault);
    return { name: 'records', verdict: 'fail', message, next, fault };
  }
  const quarantined = store.quarantined();
  const [first] = quarantined;
  if (first !== undefined) {
    return warn('records', say.doctor.unread(quarantined.length, first.finding), say.doctor.unreadNext);
  }
  const { waiting, parked } = store.pendingCount();
  if (parked > 0) return warn('records', say.parked(say.records(parked)), say.doctor.parkedNext);
  const tooLarge = store.tooLarge().length;
  if (tooLarge > 0) return warn('records', say.tooLarge(say.records(tooLarge)), null);
  const conflicts = store.openConflictCount();
  if (conflicts > 0) return warn('records', say.conflicts(conflicts), hint(say.conflictsNext));
  const { live, dead } = store.knownCount();
  const known = say.doctor.records(say.records(live), say.records(dead));
  return ok('records', waiting > 0 ? `${known} ${say.waiting(say.records(waiting))}` : known);
}
