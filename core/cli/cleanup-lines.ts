import { endedMax } from '../model/cleanup/bounds.ts';
import { shownCommand } from '../model/cleanup/catalogue.ts';
import { endable, type Refusal } from '../model/cleanup/ending.ts';
import type { Evidence, FactCode, FactValues } from '../model/cleanup/evidence.ts';
import { isHeld, type Verdict } from '../model/cleanup/judgement.ts';
import { ageMs, nameText, type ProcessTable } from '../model/cleanup/process.ts';
import type { Ended } from '../host/cleanup-desk.ts';
import type { Text } from '../text/text.ts';
import { tableLines } from './table.ts';

/** Whoever has more left alone reads the first of them; --json has all. */
const othersShownMax = 20;

/** What a look found, for people: who was left behind with the evidence of every rule, and who is near it and why not. */
export function cleanupLines(text: Text, table: ProcessTable, verdicts: readonly Verdict[]): string[] {
  const say = text.words.cleanup;
  const candidates = verdicts.filter(({ isCandidate }) => isCandidate);
  const others = verdicts.filter(({ isCandidate }) => !isCandidate);
  const command = endCommand(verdicts);
  return [
    ...(candidates.length === 0 ? [say.nothing(table.processes.size)] : [say.candidates(candidates.length)]),
    ...candidates
      .slice(0, endedMax)
      .flatMap((verdict) => [`  ${verdictLine(text, table, verdict)}`, ...evidenceLines(text, verdict.evidence)]),
    ...(candidates.length > endedMax ? [`  ${say.moreNotShown(candidates.length - endedMax)}`] : []),
    ...(others.length === 0 ? [] : ['', say.others(others.length)]),
    ...others.slice(0, othersShownMax).flatMap((verdict) => [
      `  ${verdictLine(text, table, verdict)}`,
      ...evidenceLines(
        text,
        verdict.evidence.filter((one) => !isHeld(one)),
      ),
      `    ${say.restHolds(verdict.evidence.filter(isHeld).length)}`,
    ]),
    ...(others.length > othersShownMax ? [`  ${say.moreNotShown(others.length - othersShownMax)}`] : []),
    ...(command === null ? [] : ['', say.howToEnd, `  ${command}`]),
  ];
}

/** The command that ends what could be ended in one run; null for nothing. */
export function endCommand(verdicts: readonly Verdict[]): string | null {
  const names = endable(verdicts);
  return names.length === 0 ? null : `membridge cleanup --kill ${names.map(nameText).join(' ')}`;
}

/** One process in a line; of its command line only what a helper is known by. */
export function verdictLine({ words, format }: Text, table: ProcessTable, { facts, helper }: Verdict): string {
  const say = words.cleanup;
  const kind = helper === null ? say.noHelper : say.helpers[helper];
  const size = facts.residentBytes === null ? words.tune.unknown : format.bytes(facts.residentBytes);
  return say.line(nameText(facts), kind, shownCommand(facts), format.duration(ageMs(facts, table)), size);
}

function evidenceLines(text: Text, evidence: readonly Evidence[]): string[] {
  const { outcomes, rules } = text.words.cleanup;
  const rows = evidence.map((one) => [outcomes[one.outcome], rules[one.rule], factText(text, one)]);
  return tableLines(rows, '    ');
}

/** What one rule saw, in words. */
export function factText({ words }: Text, { fact, values }: Evidence): string {
  // Fact and values belong together, which a lookup by the fact alone does not show the compiler.
  const tell = words.cleanup.facts[fact] as (...seen: FactValues[FactCode]) => string;
  return tell(...values);
}

export function refusalLine(text: Text, refusal: Refusal): string {
  const { refused, rules } = text.words.cleanup;
  const name = nameText(refusal.name);
  switch (refusal.kind) {
    case 'another-process':
      return refused[refusal.kind](name, '');
    case 'not-a-candidate': {
      // Whoever is no helper at all need not read the rest.
      const stranger = refusal.evidence.filter(({ rule }) => rule === 'self' || rule === 'signature');
      const against = (stranger.length === 0 ? refusal.evidence : stranger).map(
        (one) => `${rules[one.rule]} – ${factText(text, one)}`,
      );
      return refused[refusal.kind](name, against.join('; '));
    }
    case 'children-not-named':
      return refused[refusal.kind](name, refusal.children.map(nameText).join(', '));
  }
}

/** What became of those that were named. */
export function endedLines(text: Text, ended: readonly Ended[]): string[] {
  const say = text.words.cleanup;
  const lines = ended.map(({ name, outcome, refusal }) =>
    outcome === 'refused'
      ? refusal === null
        ? nameText(name)
        : refusalLine(text, refusal)
      : say.ended[outcome](nameText(name)),
  );
  const bytes = freedBytes(ended);
  return bytes === 0 ? lines : [...lines, say.freed(text.format.bytes(bytes))];
}

export function freedBytes(ended: readonly Ended[]): number {
  const over = ended.filter(({ outcome }) => outcome === 'ended' || outcome === 'killed');
  return over.reduce((sum, { residentBytes }) => sum + (residentBytes ?? 0), 0);
}
