import type { BoardFacts } from '../model/tune/facts.ts';
import type { TunePlan } from '../model/tune/plan.ts';
import type { Row } from '../model/tune/plan-rows.ts';
import type { Text } from '../text/text.ts';
import { findingLines } from '../text/tune-finding.ts';
import { adviceLines, chosenLine, rowWords, stepLine } from '../text/tune-plan-says.ts';
import { tableLines } from './table.ts';

/** A plan for people: what it is for, now -> new -> why, what applying it would do, what was noticed. */
export function planLines(text: Text, facts: BoardFacts, plan: TunePlan): string[] {
  const say = text.words.tune.plan;
  const { columns } = say;
  const rows = plan.rows.map((row) => rowCells(text, row));
  const head = [columns.setting, columns.now, columns.next, columns.why];
  const steps = plan.steps.map((step, index) => `  ${index + 1}. ${stepLine(text, step)}`);
  const reason = plan.reason === null ? null : say.reasons[plan.reason];
  return [
    ...(plan.owner === null ? [] : [chosenLine(text, facts, plan)]),
    ...(rows.length === 0 ? [] : ['', ...tableLines([head, ...rows], '  '), '']),
    ...(reason === null ? [say.steps, ...steps, '', plan.needsReboot ? say.reboot : say.atOnce] : [reason]),
    ...adviceLines(text, plan),
    ...findingLines(text, plan.findings),
  ];
}

function rowCells(text: Text, row: Row): string[] {
  const { name, now, next, why } = rowWords(text, row);
  return [name, now, row.state === 'change' ? next : text.words.tune.plan.states[row.state](next), why];
}
