/** What the manifest of the Python membridge counts in an image. */
export interface LegacyCounts {
  readonly observations: number;
  readonly session_summaries: number;
  readonly user_prompts: number;
  readonly tables: number;
}

/** Rows per table that only one of two images has; a row that was edited counts on both sides. */
export interface RowDifference {
  readonly onlyFirst: Readonly<Record<string, number>>;
  readonly onlySecond: Readonly<Record<string, number>>;
}

/** Questions about claude-mem images in our scratch folder; they are read only. */
export interface LegacyImages {
  counts(image: string): Promise<LegacyCounts>;
  /** Compares what rows say, not their local numbers: two machines number the same row differently. */
  difference(first: string, second: string): Promise<RowDifference>;
}
