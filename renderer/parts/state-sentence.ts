import { useTranslation } from 'react-i18next';
import type { HostView } from '../host-view.ts';
import { useNow } from '../now.ts';
import { faceOf } from '../state.ts';
import { timesIn } from '../time.ts';

/** What is, and what to do, in two sentences at most. */
export function useStateSentence(view: HostView): { readonly sentence: string; readonly next: string | null } {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { shown, why } = faceOf(view);
  const times = timesIn(i18n.language);
  const { known, link } = view;
  const since = link.kind === 'lost' ? link.since : (known?.host.offlineSince ?? known?.host.since ?? now);
  const until = known?.host.pausedUntil;
  const words = {
    count: known?.status?.pending.records ?? 0,
    where: known?.status?.remote.where ?? '',
    devices: known?.status?.devices.length ?? 0,
    since: times.short(since, now),
    until: typeof until === 'number' ? times.short(until, now) : '',
  };
  const keys = [`state.${shown}.why.${why}`, `state.${shown}`];
  const next = t(
    keys.map((key) => `${key}.next`),
    { ...words, defaultValue: '' },
  );
  return {
    sentence: t(
      keys.map((key) => `${key}.sentence`),
      words,
    ),
    next: next === '' ? null : next,
  };
}
