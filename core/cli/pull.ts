import type { CommandSpec } from './cli.ts';
import { dryRunOption, flag } from './cli.ts';
import { syncOnce } from './sync.ts';

export const pullCommand: CommandSpec = {
  name: 'pull',
  summary: 'only bring what the other machines wrote',
  options: [
    ['--replace', 'also where this machine has changes of its own; they are set aside (needs --yes or a terminal)'],
    dryRunOption,
  ],
  examples: ['membridge pull', 'membridge pull --dry-run', 'membridge pull --replace --yes'],
  run: (cli, _args, options) =>
    syncOnce(cli, { intent: flag(options, 'replace') ? 'force-pull' : 'pull', dryRun: flag(options, 'dryRun') }),
};
