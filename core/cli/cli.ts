import type { Tools } from '../host/compose/tools.ts';
import type { Watch } from '../engine/machine.ts';
import type { MembridgeError } from '../model/errors.ts';
import type { Text } from '../text/text.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given: the machine's tools, the person's wishes, and ways to speak. */
export interface Cli {
  readonly tools: Tools;
  /** Absolute. */
  readonly homePath: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly text: Text;
  readonly terminal: Terminal;
  /** Progress and Ctrl-C, for the engine. */
  readonly watch: Watch & { readonly signal: AbortSignal };
  /** The host itself runs this command: there is nobody to take turns with. */
  readonly isWithinHost: boolean;
  /** A line for the person beside the result: on stderr, not with --quiet. */
  note(line: string): void;
  /** A line on stdout before the end, for a command that goes on until it is stopped; not with --json. */
  stream(line: string): void;
}

/** What a command has to say at its end: the fields of the JSON document, and the same for people. */
export interface Outcome {
  readonly data: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  /** Set when the command did its work and found something that is a failure all the same. */
  readonly fault?: MembridgeError;
  /** Other than 0 where that is no fault: what a service manager goes by. */
  readonly exitCode?: number;
}

/** A command's options as commander hands them over, by camel-case name. */
export type Options = Readonly<Record<string, unknown>>;

/** One command: what it is called, what it takes, what it does. */
export interface CommandSpec {
  /** Words with a space between: `lock release`. */
  readonly name: string;
  readonly summary: string;
  /** For example `<id>`, `[key]`, with a word about each. */
  readonly args?: readonly (readonly [name: string, about: string])[];
  /** For example `--to <file>`, with a word about each. */
  readonly options?: readonly (readonly [flags: string, about: string])[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Not listed in the help: an old name. */
  readonly hidden?: boolean;
  run(cli: Cli, args: readonly string[], options: Options): Promise<Outcome>;
}

/** True for a flag that was given. */
export function flag(options: Options, name: string): boolean {
  return options[name] === true;
}

/** The value of an option, if it was given. */
export function valueOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export const dryRunOption = ['--dry-run', 'say what would be done, touch nothing'] as const;
