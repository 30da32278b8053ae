import { fail } from './errors.ts';

/** Why a line is not taken: it would have to be executed, or it is not what it looks like. */
export type EnvFileFinding =
  | 'command-substitution'
  | 'command'
  | 'expansion'
  | 'operator'
  | 'other-home'
  | 'quote-open'
  | 'control-character';

/** A place in a file of shell assignments, moved by those who read on. */
export interface EnvCursor {
  readonly path: string;
  readonly source: string;
  at: number;
  /** A variable's value at this place; '' for one that is not set. */
  valueOf(name: string): string;
}

/** The fault to throw for what stands at the cursor. */
export function refuse({ path, source, at }: EnvCursor, finding: EnvFileFinding): Error {
  const line = source.slice(0, at).split('\n').length;
  return fail('env-file-refused', { path, line, finding });
}

/** Moves over what a sticky pattern finds here; null where it finds nothing. */
export function taken(cursor: EnvCursor, sticky: RegExp): RegExpExecArray | null {
  sticky.lastIndex = cursor.at;
  const match = sticky.exec(cursor.source);
  if (match !== null) cursor.at += match[0].length;
  return match;
}

/** Lines that a backslash joins are one before anything else is looked at. */
const continuation = /(?:\\\n)*/y;
const variable = /\$(?:(?!_(?![A-Za-z0-9_]))([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/y;

/**
 * The value of an assignment, up to a blank, semicolon or line end; quotes removed, variables and `~` put in, as bash does.
 * `exported`: as an argument of `export`, where braces are expanded too.
 */
export function envWord(cursor: EnvCursor, how: 'plain' | 'exported'): string {
  let value = '';
  let mayBeHome = true;
  for (;;) {
    const letter = cursor.source[cursor.at];
    if (letter === undefined || /[ \t\n;]/.test(letter)) return value;
    if (taken(cursor, continuation)?.[0]) continue;
    const isHome = mayBeHome && letter === '~';
    // Lists of folders: `~/a:~/b`.
    mayBeHome = letter === ':';
    if (isHome) value += home(cursor);
    else if (letter === "'") value += singleQuoted(cursor);
    else if (letter === '"') value += doubleQuoted(cursor);
    else if (letter === '\\') value += escaped(cursor);
    else if (letter === '$' || letter === '`') value += expansion(cursor, 'bare');
    else if (/[&|<>()]/.test(letter)) throw refuse(cursor, 'operator');
    else if (how === 'exported' && letter === '{') throw refuse(cursor, 'expansion');
    else value += plain(cursor);
  }
}

function plain(cursor: EnvCursor): string {
  cursor.at += 1;
  return cursor.source[cursor.at - 1] ?? '';
}

function home(cursor: EnvCursor): string {
  cursor.at += 1;
  taken(cursor, continuation);
  const next = cursor.source[cursor.at] ?? '';
  if (/[A-Za-z0-9_.+-]/.test(next)) throw refuse(cursor, 'other-home');
  return next === '' || /[/: \t\n;]/.test(next) ? cursor.valueOf('HOME') : '~';
}

/** A backslash and what it protects; before a line end (within quotes) both vanish. */
function escaped(cursor: EnvCursor): string {
  const letter = cursor.source[cursor.at + 1];
  if (letter === undefined) throw refuse(cursor, 'quote-open');
  cursor.at += 2;
  return letter === '\n' ? '' : letter;
}

function singleQuoted(cursor: EnvCursor): string {
  const end = cursor.source.indexOf("'", cursor.at + 1);
  if (end < 0) throw refuse(cursor, 'quote-open');
  const value = cursor.source.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return value;
}

function doubleQuoted(cursor: EnvCursor): string {
  const begin = cursor.at;
  let value = '';
  cursor.at += 1;
  for (;;) {
    const letter = cursor.source[cursor.at];
    if (letter === undefined) throw refuse({ ...cursor, at: begin }, 'quote-open');
    if (letter === '"') {
      cursor.at += 1;
      return value;
    }
    const next = cursor.source[cursor.at + 1] ?? '';
    if (letter === '\\' && /[$`"\\\n]/.test(next)) value += escaped(cursor);
    else if (letter === '$' || letter === '`') value += expansion(cursor, 'quoted');
    else value += plain(cursor);
  }
}

function expansion(cursor: EnvCursor, where: 'bare' | 'quoted'): string {
  const named = taken(cursor, variable);
  if (named !== null) return cursor.valueOf(named[1] ?? named[2] ?? '');
  const [sign, next = ''] = cursor.source.slice(cursor.at, cursor.at + 2);
  if (sign === '`' || next === '(') throw refuse(cursor, 'command-substitution');
  const isJoined = cursor.source.startsWith('\\\n', cursor.at + 1);
  if (isJoined || /[{[0-9?$!#*@_-]/.test(next) || (where === 'bare' && /['"]/.test(next)))
    throw refuse(cursor, 'expansion');
  return plain(cursor);
}
