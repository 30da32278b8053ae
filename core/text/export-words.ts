import type { ErrorTexts } from './sentence.ts';

/** What export and import of plain data say. Amounts come written (`12 rows`, `3 MB`), names as they are. */
export interface ExportWords {
  readonly exported: (rows: string, file: string, bytes: string) => string;
  readonly wouldExport: (rows: string, file: string) => string;
  /** Nobody should take the file for a sealed one. */
  readonly isPlain: string;
  readonly plan: (file: string, added: string, there: string) => string;
  readonly setAside: (lines: number) => string;
  readonly line: (number: number, finding: string) => string;
  readonly lacking: (rows: string) => string;
  readonly nothing: (file: string) => string;
  readonly question: string;
  readonly act: string;
  readonly done: (added: string, file: string) => string;
  readonly left: (rows: string, finding: string) => string;
  readonly next: string;
  readonly nextMirror: string;
  readonly undoByCopy: (point: string) => string;
}

export type ExportErrorTexts = Pick<ErrorTexts, 'file-unreadable' | 'export-unknown'>;
