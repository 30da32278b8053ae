import { join } from 'node:path';
import {
  hooksStatus,
  planHooksInstall,
  planHooksUninstall,
  type HooksChange,
  type HookStanding,
  type HooksPlace,
} from '../host/hooks/hooks-desk.ts';
import { fail } from '../model/errors.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { askYes, requireAnswerable } from './confirm.ts';

/** What the hooks start; in the bundle it lies beside this too. */
const launcher = join(import.meta.dirname, 'membridge.mjs');
/** Claude Code writes the file now and then, not always. */
const triesMax = 3;

export const hooksInstallCommand: CommandSpec = {
  name: 'hooks install',
  summary: "let Claude Code's sessions wake Membridge: shows the change of its settings and asks",
  options: [dryRunOption, ['--switch-off-python', 'take the two hooks of the Python membridge out too']],
  examples: [
    'membridge hooks install',
    'membridge hooks install --dry-run',
    'membridge hooks install --yes --switch-off-python',
  ],
  async run(cli, _args, options) {
    const wish: Wish = { dryRun: flag(options, 'dryRun'), python: flag(options, 'switchOffPython') };
    return install(cli, wish);
  },
};

export const hooksUninstallCommand: CommandSpec = {
  name: 'hooks uninstall',
  summary: "take Membridge's hooks out of Claude Code's settings, and nothing else",
  options: [dryRunOption],
  examples: ['membridge hooks uninstall', 'membridge hooks uninstall --dry-run', 'membridge hooks uninstall --yes'],
  async run(cli, _args, options) {
    return uninstall(cli, flag(options, 'dryRun'));
  },
};

export const hooksStatusCommand: CommandSpec = {
  name: 'hooks status',
  summary: "say which of Membridge's hooks stand in Claude Code's settings, and whether they can start",
  examples: ['membridge hooks status', 'membridge hooks status --json'],
  async run(cli) {
    const say = cli.text.words.hooks;
    const status = hooksStatus(placeOf(cli), launcher);
    const { path, hooks, isOff, python, otherHomes } = status;
    const isRight = hooks.every(({ standing, gone }) => standing === 'installed' && gone === null);
    return {
      data: { settings: path, hooks, disabled: isOff, python, otherHomes },
      lines: [
        say.statusTitle(path),
        ...hooks.map((hook) => lineOf(cli, hook)),
        ...(isRight ? [] : [say.installHint]),
        ...(isOff ? [say.off] : []),
        ...python.map(say.python),
        ...(python.length > 0 ? [say.pythonHint] : []),
        ...otherHomes.map(say.otherHome),
      ],
    };
  },
};

interface Wish {
  readonly dryRun: boolean;
  readonly python: boolean;
}

async function install(cli: Cli, { dryRun, python }: Wish): Promise<Outcome> {
  const say = cli.text.words.hooks;
  const place = placeOf(cli);
  const asking = { dryRun, question: say.question, act: say.act };
  const first = await change(cli, () => planHooksInstall(place, launcher, python ? 'too' : 'leave'), {
    ...asking,
    about: say.about,
  });
  const { path, python: left } = hooksStatus(place, launcher);
  // Their own question: who wants our hooks may still need the others for a while.
  const asks = left.length > 0 && !python && !dryRun && !cli.yes && cli.terminal.isInteractive;
  const second: Changed =
    asks && first.kind !== 'declined'
      ? await change(cli, () => planHooksInstall(place, launcher, 'alone'), {
          ...asking,
          about: [say.pythonFound(left.length), ...left.map((command) => `  ${command}`)].join('\n'),
          question: say.pythonQuestion,
        })
      : { kind: 'nothing' };
  const status = hooksStatus(place, launcher);
  const isOff = second.kind === 'written' || (python && first.kind === 'written' && first.hadPython);
  const all = [first, second];
  return {
    data: { ...dataOf(path, all, dryRun), hooks: status.hooks, python: status.python },
    lines: [
      ...all.flatMap((each) => (each.kind === 'shown' ? [say.wouldChange(path), ...each.lines] : [])),
      ...(first.kind === 'nothing' ? [say.nothingToInstall(path)] : []),
      ...(first.kind === 'declined' ? [cli.text.words.nothingChanged] : []),
      ...(first.kind === 'written' ? [say.installed(path)] : []),
      ...(isOff ? [say.pythonOff] : []),
      ...keptLines(cli, all),
      ...(status.python.length > 0 && !python ? [say.pythonHint] : []),
    ],
  };
}

async function uninstall(cli: Cli, dryRun: boolean): Promise<Outcome> {
  const say = cli.text.words.hooks;
  const place = placeOf(cli);
  const asking = { dryRun, about: null, question: say.removeQuestion, act: say.removeAct };
  const { path } = hooksStatus(place, launcher);
  const done = await change(cli, () => planHooksUninstall(place), asking);
  return {
    data: dataOf(path, [done], dryRun),
    lines: [
      ...(done.kind === 'shown' ? [say.wouldChange(path), ...done.lines] : []),
      ...(done.kind === 'nothing' ? [say.nothingToRemove(path)] : []),
      ...(done.kind === 'declined' ? [cli.text.words.nothingChanged] : []),
      ...(done.kind === 'written' ? [say.removed(path)] : []),
      ...keptLines(cli, [done]),
    ],
  };
}

interface Asking {
  readonly dryRun: boolean;
  readonly about: string | null;
  readonly question: string;
  readonly act: string;
}

/** What came of a change that was planned. */
type Changed =
  | { readonly kind: 'nothing' | 'declined' }
  | { readonly kind: 'shown'; readonly lines: readonly string[]; readonly keptIn: string | null }
  | {
      readonly kind: 'written';
      readonly lines: readonly string[];
      readonly kept: string | null;
      readonly keptIn: string | null;
      readonly hadPython: boolean;
    };

/** Shows, asks, writes; what was written by another program meanwhile is shown and asked about anew. */
async function change(cli: Cli, plan: () => HooksChange | null, asking: Asking): Promise<Changed> {
  const say = cli.text.words.hooks;
  let path = '';
  for (let tries = 0; tries < triesMax; tries += 1) {
    const planned = plan();
    if (planned === null) return { kind: 'nothing' };
    const { lines, hadPython, keptIn } = planned;
    path = planned.path;
    if (asking.dryRun) return { kind: 'shown', lines, keptIn };
    requireAnswerable(cli, asking.act);
    if (tries > 0) cli.note(say.changedMeanwhile);
    for (const line of [say.wouldChange(path), ...lines, ...(asking.about === null ? [] : [asking.about])])
      cli.note(line);
    if (!cli.yes && !(await askYes(cli, asking.question))) return { kind: 'declined' };
    const written = planned.write();
    if (written.kind === 'written') return { kind: 'written', lines, kept: written.kept, keptIn, hadPython };
  }
  throw fail('person-file-busy', { path });
}

function dataOf(path: string, all: readonly Changed[], dryRun: boolean): Record<string, unknown> {
  return {
    settings: path,
    dryRun,
    changed: all.some(({ kind }) => kind === 'written'),
    change: all.flatMap((each) => (each.kind === 'shown' || each.kind === 'written' ? each.lines : [])),
    /** The folder where the old file is (or would be) kept, and the copy that was made. */
    keptIn: all.flatMap((each) => (each.kind === 'shown' || each.kind === 'written' ? [each.keptIn] : []))[0] ?? null,
    kept: keptOf(all),
  };
}

/** The oldest copy: as the file was before this command. */
function keptOf(all: readonly Changed[]): string | null {
  return all.flatMap((each) => (each.kind === 'written' ? [each.kept] : []))[0] ?? null;
}

function keptLines(cli: Cli, all: readonly Changed[]): string[] {
  const say = cli.text.words.hooks;
  const kept = keptOf(all);
  if (!all.some(({ kind }) => kind === 'written')) return [];
  return [...(kept === null ? [] : [say.kept(kept)]), say.nextSession];
}

function lineOf(cli: Cli, { event, standing, gone }: HookStanding): string {
  const say = cli.text.words.hooks;
  return `  ${event.padEnd(16)}  ${say.standings[standing]}${gone === null ? '' : `; ${say.gone(gone)}`}`;
}

function placeOf({ homePath, tools }: Cli): HooksPlace {
  return { homePath, tools };
}
