import { historyActs } from '../../model/history-acts.ts';
import type { QueryAnswer } from './contract-panel.ts';
import type { Speech } from './state-sentence.ts';

export type ActivityEntry = QueryAnswer<'activity'>['entries'][number];

/** An act of the history in a word, by the translations; a later host may know more of them. */
export function actWord(act: string, text: Speech['text']): string {
  return text(`acts.${historyActs.find((each) => each === act) ?? 'other'}`);
}

/** What an entry moved, as sentences; what came first. */
export function movedLines(
  { applied, published, removed, from }: ActivityEntry,
  text: Speech['text'],
  names: Intl.ListFormat,
): string[] {
  return [
    ...(applied === 0
      ? []
      : [
          from.length === 0
            ? text('moved.inPlain', { count: applied })
            : text('moved.in', { count: applied, from: names.format(from) }),
        ]),
    ...(published === 0 ? [] : [text('moved.out', { count: published })]),
    ...(removed === 0 ? [] : [text('moved.removed', { count: removed })]),
  ];
}
