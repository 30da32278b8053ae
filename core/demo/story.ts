/** One working session as text: a topic of a project, told in one of five ways. */
import { englishStories } from './stories-english.ts';
import { ukrainianStories } from './stories-ukrainian.ts';
import type { Draw } from './seeded.ts';
import type { Story } from './story-form.ts';
import type { DemoProject, Topic } from './topic.ts';

/** Picks a topic and a way to tell it, and fills in everything. Files lie under `workFolder`. */
export function tellStory(draw: Draw, project: DemoProject, workFolder: string): Story {
  const stories = project.language === 'en' ? englishStories : ukrainianStories;
  const template = draw.pick(stories);
  const topic = drawTopic(draw, draw.pick(project.topics));
  const say = (text: string) => drawRanges(draw, nameTopic(text, topic));
  const files = (names: readonly string[]) =>
    names.map((name) => `${workFolder}/${project.name}/${nameTopic(name, topic)}`);
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
  const say = (text: string) => drawRanges(draw, text);
  return {
    area: topic.area,
    file: topic.file,
    test: topic.test,
    symptom: say(topic.symptom),
    cause: say(topic.cause),
    remedy: say(topic.remedy),
    lesson: say(topic.lesson),
    next: say(topic.next),
  };
}

function nameTopic(text: string, topic: Topic): string {
  return text.replace(/\$([a-z]+)/g, (whole, name: string) =>
    Object.hasOwn(topic, name) ? topic[name as keyof Topic] : whole,
  );
}

function drawRanges(draw: Draw, text: string): string {
  return text
    .replace(/\{(\d+)-(\d+)\}/g, (_, low: string, high: string) => String(draw.int(Number(low), Number(high))))
    .replace(/\{commit\}/g, () => draw.hex(7));
}
