/** One working session as text: a topic of a project, told in one of five ways. */
import { englishStories } from './stories-english.ts';
import { ukrainianStories } from './stories-ukrainian.ts';
import type { Draw } from './seeded.ts';
import type { DemoProject, Topic } from './topic.ts';

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

/** Picks a topic and a way to tell it, and fills in everything. Files lie under `workFolder`. */
export function tellStory(draw: Draw, project: DemoProject, workFolder: string): Story {
  const stories = project.language === 'en' ? englishStories : ukrainianStories;
  const template = draw.pick(stories);
  const topic = drawTopic(draw, draw.pick(project.topics));
  const say = (text: string) => drawRanges(draw, nameTopic(text, topic));
  const files = (names: readonly string[]) => names.map((name) => `${workFolder}/${project.name}/${nameTopic(name, topic)}`);
  return {
    prompts: template.prompts.map(say),
    observations: template.observations.map((made) => ({
      type: made.type,
      title: say(made.title),
      subtitle: say(made.subtitle),
      narrative: say(made.narrative),
      facts: made.facts.map(say),
      concepts: made.concepts,
      read: files(made.read),
      modified: files(made.modified),
    })),
    summary: {
      request: say(template.summary.request),
      investigated: say(template.summary.investigated),
      learned: say(template.summary.learned),
      completed: say(template.summary.completed),
      nextSteps: say(template.summary.nextSteps),
    },
  };
}

/** Numbers of a topic are drawn once, so that one session does not contradict itself. */
function drawTopic(draw: Draw, topic: Topic): Topic {
  const drawn = Object.entries(topic).map(([name, text]: [string, string]) => [name, drawRanges(draw, text)]);
  return Object.fromEntries(drawn) as unknown as Topic;
}

function nameTopic(text: string, topic: Topic): string {
  return text.replace(/\$([a-z]+)/g, (whole, name: string) => (Object.hasOwn(topic, name) ? topic[name as keyof Topic] : whole));
}

function drawRanges(draw: Draw, text: string): string {
  return text
    .replace(/\{(\d+)-(\d+)\}/g, (_, low: string, high: string) => String(draw.int(Number(low), Number(high))))
    .replace(/\{commit\}/g, () => draw.hex(7));
}
