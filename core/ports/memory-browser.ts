import type { RecordReading } from './record-source.ts';

/** Rows that people read; in the order in which rows of one moment are listed. */
export const memoryKinds = ['observation', 'summary', 'prompt', 'session'] as const;
export type MemoryKind = (typeof memoryKinds)[number];

/** Where a row stands in the list: newest first, then by kind, then by row number. */
export interface MemoryMark {
  /** The time of birth as the row has it, milliseconds since 1970. */
  readonly at: number;
  readonly kind: MemoryKind;
  readonly rowid: number;
}

/** The device a row came from: 32 hex; '' for what was there before the first sync; null while nobody has looked. */
export type RowOrigin = string | null;

export interface BrowseFilter {
  readonly kinds: readonly MemoryKind[];
  readonly project: string | null;
  /** What a person typed; null or blank: everything. It is never read as a language of its own. */
  readonly words: string | null;
  /** Any of these. Without origins (mirror mode) every row's is null. */
  readonly origins: readonly RowOrigin[] | null;
}

/** From where to where something was found in a text, in UTF-16 code units. */
export type Hit = readonly [begin: number, end: number];

export interface ListedMemory extends MemoryMark {
  readonly project: string;
  readonly title: string;
  readonly excerpt: string;
  /** Of a search: what of title and excerpt it found. */
  readonly titleHits: readonly Hit[];
  readonly excerptHits: readonly Hit[];
  readonly origin: RowOrigin;
}

export interface WholeMemory extends ListedMemory {
  /** In the order in which people read them. */
  readonly columns: readonly { readonly name: string; readonly text: string | null; readonly cut: boolean }[];
}

/** A project and its rows of all kinds. */
export interface ProjectCount {
  readonly name: string;
  readonly count: number;
}

export interface DayCount {
  /** Days since 1970-01-01, of the days that were asked for. */
  readonly day: number;
  readonly origin: RowOrigin;
  readonly count: number;
}

/** One short look at the live memory, all of one moment; it never writes. Close it. Faults: those of the source. */
export interface MemoryBrowser {
  /** At most `limit`, from after a mark; null: from the newest. */
  list(filter: BrowseFilter, after: MemoryMark | null, limit: number): ListedMemory[];
  /** Null: there is none. */
  one(kind: MemoryKind, rowid: number): ListedMemory | null;
  /** Rows of the whole list; null where counting would take too long. */
  count(filter: BrowseFilter): number | null;
  /** Null: there is none. Each text at most `charsMax` UTF-16 code units. */
  whole(kind: MemoryKind, rowid: number, charsMax: number): WholeMemory | null;
  /** Rows of all kinds per day and origin; a day begins `offsetMs` before midnight in Greenwich. */
  perDay(fromMs: number, untilMs: number, offsetMs: number): DayCount[];
  /** The projects with most rows first, at most `limit`. */
  projects(limit: number): ProjectCount[];
  /** The same moment as records; its `close` does nothing. */
  readonly records: RecordReading;
  close(): void;
}

/** Where a reader of rows finds, in the same statement, which device each came from. */
export interface OriginTables {
  /** A database to attach under `schema`. */
  readonly file: string;
  readonly schema: string;
  /** SQL: the origin of the row as bytes, empty for before the first sync, NULL for a row nobody has looked at. */
  of(kind: MemoryKind, rowidSql: string): string;
}
