import type { MemoryTable } from './memory-rows.ts';

/** What the demonstration itself says; what commands say comes from core/text. Amounts come written, names as they are. */
export interface DemoWords {
  /** What the machines are called: labels, and names of their folders. */
  readonly labels: Readonly<Record<'laptop' | 'board', string>>;
  readonly title: (version: string) => string;
  readonly intro: (folder: string) => string;
  /** One for each step, in order. */
  readonly headings: readonly string[];
  readonly tables: Readonly<Record<MemoryTable, string>>;
  /** After what a command says: how long it took and how often it spoke to the folder. */
  readonly took: (ms: number, requests: number) => string;
  readonly exitCode: (code: number) => string;

  readonly memoryMade: (sessions: number, projects: number, rows: string, bytes: string) => string;
  readonly lies: (path: string) => string;
  readonly sealed: (passphrase: string, file: string) => string;
  readonly equal: string;
  readonly wrote: (where: 'laptop' | 'board', title: string, project: string, rows: string) => string;
  readonly startedOnce: string;
  readonly united: string;
  /** The title as a person corrects it on that machine. */
  readonly corrected: (title: string, where: 'laptop' | 'board') => string;
  readonly correction: (where: 'laptop' | 'board', title: string) => string;
  readonly ruled: string;
  readonly unplugged: string;
  readonly pluggedIn: string;
  readonly rowsEqual: (same: number, all: number) => string;
  readonly stranger: (folder: string) => string;
  readonly found: (asked: number, inMemories: number, inFolder: number, files: number, example: string) => string;
  readonly groupNotes: Readonly<Record<'clear' | 'sealed', string>>;
  readonly files: (count: number) => string;
  readonly yours: string;
  readonly yourFolder: string;
  readonly elsewhere: string;
  readonly lookAround: string;
}
