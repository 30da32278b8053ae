import { resolve } from 'node:path';
import { findRestoreTarget, imageOf, restore, type RestoreTarget } from '../engine/restore.ts';
import type { Machine } from '../engine/machine.ts';
import { compose, type Composed } from '../host/compose.ts';
import { restoredFiles } from '../host/compose/restored-files.ts';
import { runReplacing } from '../host/replacing.ts';
import { rowCount, rowsOf as contentRows } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import { dryRunOption, flag, valueOf, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { confirm, consentOf } from './confirm.ts';
import { restoreOnce } from './merge-restore.ts';
import { sourceRows } from './source-rows.ts';

export const restoreCommand: CommandSpec = {
  name: 'restore',
  summary: 'go back to a copy on this machine (r1) or a revision in the remote (v1)',
  args: [['<id>', 'as `membridge history` shows it']],
  options: [
    ['--to <file>', 'write it to a new file instead; the memory in use is not touched'],
    ['--copy', 'the same, to a file that gets a free name in the home folder'],
    ['--exact', 'where records are merged: what is newer than the copy goes too, on all machines'],
    dryRunOption,
  ],
  examples: [
    'membridge restore r3 --dry-run',
    'membridge restore r3',
    'membridge restore v12 --yes',
    'membridge restore v12 --to ./memory-of-monday.db',
    'membridge restore r3 --copy',
  ],
  async run(cli, [id = ''], options) {
    const dryRun = flag(options, 'dryRun');
    const to = valueOf(options, 'to');
    const copy = flag(options, 'copy');
    if (to !== undefined && copy) throw fail('usage', { detail: '--to and --copy are two places' });
    const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
    try {
      const target = await find(composed, id);
      if (to !== undefined)
        return await writeTo(cli, composed, { id, target, to: resolve(cli.tools.at.folder, to), dryRun });
      if (copy)
        return await writeTo(cli, composed, {
          id,
          target,
          to: await pathInHome(composed, id, dryRun),
          dryRun,
          isFree: true,
        });
      const { merge } = composed;
      if (merge !== null)
        return await restoreOnce(cli, { ...composed, merge }, { id, target, exact: flag(options, 'exact'), dryRun });
      return await intoUse(cli, composed, { id, target, dryRun });
    } finally {
      composed.close();
    }
  },
};

/** A revision is looked up in the remote, which must be ours; a copy here needs no remote. */
async function find(composed: Composed, id: string): Promise<RestoreTarget> {
  if (id.startsWith('v')) await composed.requireProject();
  return findRestoreTarget(composed.machine, id, composed.merge === null ? 'mirror' : 'merge');
}

/** A dry run makes no folder. */
function pathInHome({ home }: Composed, id: string, dryRun: boolean): Promise<string> {
  return dryRun
    ? Promise.resolve(restoredFiles.path(home.restoredFolder, id, 1))
    : restoredFiles.freePath(home.restoredFolder, id);
}

interface Wish {
  readonly id: string;
  readonly target: RestoreTarget;
  readonly dryRun: boolean;
}

async function writeTo(
  cli: Cli,
  { machine }: Composed,
  { id, target, to, dryRun, isFree = false }: Wish & { to: string; isFree?: boolean },
): Promise<Outcome> {
  const { words } = cli.text;
  const rows = rowsOf(target);
  const count = words.rows(rowCount(rows));
  if (to === resolve(machine.source.path))
    throw fail('usage', { detail: `${to} is the memory in use: leave out --to` });
  const data = { id, to, dryRun, rows: sourceRows(machine.source.kind, rows) };
  if (dryRun) {
    if (!isFree && (await machine.scratch.bytes(to)) !== null) throw fail('file-exists', { path: to });
    return { data, lines: [words.history.wouldRestoreTo(id, to, count)] };
  }
  const { image } = await imageOf(machine, target, cli.watch);
  try {
    await machine.scratch.hand(image, to);
  } finally {
    await machine.scratch.remove(image);
  }
  return { data, lines: [words.history.restoreTo(id, to, count)] };
}

async function intoUse(cli: Cli, composed: Composed, { id, target, dryRun }: Wish): Promise<Outcome> {
  const { words } = cli.text;
  const { kind } = composed.machine.source;
  const now = await rowsNow(composed.machine);
  const then = rowsOf(target);
  const plan = words.history.restorePlan(
    id,
    now === null ? words.noRows : words.rows(rowCount(now)),
    words.rows(rowCount(then)),
  );
  const data = { id, dryRun, rowsNow: now === null ? null : sourceRows(kind, now), rowsThen: sourceRows(kind, then) };
  if (dryRun) return { data, lines: [plan] };
  if (!(await confirm(cli, [plan], words.history.restoreQuestion, words.history.restoreAct))) {
    return { data: { ...data, restorePoint: null }, lines: [words.nothingChanged] };
  }
  const entry = await runReplacing(composed, consentOf(cli, false), true, (machine) =>
    restore(machine, target, cli.watch),
  );
  const kept = entry.restorePoint;
  return {
    data: { ...data, restorePoint: kept, historyId: entry.id },
    lines: [
      words.history.restored(id, words.rows(rowCount(then))),
      ...(kept === null ? [] : [words.sync.keptAs(kept)]),
      `${words.hint}: ${words.history.localChange}`,
    ],
  };
}

function rowsOf(target: RestoreTarget): Readonly<Record<string, number>> {
  if (target.kind === 'snapshot') return contentRows(target.snapshot.manifest.content);
  return target.kind === 'point' ? target.point.rows : target.head.content.rows;
}

/** Null where nothing is here, or nothing that can be read: exactly then people restore. */
export async function rowsNow({ source }: Pick<Machine, 'source'>): Promise<Readonly<Record<string, number>> | null> {
  try {
    const state = await source.inspect();
    return state.kind === 'present' ? state.facts.rows : null;
  } catch {
    return null;
  }
}
