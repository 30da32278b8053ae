import type { CommandSpec } from './cli.ts';

/**
 * The commands that a command line may mean. The host stays for weeks in a small memory: a line that begins with its name
 * loads what it needs and not what all the others do.
 */
export async function commandsFor(argv: readonly string[]): Promise<readonly CommandSpec[]> {
  const first = firstWord(argv);
  if (first === 'run') return [(await import('./run-host.ts')).runCommand];
  if (first === 'start') return [(await import('./start.ts')).startCommand];
  return (await import('./commands.ts')).commands;
}

/** Options that may stand before the command, and take the next word. */
const optionsWithValue: readonly (string | undefined)[] = ['--home', '--lang'];

function firstWord(argv: readonly string[]): string | undefined {
  return argv.find((word, index) => !word.startsWith('-') && !optionsWithValue.includes(argv[index - 1]));
}
