import { throwIfInterrupted } from '../engine/interruption.ts';
import { fail, isFault } from '../model/errors.ts';
import { checkEverything, sayWhatIsNext } from './checking.ts';
import { bothWrite, correctTwice, workAway } from './conflict.ts';
import { joinAndFetch, makeMemory, publishFirst } from './sharing.ts';
import { openStage, type Stage, type StageParts } from './stage.ts';

/** What a demonstration did, in figures. */
export type DemoFigures = Readonly<Record<string, unknown>>;

/**
 * Two machines write one memory, from the first sync to a conflict that a person settles, in a new temporary folder that is kept: `opened` is told
 * of it first. Everything is done by the functions behind the commands, and checked: whatever differs from what is told
 * ends it. Faults: `unexpected`, `disk-full`, `worker-stuck` (exit 1), `interrupted`.
 */
export async function demonstrate(parts: StageParts, opened: (folder: string) => void): Promise<DemoFigures> {
  try {
    const stage = openStage(parts);
    opened(stage.folder);
    return await tellAll(stage);
  } catch (error) {
    // A fault of another kind would be the demonstration's own: nothing of the person's is missing, held or diverged.
    if (!isFault(error) || error.exit === 1 || error.code === 'interrupted') throw error;
    throw fail('unexpected', { detail: `${error.code} (${parts.text.sentence(error).message})` }, error);
  }
}

async function tellAll(stage: Stage): Promise<DemoFigures> {
  const { page, words } = stage;
  page.title(words.title(stage.version));
  page.say(words.intro(stage.folder));
  let number = 0;
  const next = <T>(step: () => T): T => {
    throwIfInterrupted(stage.watch.signal, 'the demonstration');
    number += 1;
    page.heading(number, words.headings[number - 1] ?? '');
    return step();
  };
  const made = await next(() => makeMemory(stage));
  const first = await next(() => publishFirst(stage));
  const fetched = await next(() => joinAndFetch(stage));
  const both = await next(() => bothWrite(stage));
  const settled = await next(() => correctTwice(stage, both.titles[0] ?? ''));
  const away = await next(() => workAway(stage));
  const titles = [...made.titles, ...both.titles.slice(1), settled.kept, ...away.titles];
  const checked = await next(() => checkEverything(stage, titles));
  next(() => sayWhatIsNext(stage));
  return {
    folder: stage.folder,
    first: first.published,
    joined: fetched.applied,
    both: { published: both.done.published, applied: both.done.applied },
    conflict: settled,
    away: away.refusal,
    verify: checked.verification,
    remote: { folder: stage.remoteFolder, files: checked.files, titlesAsked: checked.titlesAsked, titlesReadable: 0 },
  };
}
