import { isBehind, nameOf, othersOf, spreadOf } from '../../model/spread.ts';
import type { StateWord } from '../../model/status.ts';
import type { HostStatus } from './contract.ts';

/** What a person sees first: one of the words of `status`, or that nobody answers. */
export type Shown = StateWord | 'lost' | 'opening';

export interface StateTold {
  readonly shown: Shown;
  /** A code that the texts explain, where the state alone does not say it. */
  readonly why: string;
  readonly known: HostStatus | null;
  /** Since when nobody answers; null while somebody does. */
  readonly lostSince: number | null;
}

/** The translations as i18next gives them, and a time as it is written among such words. */
export interface Speech {
  readonly language: string;
  readonly text: (key: string, words?: Readonly<Record<string, unknown>>) => string;
  readonly has: (key: string, words?: Readonly<Record<string, unknown>>) => boolean;
  readonly time: (at: number) => string;
}

/**
 * What is, and what to do, in two sentences at most: in the panel and at the tray the same, out of resources/translations.
 * A reason that has no words of its own is told in those of its state. `now`: wall clock, ms.
 */
export function stateSentence(
  { shown, why, known, lostSince }: StateTold,
  { language, text, has, time }: Speech,
  now: number,
): { readonly sentence: string; readonly next: string | null } {
  const status = known?.status ?? null;
  const since = lostSince ?? known?.host.offlineSince ?? known?.host.since ?? now;
  const until = known?.host.pausedUntil;
  const behind =
    status === null
      ? []
      : othersOf(status)
          .filter((each) => isBehind(each, now))
          .map(nameOf);
  const isSpread = shown === 'in-sync' && status !== null;
  const words = {
    count: isSpread ? behind.length : (status?.pending.records ?? 0),
    where: status?.remote.where ?? text('home.store'),
    names: new Intl.ListFormat(language).format(behind),
    holder: status?.lease?.label ?? text('devices.another'),
    since: time(since),
    until: typeof until === 'number' ? time(until) : '',
  };
  const special = `state.${shown}.why.${isSpread ? spreadOf(status, now) : why}`;
  const key = has(`${special}.sentence`, { count: words.count }) ? special : `state.${shown}`;
  return {
    sentence: text(`${key}.sentence`, words),
    next: has(`${key}.next`) ? text(`${key}.next`, { ...words, count: undefined }) : null,
  };
}
