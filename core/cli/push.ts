import type { Cli, CommandSpec, Options, Outcome } from './cli.ts';
import { dryRunOption, flag } from './cli.ts';
import { syncOnce } from './sync.ts';

/** FORCE_PUSH=1 of the old Python membridge means --force; like it, it needs --yes or a terminal. */
export function push(cli: Cli, options: Options): Promise<Outcome> {
  const byVariable = cli.tools.at.env['FORCE_PUSH'] === '1' && !flag(options, 'force');
  if (byVariable) cli.note(cli.text.words.oldName('FORCE_PUSH=1', 'membridge push --force'));
  const force = byVariable || flag(options, 'force');
  return syncOnce(cli, { intent: force ? 'force-push' : 'push', dryRun: flag(options, 'dryRun') });
}

export const pushCommand: CommandSpec = {
  name: 'push',
  summary: 'only send what changed on this machine',
  options: [
    ['--force', 'put it above what the others published; what loses is kept (needs --yes or a terminal)'],
    dryRunOption,
  ],
  examples: ['membridge push', 'membridge push --dry-run', 'membridge push --force --yes'],
  run: (cli, _args, options) => push(cli, options),
};
