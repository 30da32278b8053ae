/** The shape of a told working session, as template and as filled text. */

export interface StoryObservation {
  readonly type: 'bugfix' | 'feature' | 'refactor' | 'change' | 'discovery' | 'decision';
  readonly title: string;
  readonly subtitle: string;
  readonly narrative: string;
  readonly facts: readonly string[];
  readonly concepts: readonly string[];
  readonly read: readonly string[];
  readonly modified: readonly string[];
}

export interface StorySummary {
  readonly request: string;
  readonly investigated: string;
  readonly learned: string;
  readonly completed: string;
  readonly nextSteps: string;
}

/** Templates may name `$area $file $test $symptom $cause $remedy $lesson $next` and the ranges of topic.ts. */
export interface Story {
  readonly prompts: readonly string[];
  readonly observations: readonly StoryObservation[];
  readonly summary: StorySummary;
}
