import { styleText } from 'node:util';
import type { Sentence } from '../text/sentence.ts';

/** Wider lines than this are hard to read, whatever the window. */
const columnsMax = 80;
/** Narrower windows wrap by themselves. */
const columnsMin = 40;
const indent = '    ';
/** What a command says stands further in than what the demonstration says. */
const outputIndent = '      ';

/** Where the demonstration is told: plain lines, set for a terminal. */
export interface Page {
  title(text: string): void;
  heading(number: number, text: string): void;
  say(text: string): void;
  /** A command line that a person could type on that machine. */
  command(machine: string, line: string): void;
  /** Lines that the reader may type; never broken. */
  type(lines: readonly string[]): void;
  /** What a command says. */
  output(lines: readonly string[]): void;
  /** What a refused command says, with how it ends behind the fact. */
  refusal(sentence: Sentence, ending: string): void;
  /** The first column to the left, the others to the right; `note` stays as it is behind a row. */
  table(rows: readonly TableRow[]): void;
}

export interface TableRow {
  readonly cells: readonly string[];
  readonly note?: string;
}

export interface PageStyle {
  readonly hasColours: boolean;
  /** Of the terminal; undefined where there is none, 0 where it does not say. */
  readonly columns: number | undefined;
}

/** `write` takes one line without its end. */
export function pageOn(write: (line: string) => void, style: PageStyle): Page {
  const columns = Math.max(columnsMin, Math.min(columnsMax, style.columns || columnsMax));
  const styled = (format: Parameters<typeof styleText>[0], text: string) =>
    style.hasColours ? styleText(format, text, { validateStream: false }) : text;
  const block = (text: string, margin: string, format?: Parameters<typeof styleText>[0]) => {
    for (const line of wrapped(text, columns - margin.length)) {
      write(margin + (format === undefined ? line : styled(format, line)));
    }
  };
  return {
    title: (text) => write(styled('bold', text)),
    heading(number, text) {
      write('');
      write(`${String(number).padStart(2)}  ${styled('bold', text)}`);
    },
    say: (text) => block(text, indent),
    command: (machine, line) => write(`${indent}${styled('gray', `${machine} $`)} ${styled('cyan', line)}`),
    type(lines) {
      for (const line of lines) write(outputIndent + styled('cyan', line));
    },
    output(lines) {
      for (const line of lines) block(line, outputIndent);
    },
    refusal({ message, hint }, ending) {
      block(`${message} ${ending}`, outputIndent, 'yellow');
      block(hint, outputIndent);
    },
    table(rows) {
      for (const line of aligned(rows)) write((outputIndent + line).trimEnd());
    },
  };
}

/** Breaks at ordinary spaces only: no-break ones hold numbers and units together. A longer word keeps a line of its own. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > columns && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function aligned(rows: readonly TableRow[]): string[] {
  const widths: number[] = [];
  for (const { cells } of rows) {
    for (const [column, cell] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map(({ cells, note }) => {
    const set = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return [...set, ...(note === undefined ? [] : [note])].join('  ');
  });
}
