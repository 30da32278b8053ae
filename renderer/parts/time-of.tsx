import { useTranslation } from 'react-i18next';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';

/** A moment: short to read, whole for whoever asks. */
export function TimeOf({ at, className = 'quiet when' }: { readonly at: number; readonly className?: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={times.full(at)}>
      {times.short(at, now)}
    </time>
  );
}
