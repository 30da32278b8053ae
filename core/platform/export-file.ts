import { fail } from '../model/errors.ts';
import {
  exportLineBytesMax,
  parseExportLine,
  type ExportHeader,
  type ExportedRow,
  type SetAside,
} from '../model/export-line.ts';
import { linesOf } from './line-file.ts';

/** A file of `membridge export`, read from its beginning as often as it is asked for. */
export interface ExportFile {
  /** Throws `file-unreadable`, or `export-unknown` where the first line is no header that we know. */
  check(): Promise<ExportHeader>;
  /** Its rows with the numbers of their lines, in their order; one is in memory at a time. */
  rows(): AsyncIterable<{ readonly line: number; readonly row: ExportedRow }>;
  /** What `rows` met when it was last read to the end. */
  setAside(): SetAside;
  /** Rows that the headers promise and `rows` did not find, bad lines counted as rows; never below 0. */
  lacking(): number;
}

/** Lines named to a person. */
const namedMax = 5;

/** Two files put together are one file: a header may stand before each part. */
export function readExport(path: string): ExportFile {
  let last = { bad: 0, first: [] as { line: number; finding: string }[], promised: 0, rows: 0 };
  return {
    async check() {
      for await (const { text } of linesOf(path, exportLineBytesMax)) {
        const line = text === null ? null : parseExportLine(text);
        if (line?.kind === 'header') return line.header;
        throw fail('export-unknown', { path, finding: line?.kind === 'later' ? 'later-format' : 'not-an-export' });
      }
      throw fail('export-unknown', { path, finding: 'not-an-export' });
    },
    async *rows() {
      const now: typeof last = { bad: 0, first: [], promised: 0, rows: 0 };
      const bad = (line: number, finding: string): void => {
        now.bad += 1;
        if (now.first.length < namedMax) now.first.push({ line, finding });
      };
      for await (const line of linesOf(path, exportLineBytesMax)) {
        if (line.text === null) {
          bad(line.number, line.finding);
          continue;
        }
        const read = parseExportLine(line.text);
        if (read.kind === 'later') throw fail('export-unknown', { path, finding: 'later-format' });
        if (read.kind === 'bad') bad(line.number, read.finding);
        if (read.kind === 'header') now.promised += total(read.header);
        if (read.kind !== 'row') continue;
        now.rows += 1;
        yield { line: line.number, row: read.row };
      }
      last = now;
    },
    setAside: () => ({ lines: last.bad, first: last.first }),
    lacking: () => Math.max(0, last.promised - last.rows - last.bad),
  };
}

function total({ counts }: ExportHeader): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
