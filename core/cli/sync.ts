import type { MergeMachine } from '../engine/records/sync-records.ts';
import { compose, type Composed } from '../host/compose.ts';
import { runMerge } from '../host/run-merge.ts';
import { runSync } from '../host/run-sync.ts';
import type { Intent } from '../model/observation.ts';
import type { Cli, CommandSpec, Outcome } from './cli.ts';
import { dryRunOption, flag } from './cli.ts';
import { confirm, consentOf, requireAnswerable } from './confirm.ts';
import { forcePullOnce, forcePushOnce } from './merge-force.ts';
import { mergeOutcome } from './merge-result.ts';
import { syncData, syncLines } from './sync-result.ts';

export interface SyncAsked {
  readonly intent: Intent;
  readonly dryRun: boolean;
}

/** `sync`, `push` and `pull`: one run of the engine, a plan and a question before a force. */
export async function syncOnce(cli: Cli, { intent, dryRun }: SyncAsked): Promise<Outcome> {
  const { words } = cli.text;
  const force = intent === 'force-push' || intent === 'force-pull';
  const act = intent === 'force-push' ? words.sync.forcePush : words.sync.forcePull;
  if (force && !dryRun) requireAnswerable(cli, act);
  const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
  try {
    tellMovedState(cli, composed, dryRun);
    if (composed.merge !== null)
      return await mergeOnce(cli, { ...composed, merge: composed.merge }, { intent, dryRun });
    const consent = consentOf(cli, dryRun);
    if (force && !dryRun && !cli.yes) {
      const plan = await runSync(composed, { intent, dryRun: true }, { ...consent, yes: true }, cli.watch);
      const question = intent === 'force-push' ? words.sync.forcePushQuestion : words.sync.forcePullQuestion;
      const moves = plan.decision.kind !== 'nothing' && plan.decision.kind !== 'adopt';
      if (moves && !(await confirm(cli, syncLines(plan, cli.text), question, act))) {
        return { data: syncData(plan), lines: [words.nothingChanged] };
      }
    }
    const report = await runSync(composed, { intent, dryRun }, consent, cli.watch);
    return { data: syncData(report), lines: syncLines(report, cli.text) };
  } finally {
    composed.close();
  }
}

async function mergeOnce(
  cli: Cli,
  composed: Composed & { merge: MergeMachine },
  { intent, dryRun }: SyncAsked,
): Promise<Outcome> {
  if (intent === 'force-push') return forcePushOnce(cli, composed, dryRun);
  if (intent === 'force-pull') return forcePullOnce(cli, composed, dryRun);
  const done = await runMerge(composed, { intent, dryRun }, cli.tools, consentOf(cli, dryRun), cli.watch);
  return mergeOutcome(done, cli.text, composed.merge.path);
}

/** Once, by the first command that may note that it was told. */
function tellMovedState(cli: Cli, { machine }: Composed, dryRun: boolean): void {
  const movedTo = machine.state.note('state-moved');
  if (!movedTo) return;
  cli.note(cli.text.words.stateMoved(movedTo));
  if (!dryRun) machine.state.setNote('state-moved', '');
}

export const syncCommand: CommandSpec = {
  name: 'sync',
  summary: 'bring what the other machines wrote and send what changed here',
  options: [dryRunOption],
  examples: ['membridge sync', 'membridge sync --dry-run', 'membridge sync --yes', 'membridge sync --json'],
  run: (cli, _args, options) => syncOnce(cli, { intent: 'sync', dryRun: flag(options, 'dryRun') }),
};
