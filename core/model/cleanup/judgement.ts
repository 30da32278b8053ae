import { helperOf, type HelperId, namesHelper } from './catalogue.ts';
import { type Evidence, fails, type Finding, holds, type RuleId, ruleIds, unknown } from './evidence.ts';
import { isLive, type ProcessFacts, type ProcessTable } from './process.ts';
import { familyOf, type Looks, type OwnRuleId, ownRules, rootOf } from './rules.ts';

/** What was found out about one process that is a helper, or looks like one. */
export interface Verdict {
  readonly facts: ProcessFacts;
  readonly helper: HelperId | null;
  /** The topmost of its helpers; itself for most. */
  readonly root: ProcessFacts;
  /** One for every rule, in their order. */
  readonly evidence: readonly Evidence[];
  /** Every rule holds. */
  readonly isCandidate: boolean;
}

/**
 * The processes worth telling about: helpers of the catalogue, anybody's, and what only names one. Roots in order of
 * their numbers, with their own below them.
 */
export function judge(looks: Looks): Verdict[] {
  const { second } = looks;
  const found = [...second.processes.values()].filter(
    (facts) => isLive(facts) && (helperOf(facts) !== null || namesHelper(facts)),
  );
  const place = (verdict: Verdict) => [verdict.root.pid, verdict.facts.pid] as const;
  return found
    .map((facts) => verdictOn(facts, looks))
    .toSorted((one, other) => place(one)[0] - place(other)[0] || place(one)[1] - place(other)[1]);
}

/** Judges one process, whatever it is. */
export function verdictOn(facts: ProcessFacts, looks: Looks): Verdict {
  const root = rootOf(looks.second, facts);
  const relatives: Record<Exclude<RuleId, OwnRuleId>, () => Finding> = {
    orphan: () => orphaned(facts, root, looks.second),
    tree: () => treeAgrees(facts, looks),
  };
  const rules = { ...ownRules, ...relatives };
  const evidence = ruleIds.map((rule): Evidence => ({ rule, ...rules[rule](facts, looks) }) as Evidence);
  return { facts, helper: helperOf(facts), root, evidence, isCandidate: evidence.every(isHeld) };
}

export function isHeld({ outcome }: Pick<Evidence, 'outcome'>): boolean {
  return outcome === 'holds';
}

/**
 * Whose parent ended is given to process 1, or to the person's own systemd. The kernel does not show who else takes
 * orphans in, so whoever has another parent has one.
 */
function orphaned(of: ProcessFacts, root: ProcessFacts, table: ProcessTable): Finding {
  if (root.parentPid === 1) return of === root ? holds('left-to-first') : holds('below-helper', root.pid);
  const parent = table.processes.get(root.parentPid);
  if (parent === undefined) return unknown('unreadable');
  if (!isOwnManager(parent, of)) return fails('has-parent', parent.pid, parent.label);
  return of === root ? holds('left-to-manager', parent.pid) : holds('below-helper', root.pid);
}

/** `systemd --user` of the same person, itself a child of process 1. */
function isOwnManager(parent: ProcessFacts, of: ProcessFacts): boolean {
  const isSystemd = parent.label === 'systemd' && /(^|\/)systemd$/.test(parent.argv?.[0] ?? '');
  const isTheirs = of.uids !== null && parent.uids?.[0] === of.uids[0];
  return isSystemd && isTheirs && parent.parentPid === 1 && parent.argv?.includes('--user') === true;
}

/** One of a family that is in use keeps all of them. */
function treeAgrees(of: ProcessFacts, looks: Looks): Finding {
  const family = familyOf(looks.second, of).filter(isLive);
  const other = family.find((each) => each.pid !== of.pid && !agreesByItself(each, looks));
  return other === undefined ? holds('tree-agrees', family.length) : fails('tree-differs', other.pid, other.label);
}

function agreesByItself(of: ProcessFacts, looks: Looks): boolean {
  return Object.values(ownRules).every((rule) => isHeld(rule(of, looks)));
}

/** Whether a second look could make an orphan of it: only time is still to tell. */
export function mayBeCandidate({ evidence }: Verdict): boolean {
  return evidence.every((one) => isHeld(one) || one.rule === 'idle' || one.rule === 'tree');
}
