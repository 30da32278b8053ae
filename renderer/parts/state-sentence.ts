import { useTranslation } from 'react-i18next';
import { stateSentence } from '../../core/host/api/state-sentence.ts';
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
  const lostSince = view.link.kind === 'lost' ? view.link.since : null;
  return stateSentence(
    { shown, why, known: view.known, lostSince },
    {
      language: i18n.language,
      text: (key, words) => t(key, words ?? {}),
      has: (key, words) => i18n.exists(key, words),
      time: (at) => times.short(at, now),
    },
    now,
  );
}
