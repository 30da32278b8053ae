import { envWord, refuse, taken, type EnvCursor } from './env-word.ts';

/** A file of settings has a few lines; more was named by mistake. */
export const envFileBytesMax = 256 * 1024;

/** The value of a variable that the file does not set, as the shell would know it. */
type Outside = (name: string) => string | undefined;

const blanks = /(?:[ \t]|\\\n)*/y;
const commentOrEnd = /#[^\n]*|[\n;]/y;
/** Blanks alone, then the end or more assignments: `A=b command` would set A for that command only. */
const restOfAssignments = /(?:[ \t]|\\\n)*(?:$|[\n;]|(?<=[ \t\n])#|[A-Za-z_][A-Za-z0-9_]*\+?=)/y;
const nameAndSign = /([A-Za-z_][A-Za-z0-9_]*)(\+?)=/y;
const nameAlone = /[A-Za-z_][A-Za-z0-9_]*(?=[ \t\n;]|\\\n|$)/y;
const exportWord = /export(?=[ \t\n;]|\\\n|$)/y;

/**
 * Reads a file of shell assignments as `set -a; . FILE` in bash would, without ever executing anything: comments, `export`,
 * quotes, backslashes, `$NAME`, `${NAME}`, `~`, `+=`; CR LF too. What only a shell can know (commands, `$(…)`,
 * `${NAME:-…}`, operators) is `env-file-refused` with its line: a value that is half understood is worse than none.
 */
export function parseEnvFile(path: string, text: string, outside: Outside): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const cursor: EnvCursor = { path, source, at: 0, valueOf: (name) => values.get(name) ?? outside(name) ?? '' };
  const strange = /[\0\r]/.exec(source);
  if (strange !== null) throw refuse({ ...cursor, at: strange.index }, 'control-character');
  for (;;) {
    skipToCommand(cursor);
    if (cursor.at >= source.length) return values;
    const named = taken(cursor, exportWord) === null ? [plainAssignment(cursor)] : exported(cursor);
    for (const { name, appends, value } of named) values.set(name, appends ? cursor.valueOf(name) + value : value);
  }
}

interface Assignment {
  readonly name: string;
  readonly appends: boolean;
  readonly value: string;
}

function plainAssignment(cursor: EnvCursor): Assignment {
  const begin = cursor.at;
  const assignment = oneAssignment(cursor, 'plain');
  if (isNext(cursor, restOfAssignments)) return assignment;
  throw refuse({ ...cursor, at: begin }, 'command');
}

/** The shell works all of them out before it sets the first. */
function exported(cursor: EnvCursor): Assignment[] {
  const all: Assignment[] = [];
  while (!isAtEndOfCommand(cursor)) {
    // `export NAME` says nothing about the value.
    if (taken(cursor, nameAlone) === null) all.push(oneAssignment(cursor, 'exported'));
  }
  return all;
}

function oneAssignment(cursor: EnvCursor, how: 'plain' | 'exported'): Assignment {
  const named = taken(cursor, nameAndSign);
  if (named === null) throw refuse(cursor, 'command');
  const [, name = '', plus] = named;
  return { name, appends: plus === '+', value: envWord(cursor, how) };
}

function skipToCommand(cursor: EnvCursor): void {
  do taken(cursor, blanks);
  while (taken(cursor, commentOrEnd) !== null);
}

function isAtEndOfCommand(cursor: EnvCursor): boolean {
  const hasBlank = taken(cursor, blanks)?.[0] !== '';
  const letter = cursor.source[cursor.at];
  return letter === undefined || letter === '\n' || letter === ';' || (letter === '#' && hasBlank);
}

function isNext({ source, at }: EnvCursor, pattern: RegExp): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}
