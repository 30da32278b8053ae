import type { CommandSpec } from './cli.ts';

/**
 * The commands that a command line may mean. The host stays for weeks in a small memory: a line that begins with its name
 * loads what it needs and not what all the others do, and so does one that its engine's thread may be asked for.
 */
export async function commandsFor(argv: readonly string[]): Promise<readonly CommandSpec[]> {
  const first = firstWord(argv);
  // The help of the whole program may be asked for before any name.
  if (!argv.some((word) => word === '--help' || word === '-h')) {
    if (first === 'run') return [(await import('./run-host.ts')).runCommand];
    if (first === 'start') return [(await import('./start.ts')).startCommand];
    if (first === 'service') return (await import('./service.ts')).serviceCommands;
    const { lightCommands } = await import('./light-commands.ts');
    if (lightCommands.some(({ name }) => name.split(' ')[0] === first)) return lightCommands;
  }
  return (await import('./commands.ts')).commands;
}

/** Options that may stand before the command, and take the next word. */
const optionsWithValue: readonly (string | undefined)[] = ['--home', '--lang'];

function firstWord(argv: readonly string[]): string | undefined {
  return argv.find((word, index) => !word.startsWith('-') && !optionsWithValue.includes(argv[index - 1]));
}
