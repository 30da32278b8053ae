/** A command line and what its environment needs beside a HOME of its own. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where one round takes place: everything below it is new. */
export interface Round {
  /** The database that is sent. */
  readonly database: string;
  /** The folder that stands for the bucket. */
  readonly store: string;
  /** Where the database is to be brought back to; an empty folder. */
  readonly target: string;
  /** For what a program keeps for itself. */
  readonly scratch: string;
}

/** A program that is measured. */
export interface Contestant {
  readonly name: string;
  /** What the reader must know to compare it fairly. */
  readonly guarantees: string;
  /** Why it cannot be measured here; null when it can. */
  missing(): string | null;
  /** Not measured: what a person does once. */
  prepare(round: Round): readonly CommandLine[];
  send(round: Round): CommandLine;
  fetch(round: Round): CommandLine;
  /** The database as it came back. */
  fetched(round: Round): string;
}
