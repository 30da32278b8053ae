import type { HeldChange } from '../model/errors.ts';
import { formatFor, type PluralForms } from './format.ts';
import type { MergeErrorTexts } from './merge-words.ts';
import { type Sentence, shown } from './sentence.ts';

const { count, list, number } = formatFor('en');

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

const kinds: Readonly<Record<HeldChange['kind'], PluralForms>> = {
  session: { one: 'session', many: 'sessions' },
  observation: { one: 'observation', many: 'observations' },
  summary: { one: 'summary', many: 'summaries' },
  prompt: { one: 'prompt', many: 'prompts' },
  'tool-use': { one: 'tool use', many: 'tool uses' },
};

const acts = { delete: 'gone', edit: 'changed' } as const;

/** What a brake holds of one kind. */
export function heldEn({ act, kind, rows, of }: HeldChange): string {
  return `${number(rows)} of ${count(of, kinds[kind])} are ${acts[act]}`;
}

export const mergeErrorsEn: MergeErrorTexts = {
  'not-in-merge': ({ command }) =>
    say(
      `\`membridge ${command}\` works with whole images, and this project merges records: it is not in this version.`,
      '`membridge sync` brings and sends what differs; `membridge history` shows what was done.',
    ),
  'not-in-mirror': ({ command }) =>
    say(
      `\`membridge ${command}\` is about records, and this project keeps whole images (mirror mode).`,
      '`membridge status` shows where both sides stand, and what to do where they differ.',
    ),
  'conflict-unknown': ({ id }) =>
    say(`There is no conflict ${shown(id)}.`, '`membridge conflicts` lists those that there are.'),
  'act-unknown': ({ id }) =>
    say(`There is no act ${shown(id)} in the history here.`, 'Only the newest are kept. Go back to the list.'),
  'memory-unknown': ({ id }) =>
    say(`There is no memory ${shown(id)}.`, 'It may have been deleted meanwhile: look for it anew.'),
  'device-unknown': ({ id }) =>
    say(`There is no machine ${shown(id)}, or more than one.`, '`membridge devices` lists those that there are.'),
  'device-not-ours': ({ label }) =>
    say(
      `Only ${shown(label)} itself can be told that.`,
      'Run the command there; `membridge devices` shows which machine is this one.',
    ),
  'brake-records': ({ held: changes }) =>
    say(
      `Held to be safe: ${list(changes.map(heldEn))}. The others have not been told of these; everything else went on.`,
      'If that was on purpose, repeat with --yes. Else bring the rows back, and sync again.',
    ),
  'log-in-doubt': ({ evidence }) =>
    say(
      `The store shows an older state than before (${evidence}). Nothing was sent.`,
      'It may be catching up: run the command again in a minute.',
    ),
  'log-rolled-back': ({ evidence }) =>
    say(
      `The stored memory went back (${evidence}). Nothing was sent.`,
      'Bring back the missing files; if they are gone for good, connect anew with `membridge init --reconnect`: what is here is sent again.',
    ),
};
