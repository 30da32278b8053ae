import type { CleanupBounds } from '../model/cleanup/bounds.ts';
import { type EndPlan, nameOf, objection, type Refusal } from '../model/cleanup/ending.ts';
import { judge, mayBeCandidate, type Verdict } from '../model/cleanup/judgement.ts';
import { isSame, ancestorsOf, type ProcessName } from '../model/cleanup/process.ts';
import type { Looks } from '../model/cleanup/rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessEnder, ProcessTableReader } from '../ports/process-table.ts';

/** Whatever looks for orphaned helpers, and ends those that a person named. */
export interface CleanupDesk {
  readonly first: ProcessTableReader;
  /** The same as `first`, but for copies of two moments. */
  readonly second: ProcessTableReader;
  readonly ender: ProcessEnder;
  readonly clock: Clock;
  readonly bounds: CleanupBounds;
}

/** Looks twice, with the time between that shows who is idle; once, where no process could come of it. */
export async function lookTwice(
  { first, second, clock, bounds }: CleanupDesk,
  signal: AbortSignal,
  beforeWait: () => void,
): Promise<Looks> {
  const once = await first.look();
  const alone: Looks = { first: once, second: once, bounds };
  if (!judge(alone).some(mayBeCandidate)) return second === first ? alone : { ...alone, second: await second.look() };
  if (second === first) {
    beforeWait();
    await clock.sleep(bounds.idleMinMs, signal);
  }
  return { first: once, second: await second.look(), bounds };
}

/** What became of one process that was named. */
export interface Ended {
  readonly name: ProcessName;
  readonly outcome: 'ended' | 'killed' | 'gone' | 'still-there' | 'denied' | 'refused' | 'child-remains';
  /** With `refused`: what changed since it was named. */
  readonly refusal: Refusal | null;
  /** What it had in memory. */
  readonly residentBytes: number | null;
}

export interface EndConsent {
  /** Asked once for each generation, with what did not end when it was asked to. */
  kill(left: readonly ProcessName[]): Promise<boolean>;
  readonly signal: AbortSignal;
}

interface Run {
  readonly desk: CleanupDesk;
  readonly looks: Looks;
  readonly names: readonly ProcessName[];
  readonly consent: EndConsent;
  readonly ended: Ended[];
}

/** Ends what was planned: children first, each looked at again right before its signal. */
export async function endPlanned(
  desk: CleanupDesk,
  looks: Looks,
  { generations }: Extract<EndPlan, { kind: 'end' }>,
  consent: EndConsent,
): Promise<readonly Ended[]> {
  const names = generations.flat().map(({ facts }) => nameOf(facts));
  const run: Run = { desk, looks, names, consent, ended: [] };
  for (const generation of generations) await endGeneration(run, generation);
  return run.ended;
}

async function endGeneration(run: Run, generation: readonly Verdict[]): Promise<void> {
  const { desk, consent } = run;
  const asked: Verdict[] = [];
  for (const verdict of generation) {
    const below = run.ended.filter(({ name }) => isBelow(run, name, verdict));
    if (below.some(({ name }) => desk.ender.isLive(name))) tell(run, verdict, 'child-remains');
    else if (await signalled(run, verdict, 'SIGTERM', below.length > 0)) asked.push(verdict);
  }
  const left = await stillThere(run, asked, desk.bounds.endMsMax);
  for (const verdict of asked) if (!left.includes(verdict)) tell(run, verdict, 'ended');
  if (left.length === 0) return;
  if (!(await consent.kill(left.map(({ facts }) => nameOf(facts))))) {
    for (const verdict of left) tell(run, verdict, desk.ender.isLive(verdict.facts) ? 'still-there' : 'ended');
    return;
  }
  const killed: Verdict[] = [];
  for (const verdict of left) if (await signalled(run, verdict, 'SIGKILL', true)) killed.push(verdict);
  const stuck = await stillThere(run, killed, desk.bounds.killMsMax);
  for (const verdict of killed) tell(run, verdict, stuck.includes(verdict) ? 'still-there' : 'killed');
}

function isBelow({ looks }: Run, name: ProcessName, { facts }: Verdict): boolean {
  const child = looks.second.processes.get(name.pid);
  return child !== undefined && ancestorsOf(looks.second, child).some((above) => isSame(above, facts));
}

/** Looks again at everything and signals if nothing speaks against it. True when the signal was sent. */
async function signalled(
  run: Run,
  verdict: Verdict,
  signal: 'SIGTERM' | 'SIGKILL',
  isStirred: boolean,
): Promise<boolean> {
  const { desk, looks, names } = run;
  const name = nameOf(verdict.facts);
  const against = objection({ ...looks, second: await desk.second.look() }, name, names, isStirred);
  if (against === 'gone') return tell(run, verdict, signal === 'SIGTERM' ? 'gone' : 'ended');
  if (against !== null) return tell(run, verdict, 'refused', against);
  const sent = desk.ender.signal(name, signal);
  return sent === 'sent' || tell(run, verdict, sent);
}

async function stillThere({ desk, consent }: Run, asked: readonly Verdict[], msMax: number): Promise<Verdict[]> {
  const untilMs = desk.clock.monotonicMs() + msMax;
  for (;;) {
    const left = asked.filter(({ facts }) => desk.ender.isLive(facts));
    if (left.length === 0 || desk.clock.monotonicMs() >= untilMs) return left;
    await desk.clock.sleep(desk.bounds.lookEveryMs, consent.signal);
  }
}

function tell(run: Run, { facts }: Verdict, outcome: Ended['outcome'], refusal: Refusal | null = null): false {
  run.ended.push({ name: nameOf(facts), outcome, refusal, residentBytes: facts.residentBytes });
  return false;
}
