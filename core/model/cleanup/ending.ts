import { endedMax } from './bounds.ts';
import type { Evidence, RuleId } from './evidence.ts';
import { isHeld, type Verdict, verdictOn } from './judgement.ts';
import { ancestorsOf, descendantsOf, isLive, isSame, type ProcessFacts, type ProcessName } from './process.ts';
import type { Looks } from './rules.ts';

/** A process that a person named: its number, and its start where they had it from a look. */
export interface Named {
  readonly pid: number;
  readonly startTicks: number | null;
}

/** `4711` or `4711@88231`; null for anything else. */
export function parseNamed(text: string): Named | null {
  const match = /^([1-9]\d{0,9})(?:@(\d{1,15}))?$/.exec(text);
  if (match === null) return null;
  return { pid: Number(match[1]), startTicks: match[2] === undefined ? null : Number(match[2]) };
}

/** Why a named process is not ended. */
export type Refusal =
  | { readonly kind: 'another-process'; readonly name: ProcessName }
  /** Rules that do not hold. */
  | { readonly kind: 'not-a-candidate'; readonly name: ProcessName; readonly evidence: readonly Evidence[] }
  /** Ending it would leave these behind as orphans. */
  | { readonly kind: 'children-not-named'; readonly name: ProcessName; readonly children: readonly ProcessName[] };

export type EndPlan =
  /** One that may not be ended keeps all of them: the person looks again. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | {
      readonly kind: 'end';
      /** Children before their parents, those equally deep together. */
      readonly generations: readonly (readonly Verdict[])[];
      /** Ended already. */
      readonly gone: readonly number[];
    };

/** What ending exactly the named processes means. */
export function planEnd(looks: Looks, named: readonly Named[]): EndPlan {
  const { processes } = looks.second;
  const live = (pid: number) => {
    const facts = processes.get(pid);
    return facts !== undefined && isLive(facts) ? facts : null;
  };
  const wanted = [...new Map(named.map((each) => [each.pid, each])).values()];
  const found = wanted.flatMap((each) => {
    const facts = live(each.pid);
    return facts === null ? [] : [{ each, facts }];
  });
  const names = found.map(({ facts }) => facts);
  const refusals = found.flatMap(({ each, facts }) => {
    const refusal = refusalOf(looks, each, facts, names);
    return refusal === null ? [] : [refusal];
  });
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const depths = Map.groupBy(found, ({ facts }) => ancestorsOf(looks.second, facts).length);
  const generations = [...depths]
    .toSorted(([one], [other]) => other - one)
    .map(([, together]) => together.map(({ facts }) => verdictOn(facts, looks)));
  return { kind: 'end', generations, gone: wanted.filter(({ pid }) => live(pid) === null).map(({ pid }) => pid) };
}

function refusalOf(looks: Looks, each: Named, facts: ProcessFacts, names: readonly ProcessName[]): Refusal | null {
  const name = nameOf(facts);
  if (each.startTicks !== null && each.startTicks !== facts.startTicks) return { kind: 'another-process', name };
  const { isCandidate, evidence } = verdictOn(facts, looks);
  if (!isCandidate) return { kind: 'not-a-candidate', name, evidence: evidence.filter((one) => !isHeld(one)) };
  const children = unnamedBelow(looks, facts, names);
  return children.length === 0 ? null : { kind: 'children-not-named', name, children };
}

/**
 * A look taken right before a signal, with the first one of the run: null when the process may still be signalled.
 * `names` are all that are being ended; `isStirred`: it was told of the end of a child of its own, or was asked to end
 * itself, so that it may have used the processor since.
 */
export function objection(
  looks: Looks,
  name: ProcessName,
  names: readonly ProcessName[],
  isStirred: boolean,
): Refusal | 'gone' | null {
  const facts = looks.second.processes.get(name.pid);
  if (facts === undefined || !isLive(facts)) return 'gone';
  // Its number was given again, so it has ended.
  if (!isSame(facts, name)) return 'gone';
  const passed: readonly RuleId[] = isStirred ? ['idle', 'tree'] : ['tree'];
  const { evidence } = verdictOn(facts, looks);
  const against = evidence.filter((one) => !isHeld(one) && !passed.includes(one.rule));
  if (against.length > 0) return { kind: 'not-a-candidate', name, evidence: against };
  const children = unnamedBelow(looks, facts, names);
  return children.length === 0 ? null : { kind: 'children-not-named', name, children };
}

function unnamedBelow({ second }: Looks, facts: ProcessFacts, names: readonly ProcessName[]): ProcessName[] {
  const below = descendantsOf(second, facts).filter(isLive);
  return below.filter((child) => !names.some((name) => isSame(name, child))).map(nameOf);
}

export function nameOf({ pid, startTicks }: ProcessName): ProcessName {
  return { pid, startTicks };
}

/** What could be ended in one run, as it has to be named: whole families, as many as fit. */
export function endable(verdicts: readonly Verdict[]): ProcessName[] {
  const candidates = verdicts.filter(({ isCandidate }) => isCandidate);
  const families = Map.groupBy(candidates, ({ root }) => root.pid);
  const names: ProcessName[] = [];
  for (const family of families.values()) {
    if (names.length + family.length <= endedMax) names.push(...family.map(({ facts }) => nameOf(facts)));
  }
  return names;
}
