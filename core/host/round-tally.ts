import type { Round } from '../model/loop.ts';
import type { RoundEnd } from './thread/job.ts';

/** What the rounds of a host have cost, told once in its log when it stops. */
export interface RoundTally {
  /** Calls of the remote, by all rounds. */
  readonly requests: number;
  /** Polls that found nothing, and what they asked of the remote. */
  readonly idlePolls: number;
  readonly idleRequests: number;
}

export const noRounds: RoundTally = { requests: 0, idlePolls: 0, idleRequests: 0 };

export function tallied(
  tally: RoundTally,
  { reason, look }: Pick<Round, 'reason' | 'look'>,
  { outcome, requests }: Pick<RoundEnd, 'outcome' | 'requests'>,
): RoundTally {
  const isIdle = reason === 'timer' && look === 'quick' && outcome.kind === 'done' && !outcome.moved;
  return {
    requests: tally.requests + requests,
    idlePolls: tally.idlePolls + (isIdle ? 1 : 0),
    idleRequests: tally.idleRequests + (isIdle ? requests : 0),
  };
}
