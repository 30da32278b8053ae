import { dryRunOption, type Cli, type CommandSpec } from './cli.ts';
import { projectCommand } from './project.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';

/** The commands of the Python membridge: they work, and say once what replaces them. */
export const oldNames: readonly CommandSpec[] = [
  {
    name: 'print_project',
    summary: 'old name of `project`',
    examples: ['membridge project'],
    hidden: true,
    run: (cli, args, options) =>
      told(cli, 'print_project', 'membridge project', () => projectCommand.run(cli, args, options)),
  },
  {
    name: 'push_sqlite',
    summary: 'old name of `push`',
    options: pushCommand.options ?? [dryRunOption],
    examples: ['membridge push'],
    hidden: true,
    run: (cli, args, options) => told(cli, 'push_sqlite', 'membridge push', () => pushCommand.run(cli, args, options)),
  },
  {
    name: 'pull_sqlite',
    summary: 'old name of `pull`',
    options: pullCommand.options ?? [dryRunOption],
    examples: ['membridge pull'],
    hidden: true,
    run: (cli, args, options) => told(cli, 'pull_sqlite', 'membridge pull', () => pullCommand.run(cli, args, options)),
  },
];

function told<T>(cli: Cli, old: string, now: string, work: () => Promise<T>): Promise<T> {
  cli.note(cli.text.words.oldName(old, now));
  return work();
}
