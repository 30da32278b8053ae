import { Command, CommanderError, Option } from 'commander';
import { editDistance, nearest } from '../model/edit-distance.ts';
import { fail, isFault } from '../model/errors.ts';
import type { CommandSpec, Options } from './cli.ts';

/** What a command line asks for. */
export type Request =
  | {
      readonly kind: 'command';
      readonly spec: CommandSpec;
      readonly args: readonly string[];
      readonly options: Options;
    }
  | { readonly kind: 'print'; readonly text: string; readonly command: string | null };

/** Options of every command, wherever they stand. */
const globalOptions: readonly (readonly [flags: string, about: string])[] = [
  ['--json', 'print one JSON document and nothing else on stdout'],
  ['--home <dir>', 'the home folder (default: MEMBRIDGE_HOME, else ~/.membridge)'],
  ['--quiet', 'say nothing beside the result'],
  ['--yes', 'answer every question of this command with yes'],
  ['--lang <language>', 'en or uk'],
];

/** Words that only begin a command. */
const groupSummaries: Readonly<Record<string, string>> = {
  config: 'look at settings and change them',
  service: 'let this system start Membridge and keep it running',
  hooks: "Claude Code's hooks, which wake Membridge",
  tune: 'memory, zram and kernel settings of a board',
};

/** A name further away than this is a different word, not a slip of the finger. */
const distanceShareMax = 0.6;

/**
 * Reads a command line (without node and program). Throws `command-unknown` and `option-unknown` with the nearest name,
 * `usage` for the rest.
 */
export async function parseCommandLine(
  argv: readonly string[],
  version: string,
  commands: readonly CommandSpec[],
): Promise<Request> {
  let printed = '';
  let chosen: Request | null = null;
  const program = base(new Command('membridge'), (text) => (printed += text))
    .description('Keeps the memory of AI coding assistants the same on all your machines.')
    .version(version, '--version', 'print the version');
  for (const [flags, about] of globalOptions) program.option(flags, about);
  for (const spec of commands)
    add(
      program,
      spec,
      (request) => (chosen = request),
      (text) => (printed += text),
    );
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return { kind: 'print', text: version, command: null };
    if (error.code.startsWith('commander.help'))
      return { kind: 'print', text: printed.trimEnd(), command: commandIn(argv, commands) };
    throw faultOf(error, program, argv);
  }
  return chosen ?? { kind: 'print', text: program.helpInformation().trimEnd(), command: null };
}

/** The first word that names a command, for the JSON document of a failure. */
export function commandIn(argv: readonly string[], commands: readonly CommandSpec[]): string | null {
  const words = argv.filter((word) => !word.startsWith('-'));
  const two = words.slice(0, 2).join(' ');
  const known = (name: string) => commands.some((spec) => spec.name === name);
  return known(two) ? two : (words.find(known) ?? null);
}

function base(command: Command, print: (text: string) => void): Command {
  return command
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} });
}

function add(
  program: Command,
  spec: CommandSpec,
  choose: (request: Request) => void,
  print: (text: string) => void,
): void {
  const words = spec.name.split(' ');
  const name = words.pop() ?? '';
  const parent = words[0] === undefined ? program : groupOf(program, words[0], print);
  // A command with commands of its own: `lock` and `lock release`.
  const known = parent.commands.find((each) => each.name() === name);
  const command = base(known ?? parent.command(name, { hidden: spec.hidden === true }), print)
    .description(spec.summary)
    .allowExcessArguments(false);
  for (const [argument, about] of spec.args ?? []) command.argument(argument, about);
  for (const [flags, about] of spec.options ?? []) command.addOption(new Option(flags, about));
  command.addHelpText(
    'after',
    `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join('\n')}\n\nOptions of every command: membridge --help`,
  );
  command.action((...given: unknown[]) => {
    const args = command.args.slice(0, spec.args?.length ?? 0);
    const options = command.optsWithGlobals<Options>();
    if (given.length > 0) choose({ kind: 'command', spec, args, options });
  });
}

function groupOf(program: Command, name: string, print: (text: string) => void): Command {
  return (
    program.commands.find((each) => each.name() === name) ??
    base(program.command(name), print).description(groupSummaries[name] ?? '')
  );
}

function faultOf(error: CommanderError, program: Command, argv: readonly string[]): Error {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const command = commandOf(program, argv);
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownCommand(command, program, named);
    case 'commander.unknownOption': {
      const flags = [...command.options, ...program.options].map((option) => option.long ?? '');
      return fail('option-unknown', { name: named, nearest: close(named, flags) });
    }
    case 'commander.excessArguments': {
      const extra = command.args.find((word) => !command.registeredArguments.length || word);
      if (command.commands.length > 0 && extra !== undefined) return unknownCommand(command, program, extra);
      return fail('usage', { detail: plain(error.message) });
    }
    default:
      return isFault(error) ? error : fail('usage', { detail: plain(error.message) });
  }
}

/** A wrong word at the top, or after the first word of a group such as `config`. */
function unknownCommand(command: Command, program: Command, name: string): Error {
  if (command === program) return fail('command-unknown', { name, nearest: close(name, visible(program)) });
  const group = command.name();
  const best = close(
    name,
    command.commands.map((each) => each.name()),
  );
  return fail('command-unknown', { name: `${group} ${name}`, nearest: best === '' ? '' : `${group} ${best}` });
}

function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) command = command.commands.find((each) => each.name() === word) ?? command;
  return command;
}

function visible(program: Command): string[] {
  const listed = program
    .createHelp()
    .visibleCommands(program)
    .map((each) => each.name());
  return listed.filter((name) => name !== 'help');
}

function close(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates);
  return best !== '' && shareOf(name, best) <= distanceShareMax ? best : '';
}

function shareOf(name: string, best: string): number {
  return editDistance(name, best) / Math.max(name.length, best.length, 1);
}

function plain(message: string): string {
  return message.replace(/^error: /, '').replace(/\.$/, '');
}
