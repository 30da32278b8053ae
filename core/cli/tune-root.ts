import { lacksRoot, rootCommand } from '../host/compose/board-look.ts';
import { fail } from '../model/errors.ts';
import { shellWord } from '../text/shell-word.ts';
import { type Cli, type Options, valueOf } from './cli.ts';

/** The words of a command that a person may repeat, without what is the same for all. */
export function commandWords(act: string, options: Options): string[] {
  const named = ['root', 'profile', 'overlay'].flatMap((name) => {
    const value = valueOf(options, name);
    return value === undefined ? [] : [`--${name}`, value];
  });
  return ['membridge', 'tune', act, ...named];
}

/** Throws `tune-needs-root`, with a command to paste. */
export function requireRoot(cli: Cli, root: string, words: readonly string[]): void {
  if (lacksRoot(root, cli.tools)) throw fail('tune-needs-root', { command: commandLine(cli, false, words) });
}

/** To paste: as root, or for a tree of one's own. */
export function commandLine(cli: Cli, isTree: boolean, words: readonly string[]): string {
  return isTree ? words.map(shellWord).join(' ') : rootCommand(cli.tools, words.slice(1));
}
