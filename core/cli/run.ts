import { homeFiles, homePath } from '../host/compose/home-files.ts';
import type { Tools } from '../host/compose/tools.ts';
import { membridgeVersion } from '../host/compose/version.ts';
import { fail, isFault } from '../model/errors.ts';
import { languageFor, textIn, type Text } from '../text/text.ts';
import type { Progress } from '../ports/progress.ts';
import type { Cli, CommandSpec } from './cli.ts';
import { commandsFor } from './command-list.ts';
import { withTurn } from './host-turn.ts';
import { presenterOn, type Presenter } from './presenter.ts';
import { commandIn, parseCommandLine } from './program.ts';
import { progressBar } from './progress-bar.ts';
import { terminalOf, type Streams } from './terminal.ts';

export interface Invocation {
  /** Without node and program. */
  readonly argv: readonly string[];
  readonly tools: Tools;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  /** The host itself runs this command line, in its engine's thread. */
  readonly isWithinHost?: boolean;
  /** Told of progress where no bar is drawn. */
  readonly progress?: Progress;
}

/** Runs one command line and prints what came of it. Returns the exit code of cli.md; never throws. */
export async function run(invocation: Invocation): Promise<number> {
  const { argv, tools, streams } = invocation;
  const path = homePath(optionIn(argv, '--home'), tools.at);
  const text = textFor(argv, path, tools);
  const json = argv.includes('--json');
  const presenter = presenterOn(streams, {
    json,
    quiet: argv.includes('--quiet'),
    text,
    colours: !tools.at.env['NO_COLOR'],
  });
  const commands = await commandsFor(argv);
  try {
    return await perform(invocation, { path, text, json, presenter, commands });
  } catch (error) {
    return failed(error, {}, [], commandIn(argv, commands), { path, text, json, presenter, commands, tools });
  }
}

interface Around {
  readonly path: string;
  readonly text: Text;
  readonly json: boolean;
  readonly presenter: Presenter;
  readonly commands: readonly CommandSpec[];
}

async function perform(invocation: Invocation, around: Around): Promise<number> {
  const { argv, tools, streams, signal, progress, isWithinHost = false } = invocation;
  const { path, text, json, presenter } = around;
  const request = await parseCommandLine(argv, membridgeVersion, around.commands);
  const language = optionIn(argv, '--lang');
  if (language !== undefined && !/^(en|uk)$/.test(language)) {
    throw fail('setting-invalid', { key: '--lang', value: language, expected: 'en, uk' });
  }
  if (request.kind === 'print') {
    const fields = request.text === membridgeVersion ? { version: request.text } : { help: request.text };
    presenter.result(request.command, fields, [request.text]);
    return 0;
  }
  const bar = streams.stderr.isTTY && !argv.includes('--quiet') ? progressBar(streams.stderr, tools.clock, text) : null;
  const cli: Cli = {
    tools,
    homePath: path,
    yes: request.options['yes'] === true,
    json,
    text,
    terminal: clearing(terminalOf(streams, signal), () => bar?.clear()),
    watch: { signal, ...shownOn(bar ?? progress) },
    isWithinHost,
    note(line) {
      bar?.clear();
      presenter.note(line);
    },
    stream: (line) => presenter.stream(line),
  };
  try {
    const {
      data,
      lines,
      fault,
      exitCode = 0,
    } = await withTurn(cli, request, () => request.spec.run(cli, request.args, request.options));
    bar?.clear();
    if (fault !== undefined) return failed(fault, data, lines, request.spec.name, { ...around, tools });
    presenter.result(request.spec.name, data, lines);
    return exitCode;
  } finally {
    bar?.clear();
  }
}

function shownOn(progress: Progress | undefined): Pick<Cli['watch'], 'progress'> {
  return progress === undefined ? {} : { progress };
}

/** A question must not be drawn into the progress line. */
function clearing(terminal: Cli['terminal'], clear: () => void): Cli['terminal'] {
  return {
    ...terminal,
    line: (question) => {
      clear();
      return terminal.line(question);
    },
    secret: (question) => {
      clear();
      return terminal.secret(question);
    },
  };
}

function failed(
  error: unknown,
  data: Readonly<Record<string, unknown>>,
  lines: readonly string[],
  command: string | null,
  { path, text, presenter, tools }: Around & { tools: Tools },
): number {
  const { message, hint } = text.sentence(error);
  const exitCode = isFault(error) ? error.exit : 1;
  const code = isFault(error) ? error.code : 'unexpected';
  const { log, home } = homeFiles(path, tools);
  if (isFault(error)) log.warn('command.failed', { command, exitCode, error });
  else log.error('command.crashed', { command, error });
  presenter.failure(command, { exitCode, code, message, hint }, data, lines);
  if (!isFault(error)) presenter.note(text.words.log(home.logFile));
  return exitCode;
}

function textFor(argv: readonly string[], path: string, tools: Tools): Text {
  return textIn(languageFor(optionIn(argv, '--lang'), languageSetting(path, tools), tools.at.env));
}

/** Settings that cannot be read are told by the command itself, in the language of the environment. */
function languageSetting(path: string, tools: Tools): string {
  try {
    return homeFiles(path, tools).settings.read().settings.language;
  } catch {
    return 'system';
  }
}

/** `--name value` or `--name=value`: needed before the command line is known to be right. */
function optionIn(argv: readonly string[], name: string): string | undefined {
  const index = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = argv[index];
  if (word === undefined) return undefined;
  return word === name ? argv[index + 1] : word.slice(name.length + 1);
}
