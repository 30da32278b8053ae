import type { MergeMachine } from '../engine/records/sync-records.ts';
import type { ActEnd, Acting, Told } from '../host/acts/merging.ts';
import type { Composed } from '../host/compose.ts';
import type { Text } from '../text/text.ts';
import type { Cli, Outcome } from './cli.ts';
import { confirm, consentOf } from './confirm.ts';

/** How an act of merge mode is told. */
export interface ActTelling<Plan> {
  readonly dryRun: boolean;
  readonly planLines: (plan: Plan) => readonly string[];
  readonly question: string;
  /** Names the act where nobody can be asked. */
  readonly act: string;
  readonly doneLines: (end: ActEnd<Plan>) => readonly string[];
  /** What is said where there is nothing to do. */
  readonly nothing: (plan: Plan) => string;
  readonly data: (plan: Plan) => Readonly<Record<string, unknown>>;
}

/** What an act works with when a person runs it. */
export function acting<Plan>(
  cli: Cli,
  composed: Composed & { readonly merge: MergeMachine },
  { dryRun, planLines, question, act }: ActTelling<Plan>,
): Acting<Plan> {
  return {
    composed,
    tools: cli.tools,
    consent: consentOf(cli, dryRun),
    watch: cli.watch,
    dryRun,
    agree: (plan) => confirm(cli, planLines(plan), question, act),
  };
}

/** The result of an act; a remote that is away, or a brake, is told beside what was done. */
export function actOutcome<Plan>({ text }: Cli, end: ActEnd<Plan>, telling: ActTelling<Plan>): Outcome {
  const { state, plan, restorePoint, historyId, told } = end;
  const outcome = {
    data: {
      mode: 'merge',
      dryRun: telling.dryRun,
      state,
      ...telling.data(plan),
      restorePoint,
      historyId,
      published: told?.published ?? { records: 0, bytes: 0 },
      pending: { records: told?.pending ?? 0 },
    },
    lines: linesOf(text, end, telling),
  };
  const fault = told?.fault ?? null;
  return fault === null ? outcome : { ...outcome, fault };
}

function linesOf<Plan>({ words, format }: Text, end: ActEnd<Plan>, telling: ActTelling<Plan>): readonly string[] {
  const { plan, state, restorePoint, told } = end;
  switch (state) {
    case 'planned':
      return telling.planLines(plan);
    case 'declined':
      return [words.nothingChanged];
    case 'nothing':
      return [telling.nothing(plan), ...toldLines(told, { words, format })];
    case 'done':
      return hintsLast(words, [
        ...telling.doneLines(end),
        ...(restorePoint === null ? [] : [words.sync.keptAs(restorePoint)]),
        ...toldLines(told, { words, format }),
      ]);
  }
}

/** What to do next is read last. */
function hintsLast({ hint }: Text['words'], lines: readonly string[]): readonly string[] {
  const isHint = (line: string) => line.startsWith(`${hint}: `);
  return [...lines.filter((line) => !isHint(line)), ...lines.filter(isHint)];
}

function toldLines(told: Told | null, { words, format }: Pick<Text, 'words' | 'format'>): string[] {
  if (told === null) return [];
  const { published, pending } = told;
  const { sent, waits } = words.mergeActs;
  return [
    ...(published.records > 0 ? [sent(words.merge.records(published.records), format.bytes(published.bytes))] : []),
    ...(pending > 0 ? [waits(words.merge.records(pending))] : []),
  ];
}
