import type { MembridgeError } from '../model/errors.ts';
import type { Text } from '../text/text.ts';
import type { Streams } from './terminal.ts';

/** How results and faults leave the process: one JSON document, or lines for people; never both on stdout. */
export interface Presenter {
  note(line: string): void;
  stream(line: string): void;
  result(command: string | null, data: Readonly<Record<string, unknown>>, lines: readonly string[]): void;
  /** `data`: what the command found all the same. */
  failure(
    command: string | null,
    error: Failure,
    data: Readonly<Record<string, unknown>>,
    lines: readonly string[],
  ): void;
}

export interface Failure {
  readonly exitCode: number;
  readonly code: MembridgeError['code'];
  readonly message: string;
  readonly hint: string;
}

interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly text: Text;
  /** NO_COLOR is not set. */
  readonly colours: boolean;
}

export function presenterOn({ stdout, stderr }: Streams, { json, quiet, text, colours }: Manner): Presenter {
  const paint = (code: number, line: string) => (colours && stderr.isTTY ? `\u001b[${code}m${line}\u001b[0m` : line);
  const document = (fields: Readonly<Record<string, unknown>>) => void stdout.write(`${JSON.stringify(fields)}\n`);
  const print = (lines: readonly string[]) => {
    if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
  };
  return {
    note(line) {
      if (!quiet) stderr.write(`${line}\n`);
    },
    stream(line) {
      stdout.write(`${line}\n`);
    },
    result(command, data, lines) {
      if (json) document({ ok: true, command, exitCode: 0, ...data });
      else print(lines);
    },
    failure(command, { exitCode, code, message, hint }, data, lines) {
      if (json) return document({ ok: false, command, exitCode, ...data, error: { code, message, hint } });
      print(lines);
      stderr.write(`${paint(31, message)}\n${text.words.hint}: ${hint}\n`);
    },
  };
}
