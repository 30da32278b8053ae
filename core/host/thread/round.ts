import type { Watch } from '../../engine/machine.ts';
import { isFault } from '../../model/errors.ts';
import type { Round, RoundOutcome } from '../../model/loop.ts';
import type { Status } from '../../model/status.ts';
import type { Composed } from '../compose.ts';
import { ownFacts } from '../compose/own-facts.ts';
import type { Tools } from '../compose/tools.ts';
import { observedStatus } from '../observed-status.ts';
import { type FactsEnd, tellFacts } from '../tell-facts.ts';
import { abortableClock } from './abortable-clock.ts';
import { abortableRemote, unlessAborted } from './abortable-remote.ts';
import { toldFault } from './fault-told.ts';
import { nothingMoved, type Found } from './found.ts';
import type { RoundEnd } from './job.ts';
import { mergeRound } from './merge-round.ts';
import { mirrorRound } from './mirror-round.ts';
import type { Session, SessionMemory } from './session.ts';

type Watched = Watch & { readonly signal: AbortSignal };

/** One round of the loop, without a person: whatever asks for a yes stands and is told. Throws only bugs. */
export async function runRound(session: Session, round: Round, tools: Tools, watch: Watched): Promise<RoundEnd> {
  const startedMs = tools.clock.monotonicMs();
  const tookMs = () => Math.round(tools.clock.monotonicMs() - startedMs);
  let requests = (): number => 0;
  try {
    const { composed: open, memory } = await session.open();
    const before = open.machine.remote.requests();
    requests = () => open.machine.remote.requests() - before;
    const composed = abortable(open, watch.signal);
    const { merge } = composed;
    const found =
      merge === null
        ? await mirrorRound(composed, memory, round, watch)
        : await mergeRound({ ...composed, merge }, memory, round, tools, watch);
    const word = found.fault?.code ?? 'done';
    const isNews = found.isMoved || round.look === 'whole' || memory.outcome !== word;
    if (word === 'interrupted') session.close();
    else noteLook(memory, word, tools.clock.now());
    const status = isNews && word !== 'interrupted' ? await unlessFault(found.status()) : null;
    return {
      outcome: outcomeOf(found, tookMs()),
      status,
      moved: found.moved,
      fault: found.fault === null ? null : toldFault(found.fault),
      requests: requests(),
    };
  } catch (error) {
    if (!isFault(error)) throw error;
    // The session could not be opened, or its state cannot be used: nothing is kept of it.
    session.close();
    const found = { fault: error, away: error.exit === 5 ? error : null, isMoved: false, wholeMs: null };
    const outcome = outcomeOf(found, tookMs());
    return { outcome, status: null, moved: nothingMoved, fault: toldFault(error), requests: requests() };
  }
}

function noteLook(memory: SessionMemory, word: string, now: number): void {
  if (word === 'done') memory.lookedAt = now;
  memory.outcome = word;
}

function abortable(composed: Composed, signal: AbortSignal): Composed {
  const remote = abortableRemote(composed.machine.remote, signal);
  const requireProject = () => unlessAborted(signal, () => composed.requireProject());
  // Rows are worked on in merge mode alone; what mirror mode waits for has its own ends.
  const clock = abortableClock(composed.machine.clock, signal);
  return {
    ...composed,
    requireProject,
    machine: { ...composed.machine, remote },
    merge: composed.merge === null ? null : { ...composed.merge, remote, clock },
  };
}

type Ended = Pick<Found, 'fault' | 'away' | 'isMoved' | 'wholeMs'>;

function outcomeOf({ fault, away, isMoved, wholeMs }: Ended, tookMs: number): RoundOutcome {
  const times = { tookMs, ...(wholeMs === null ? {} : { wholeMs: Math.round(wholeMs) }) };
  if (away !== null) return { kind: 'away', code: away.code, ...times };
  if (fault !== null) return { kind: 'stopped', code: fault.code, ...times };
  return { kind: 'done', moved: isMoved, ...times };
}

/** A whole look for somebody who asked. Faults: those of compose and observedStatus. */
export async function lookNow(session: Session, watch: Watched): Promise<Status> {
  const { composed } = await session.open();
  return observedStatus(abortable(composed, watch.signal), watch);
}

/** Tells the others of this machine, where that is due. Faults: those of compose, `interrupted`. */
export async function tellNow(session: Session, tools: Tools, watch: Watched): Promise<FactsEnd> {
  const composed = abortable((await session.open()).composed, watch.signal);
  return tellFacts(composed, () => ownFacts(composed.machine.state.deviceId(), tools));
}

async function unlessFault(status: Promise<Status>): Promise<Status | null> {
  try {
    return await status;
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
