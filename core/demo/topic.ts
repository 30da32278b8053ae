/** The shape of the demonstration's texts: what a project is about, in whole sentences, so that no grammar is computed. */

/** Ranges in braces are drawn anew at each use: `{300-900}` becomes a number, `{commit}` a short commit id. */
export interface Topic {
  /** A noun phrase that can stand after "Work on:" in the project's language. */
  readonly area: string;
  readonly file: string;
  readonly test: string;
  /** Whole sentences. */
  readonly symptom: string;
  readonly cause: string;
  readonly remedy: string;
  readonly lesson: string;
  readonly next: string;
}

export interface DemoProject {
  readonly name: string;
  readonly language: 'en' | 'uk';
  readonly topics: readonly Topic[];
}
