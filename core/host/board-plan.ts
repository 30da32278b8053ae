import { boardFacts } from '../model/tune/facts.ts';
import { type PlanWish, tunePlan } from '../model/tune/plan.ts';
import type { Text } from '../text/text.ts';
import { findingSentence } from '../text/tune-finding.ts';
import { adviceLines, chosenLine, rowWords, stepLine } from '../text/tune-plan-says.ts';
import type { BoardPlan } from './api/contract-board.ts';
import type { BoardPlace } from './board-place.ts';

/** What would suit the machine as it is now, in a person's language: the same plan as `tune plan`. */
export function toldPlan(
  { tree, command }: Pick<BoardPlace, 'tree' | 'command'>,
  wish: PlanWish,
  text: Text,
): BoardPlan {
  const facts = boardFacts(tree);
  const plan = tunePlan(facts, wish);
  const own = new Set<string | null>(facts.own.flatMap(({ kind, path }) => (kind === 'ours' ? [path] : [])));
  const { reasons } = text.words.tune.plan;
  return {
    ok: true,
    hash: plan.hash,
    says: plan.owner === null ? null : chosenLine(text, facts, plan),
    rows: plan.rows.map((row) => ({
      ...rowWords(text, row),
      key: row.key,
      state: row.state,
      // Who set it is news only where it was not us.
      setBy: own.has(row.setBy) ? null : row.setBy,
    })),
    steps: bounded(plan.steps.map((step) => stepLine(text, step))),
    reason: plan.reason === null ? null : reasons[plan.reason],
    needsReboot: plan.needsReboot,
    findings: bounded(plan.findings.slice(0, linesMax).map((finding) => findingSentence(text, finding))),
    advice: adviceLines(text, plan),
    command: command(applyWords(wish)),
  };
}

/** As many lines, and as long, as a page is given: a sound machine has a few short ones, a tree that somebody made thousands. */
export function bounded(lines: readonly string[]): string[] {
  return lines.slice(0, linesMax).map((line) => line.trim().slice(0, lineCharsMax));
}

const linesMax = 64;
const lineCharsMax = 1_000;

/** The words of `tune apply` for what a person chose. */
export function applyWords({ profile, overlays }: PlanWish): string[] {
  return [
    'tune',
    'apply',
    ...(profile === null ? [] : ['--profile', profile]),
    ...(overlays.length === 0 ? [] : ['--overlay', overlays.join(',')]),
  ];
}
