import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { holdHome } from '../host/compose/access.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { loginEntryOf } from '../host/compose/login-entry.ts';
import { stopHost } from '../host/compose/stop-host.ts';
import { readHost } from '../host/host-file.ts';
import { isLocalHistory } from '../host/local-history.ts';
import { isFault } from '../model/errors.ts';
import type { Connection } from '../model/settings.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { confirm } from './confirm.ts';
import { hooksUninstallCommand } from './hooks.ts';
import { serviceUninstallCommand } from './service.ts';
import { tuningLeft } from './tune-left.ts';

export const uninstallCommand: CommandSpec = {
  name: 'uninstall',
  summary: 'remove hooks, service and keys from this machine; the memory stays',
  options: [['--all', 'remove history, safety copies and settings too: the whole home folder'], dryRunOption],
  examples: ['membridge uninstall --dry-run', 'membridge uninstall', 'membridge uninstall --all --yes'],
  run: (cli, _args, options) => uninstall(cli, { all: flag(options, 'all'), dryRun: flag(options, 'dryRun') }),
};

/** Each part is removed by the command of its own, which knows what is ours and what is not. */
const parts = [
  ['hooks', hooksUninstallCommand],
  ['service', serviceUninstallCommand],
] as const;

async function uninstall(cli: Cli, { all, dryRun }: { all: boolean; dryRun: boolean }): Promise<Outcome> {
  const say = cli.text.words.host.uninstall;
  const { home, settings } = homeFiles(cli.homePath, cli.tools);
  const found = await installedParts(cli);
  const keys = keyFiles(home.folder).filter((path) => existsSync(path));
  const login = loginEntryOf(home.folder, cli.tools.at);
  const isHomeThere = existsSync(home.folder);
  const host = await readHost(home.folder);
  const connection = isHomeThere ? connectionOrNone(settings) : undefined;
  const data = { removes: { parts: found.map(({ name }) => name), keys, login, home: all && isHomeThere }, dryRun };
  const left = tuningLeft(cli);
  if (found.length === 0 && keys.length === 0 && login === null && !(all && isHomeThere))
    return { data: { ...data, changed: false }, lines: [say.nothing, ...left] };
  const plan = [
    say.plan,
    ...found.flatMap(({ name, lines }) => [`- ${say[name]}:`, ...lines.map((line) => `    ${line}`)]),
    ...(login === null ? [] : [`- ${say.login(login)}`]),
    ...keys.map((path) => `- ${say.secrets(path)}`),
    ...(all && isHomeThere ? [`- ${say.history(home.folder)}`] : []),
    ...(host === null ? [] : [say.hostRuns]),
    ...leaves(cli, connection, { all, home: home.folder }),
    ...left,
  ];
  if (dryRun) return { data: { ...data, changed: true }, lines: [...plan, cli.text.words.dryRun] };
  if (!(await confirm(cli, plan, say.question, say.act)))
    return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
  const told: string[] = [];
  // Yes was said to all of it.
  for (const { spec } of found) told.push(...(await spec.run({ ...cli, yes: true }, [], {})).lines);
  if (login !== null) rmSync(login, { force: true });
  if (host !== null) await stopHost(home.folder, cli.tools);
  if (isHomeThere) await removeFiles(cli, all ? [home.folder] : keys);
  return {
    data: { ...data, changed: true },
    lines: [...told, say.done, ...leaves(cli, connection, { all, home: home.folder }), ...left],
  };
}

/** What each part's own command would do, in its own words; what is not installed would change nothing. */
async function installedParts(cli: Cli) {
  const found = [];
  for (const [name, spec] of parts) {
    try {
      const { data, lines } = await spec.run(cli, [], { dryRun: true });
      if (data['changed'] === true || hasLines(data['change'])) found.push({ name, spec, lines });
    } catch (error) {
      // Without Claude Code there are no hooks in it.
      if (!isFault(error, 'claude-code-missing')) throw error;
    }
  }
  return found;
}

/** A dry run changes nothing, and shows the lines that would change. */
function hasLines(change: unknown): boolean {
  return Array.isArray(change) && change.length > 0;
}

function keyFiles(folder: string): string[] {
  return ['secrets.json', 'lan.pem', 'panel-sessions.json'].map((name) => join(folder, name));
}

/** Settings that cannot be read keep nobody from removing them. */
function connectionOrNone(settings: ReturnType<typeof homeFiles>['settings']): Connection | undefined {
  try {
    return settings.read().connection;
  } catch {
    return undefined;
  }
}

function leaves(cli: Cli, connection: Connection | undefined, { all, home }: { all: boolean; home: string }): string[] {
  const say = cli.text.words.host.uninstall;
  if (connection === undefined) return [];
  const { remote, source } = connection;
  const where = remote.kind === 'folder' ? remote.folder : `${remote.endpoint}/${remote.bucket}`;
  return [
    say.leavesMemory(source.path),
    ...(all ? [] : [say.leavesHistory(home)]),
    ...(isLocalHistory(remote, home) ? [] : [say.leavesRemote(where)]),
  ];
}

/** Under the lock of the home: nobody is at work in it. */
async function removeFiles(cli: Cli, paths: readonly string[]): Promise<void> {
  const lock = await holdHome(homeFiles(cli.homePath, cli.tools).home, cli.tools);
  try {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}
