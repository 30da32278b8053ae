import { useTranslation } from 'react-i18next';
import { isBehind, nameOf, othersOf, spreadOf } from '../devices.ts';
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
  const status = known?.status ?? null;
  const since = link.kind === 'lost' ? link.since : (known?.host.offlineSince ?? known?.host.since ?? now);
  const until = known?.host.pausedUntil;
  const behind = status === null ? [] : othersOf(status).filter((each) => isBehind(each, now)).map(nameOf);
  const isSpread = shown === 'in-sync' && status !== null;
  const words = {
    count: isSpread ? behind.length : (status?.pending.records ?? 0),
    where: status?.remote.where ?? t('home.store'),
    names: new Intl.ListFormat(i18n.language).format(behind),
    holder: status?.lease?.label ?? t('devices.another'),
    since: times.short(since, now),
    until: typeof until === 'number' ? times.short(until, now) : '',
  };
  const special = `state.${shown}.why.${isSpread ? spreadOf(status, now) : why}`;
  const key = i18n.exists(`${special}.sentence`, { count: words.count }) ? special : `state.${shown}`;
  return {
    sentence: t(`${key}.sentence`, words),
    next: i18n.exists(`${key}.next`) ? t(`${key}.next`, { ...words, count: undefined }) : null,
  };
}
