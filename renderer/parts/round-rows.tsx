import { useTranslation } from 'react-i18next';
import type { RoundEvent } from '../../core/host/api/contract.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';

const shownMost = 5;

/** What moved since the page was opened, newest first. */
export function RoundRows({ rounds }: { readonly rounds: readonly RoundEvent[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const names = new Intl.ListFormat(i18n.language);
  const moved = rounds.filter(({ applied, published }) => applied + published > 0).slice(0, shownMost);
  return (
    <ul className="rows">
      {moved.map((round) => (
        <li key={round.at}>
          <span className="label">
            {round.applied > 0 &&
              (round.labels.length > 0
                ? t('moved.in', { count: round.applied, from: names.format(round.labels) })
                : t('moved.inPlain', { count: round.applied }))}{' '}
            {round.published > 0 && t('moved.out', { count: round.published })}
          </span>
          <time className="quiet when" dateTime={new Date(round.at).toISOString()}>
            {times.short(round.at, now)}
          </time>
        </li>
      ))}
    </ul>
  );
}
