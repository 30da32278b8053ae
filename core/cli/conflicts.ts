import type { MergeMachine } from '../engine/records/sync-records.ts';
import { compose, type Access, type Composed } from '../host/compose.ts';
import { findConflict, labelOf, listConflicts, settleAs, textOf } from '../host/conflict-desk.ts';
import { fail, isFault } from '../model/errors.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { conflictLine, conflictLines } from './conflict-lines.ts';

type Merging = Composed & { readonly merge: MergeMachine };

export const conflictsCommand: CommandSpec = {
  name: 'conflicts',
  summary: 'list what was written on two machines at once and waits for a look',
  options: [['--all', 'also what was settled before']],
  examples: ['membridge conflicts', 'membridge conflicts --all', 'membridge conflicts --json'],
  run: (cli, _args, options) =>
    withMerge(cli, 'look', 'conflicts', async ({ merge, machine }) => {
      const conflicts = listConflicts(merge, machine.self.label, flag(options, 'all'));
      const { words } = cli.text;
      const say = words.merge.desk;
      const lines = conflicts.map((conflict) => conflictLine(conflict, cli.text));
      return {
        data: { conflicts, open: merge.store.openConflictCount() },
        lines: conflicts.length === 0 ? [say.none] : [...lines, `${words.hint}: ${say.next}`],
      };
    }),
};

export const conflictsShowCommand: CommandSpec = {
  name: 'conflicts show',
  summary: 'show both sides of a conflict; who has looked at it is not told of it again',
  args: [['<id>', 'as `membridge conflicts` shows it']],
  examples: ['membridge conflicts show 1', 'membridge conflicts show 1 --json'],
  run: (cli, [id = '']) => withMergeIfFree(cli, 'conflicts show', (composed) => show(cli, composed, id)),
};

export const conflictsKeepCommand: CommandSpec = {
  name: 'conflicts keep',
  summary: 'choose what counts: what this machine wrote (ours), what the other one wrote (theirs), or both',
  args: [
    ['<id>', 'as `membridge conflicts` shows it'],
    ['<side>', 'ours, theirs or both'],
  ],
  options: [dryRunOption],
  examples: [
    'membridge conflicts keep 1 ours',
    'membridge conflicts keep 1 theirs',
    'membridge conflicts keep 1 both --dry-run',
  ],
  async run(cli, [id = '', side = ''], options) {
    if (side !== 'ours' && side !== 'theirs' && side !== 'both')
      throw fail('setting-invalid', { key: 'side', value: side, expected: 'one of ours, theirs, both' });
    const dryRun = flag(options, 'dryRun');
    return withMerge(cli, dryRun ? 'look' : 'change', 'conflicts keep', async ({ merge }) => {
      const conflict = findConflict(merge, id);
      const { words } = cli.text;
      const say = words.merge.desk;
      const data = { id: conflict.id, kept: side, dryRun };
      if (dryRun) return { data, lines: [say.wouldKeep(conflict.id, conflict.columns.join(', '))] };
      await settleAs(merge, conflict, side);
      const next = `${words.hint}: ${say.syncNext}`;
      return {
        data: { ...data, conflicts: merge.store.openConflictCount() },
        lines: [say.kept[side](conflict.id), next],
      };
    });
  },
};

async function show(cli: Cli, { merge, machine, isBusy }: Merging, id: string): Promise<Outcome> {
  const own = machine.self.label;
  const conflict = findConflict(merge, id);
  const { lines, shown, dispute } = await conflictLines(merge, own, conflict, cli.text);
  if (!isBusy) merge.store.settleConflict(conflict.id);
  const data = {
    ...shown,
    settled: shown.settled || !isBusy,
    isDeletedHere: dispute.row === null,
    sides: dispute.columns.map(({ column, now, nowBy, lost, lostBy }) => ({
      column,
      now: textOf(now),
      nowBy: labelOf(merge, own, nowBy),
      lost: textOf(lost),
      lostBy: labelOf(merge, own, lostBy),
      ours: lostBy === merge.state.deviceId() ? 'lost' : 'now',
    })),
  };
  return { data, lines };
}

async function withMerge(
  cli: Cli,
  access: Access,
  command: string,
  use: (composed: Merging) => Promise<Outcome>,
): Promise<Outcome> {
  const composed = await compose(cli.homePath, access, cli.tools);
  try {
    const { merge } = composed;
    if (merge === null) throw fail('not-in-mirror', { command });
    return await use({ ...composed, merge });
  } finally {
    composed.close();
  }
}

/** To note that a person has looked the home must be ours; while another process works, a look must do. */
async function withMergeIfFree(
  cli: Cli,
  command: string,
  use: (composed: Merging) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await withMerge(cli, 'change', command, use);
  } catch (error) {
    if (!isFault(error, 'home-busy') && !isFault(error, 'source-busy')) throw error;
    return withMerge(cli, 'look', command, (composed) => use({ ...composed, isBusy: true }));
  }
}
