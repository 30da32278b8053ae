import { useTranslation } from 'react-i18next';
import { useNow } from '../now.ts';
import { follow } from '../route.ts';
import { timesIn } from '../time.ts';
import { lastVisitAt } from '../visit.ts';
import type { ActivityEntry } from '../../core/host/api/moved-lines.ts';
import { movedLines } from './activity-line.ts';

const shownMost = 3;

/** What came in since somebody last looked; where nothing did, what came last. */
export function AwaySection({ entries }: { readonly entries: readonly ActivityEntry[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const names = new Intl.ListFormat(i18n.language);
  const came = entries.filter(({ applied }) => applied > 0);
  const since = came.filter(({ at }) => lastVisitAt !== null && at > lastVisitAt);
  const shown = (since.length > 0 ? since : came).slice(0, shownMost);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="away">
      <h2 id="away">{t(since.length > 0 ? 'home.away' : 'home.lately')}</h2>
      <ul className="rows">
        {shown.map((entry) => (
          <li key={entry.id}>
            <span className="label">{movedLines({ ...entry, published: 0 }, t, names).join(' ')}</span>
            <time className="quiet when" dateTime={new Date(entry.at).toISOString()} title={times.full(entry.at)}>
              {times.short(entry.at, now)}
            </time>
          </li>
        ))}
      </ul>
      {came.length > shown.length && (
        <a className="button text" href="/activity" onClick={follow}>
          {t('home.allActivity')}
        </a>
      )}
    </section>
  );
}
