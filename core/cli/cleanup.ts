import { cleanupDesk } from '../host/compose/cleanup.ts';
import { type CleanupDesk, endPlanned, type Ended, lookTwice } from '../host/cleanup-desk.ts';
import { endedMax } from '../model/cleanup/bounds.ts';
import { shownCommand } from '../model/cleanup/catalogue.ts';
import { type EndPlan, type Named, parseNamed, planEnd, type Refusal } from '../model/cleanup/ending.ts';
import type { Evidence } from '../model/cleanup/evidence.ts';
import { judge, type Verdict } from '../model/cleanup/judgement.ts';
import { ageMs, nameText, type ProcessName, type ProcessTable } from '../model/cleanup/process.ts';
import type { Looks } from '../model/cleanup/rules.ts';
import { fail } from '../model/errors.ts';
import { type Cli, type CommandSpec, dryRunOption, flag, type Options, type Outcome, valueOf } from './cli.ts';
import {
  cleanupLines,
  endCommand,
  endedLines,
  factText,
  freedBytes,
  refusalLine,
  verdictLine,
} from './cleanup-lines.ts';
import { askYes, confirm, requireAnswerable } from './confirm.ts';

export const cleanupCommand: CommandSpec = {
  name: 'cleanup',
  summary: 'find helper processes that Claude left behind, with the evidence; ends only what is named, never by itself',
  options: [
    ['--kill <pids...>', 'end exactly these, each as PID or as PID@START from the list; all are checked again'],
    ['--force-kill', 'kill what does not end within 10 seconds of being asked'],
    ['--root <dir>', 'a copied tree of another machine, with its proc folder; only to look at'],
    ['--later <dir>', 'with --root: the same tree at least 30 seconds later, which shows who is idle'],
    dryRunOption,
  ],
  examples: [
    'membridge cleanup',
    'membridge cleanup --json',
    'membridge cleanup --kill 4711@88231 4712@88240',
    'membridge cleanup --kill 4711@88231 --dry-run',
    'membridge cleanup --kill 4711@88231 --force-kill --yes',
    'membridge cleanup --root ./copied-tree --later ./copied-later',
  ],
  async run(cli, _args, options) {
    const named = namedIn(options);
    const root = valueOf(options, 'root') ?? null;
    const later = valueOf(options, 'later') ?? null;
    if (root === null && later !== null)
      throw fail('usage', { detail: 'a later tree needs an earlier one: --root DIR' });
    const desk = cleanupDesk(cli.tools, { root, later });
    if (named === null) return report(cli, await looksOf(cli, desk));
    if (root !== null) throw fail('usage', { detail: 'processes of another tree cannot be ended' });
    const dryRun = flag(options, 'dryRun');
    if (!dryRun) requireAnswerable(cli, cli.text.words.cleanup.act);
    const looks = await looksOf(cli, desk);
    const plan = planEnd(looks, named);
    if (plan.kind === 'refused') return refusedOutcome(cli, plan.refusals, dryRun);
    if (dryRun) return plannedOutcome(cli, looks.second, plan);
    return end(cli, { desk, looks, plan, isForced: flag(options, 'forceKill') });
  },
};

/** Null: nothing is to be ended. */
function namedIn(options: Options): Named[] | null {
  const given: unknown = options['kill'];
  if (!Array.isArray(given)) return null;
  const words = given.flatMap((word) => String(word).split(',')).filter((word) => word !== '');
  if (words.length === 0 || words.length > endedMax) {
    const expected = `at most ${endedMax} processes in one run`;
    throw fail('setting-invalid', { key: '--kill', value: words.join(' '), expected });
  }
  return words.map((word) => {
    const named = parseNamed(word);
    if (named !== null) return named;
    throw fail('setting-invalid', {
      key: '--kill',
      value: word,
      expected: 'numbers of processes, as 4711 or 4711@88231',
    });
  });
}

function looksOf(cli: Cli, desk: CleanupDesk): Promise<Looks> {
  const { words, format } = cli.text;
  return lookTwice(desk, cli.watch.signal, () =>
    cli.note(words.cleanup.waiting(format.duration(desk.bounds.idleMinMs))),
  );
}

function report(cli: Cli, looks: Looks): Outcome {
  const verdicts = judge(looks);
  const table = looks.second;
  return {
    data: {
      dryRun: true,
      looked: table.processes.size,
      overMs: looks.second.uptimeMs - looks.first.uptimeMs,
      candidates: verdicts.filter(({ isCandidate }) => isCandidate).length,
      processes: verdicts.map((verdict) => verdictData(cli, table, verdict)),
      endCommand: endCommand(verdicts),
    },
    lines: cleanupLines(cli.text, table, verdicts),
  };
}

function verdictData(cli: Cli, table: ProcessTable, { facts, helper, root, evidence, isCandidate }: Verdict) {
  return {
    ...nameData(facts),
    helper,
    command: shownCommand(facts),
    isCandidate,
    root: nameText(root),
    parentPid: facts.parentPid,
    ageMs: ageMs(facts, table),
    residentBytes: facts.residentBytes,
    evidence: evidence.map((one) => evidenceData(cli, one)),
  };
}

function nameData({ pid, startTicks }: ProcessName) {
  return { name: nameText({ pid, startTicks }), pid, startTicks };
}

function evidenceData(cli: Cli, one: Evidence) {
  return { ...one, says: factText(cli.text, one) };
}

function refusalData(cli: Cli, refusal: Refusal) {
  const says = refusalLine(cli.text, refusal);
  const common = { ...nameData(refusal.name), because: refusal.kind, says };
  switch (refusal.kind) {
    case 'another-process':
      return common;
    case 'not-a-candidate':
      return { ...common, evidence: refusal.evidence.map((one) => evidenceData(cli, one)) };
    case 'children-not-named':
      return { ...common, children: refusal.children.map(nameData) };
  }
}

function refusedOutcome(cli: Cli, refusals: readonly Refusal[], dryRun: boolean): Outcome {
  return {
    data: { dryRun, ended: [], refused: refusals.map((refusal) => refusalData(cli, refusal)) },
    lines: refusals.map((refusal) => refusalLine(cli.text, refusal)),
    fault: fail('cleanup-refused', { names: refusals.map(({ name }) => nameText(name)).join(', ') }),
  };
}

type EndingPlan = Extract<EndPlan, { kind: 'end' }>;

function plannedOutcome(cli: Cli, table: ProcessTable, { generations, gone }: EndingPlan): Outcome {
  const verdicts = generations.flat();
  return {
    data: { dryRun: true, wouldEnd: verdicts.map((verdict) => verdictData(cli, table, verdict)), gone },
    lines: [
      ...verdicts.map((verdict) => verdictLine(cli.text, table, verdict)),
      ...gone.map((pid) => cli.text.words.cleanup.ended.gone(String(pid))),
      cli.text.words.cleanup.wouldEnd(verdicts.length),
      cli.text.words.dryRun,
    ],
  };
}

interface Ending {
  readonly desk: CleanupDesk;
  readonly looks: Looks;
  readonly plan: EndingPlan;
  readonly isForced: boolean;
}

async function end(cli: Cli, { desk, looks, plan, isForced }: Ending): Promise<Outcome> {
  const say = cli.text.words.cleanup;
  const verdicts = plan.generations.flat();
  const goneLines = plan.gone.map((pid) => say.ended.gone(String(pid)));
  if (verdicts.length === 0) return { data: { dryRun: false, ended: [], gone: plan.gone }, lines: goneLines };
  const shown = verdicts.map((verdict) => `  ${verdictLine(cli.text, looks.second, verdict)}`);
  if (!(await confirm(cli, [say.plan(verdicts.length), ...shown], say.question(verdicts.length), say.act))) {
    return { data: { dryRun: false, ended: [], gone: plan.gone }, lines: [cli.text.words.nothingChanged] };
  }
  const ended = await endPlanned(desk, looks, plan, {
    signal: cli.watch.signal,
    // A yes to everything is a yes to asking, not to killing: that is said by its own word.
    kill: (left) =>
      isForced
        ? Promise.resolve(true)
        : cli.terminal.isInteractive && !cli.yes
          ? askYes(cli, say.killQuestion(left.map(nameText).join(', ')))
          : Promise.resolve(false),
  });
  return endedOutcome(cli, ended, plan.gone, goneLines);
}

const over: readonly Ended['outcome'][] = ['ended', 'killed', 'gone'];

function endedOutcome(cli: Cli, ended: readonly Ended[], gone: readonly number[], before: readonly string[]): Outcome {
  const left = ended.filter(({ outcome }) => !over.includes(outcome));
  const changed = ended.filter(({ outcome }) => outcome === 'refused');
  const names = (of: readonly Ended[]) => of.map(({ name }) => nameText(name)).join(', ');
  return {
    data: {
      dryRun: false,
      ended: ended.map(({ name, outcome, refusal, residentBytes }) => ({
        ...nameData(name),
        outcome,
        residentBytes,
        ...(refusal === null ? {} : { refusal: refusalData(cli, refusal) }),
      })),
      gone,
      freedBytes: freedBytes(ended),
    },
    lines: [...before, ...endedLines(cli.text, ended)],
    ...(left.length === 0
      ? {}
      : {
          fault:
            changed.length === ended.length
              ? fail('cleanup-refused', { names: names(changed) })
              : fail('cleanup-left', { names: names(left) }),
        }),
  };
}
