import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { bytesIn, rowSum } from '../amounts.ts';
import { isolated } from '../isolated.ts';
import { follow } from '../route.ts';
import { localeOf } from '../time.ts';
import { TimeOf } from './time-of.tsx';

export type Point = QueryAnswer<'points'>['points'][number];

/** Restore points on a line of time, newest first. */
export function TimeLine({ points }: { readonly points: readonly Point[] }) {
  if (points.length === 0) return null;
  return (
    <ol className="time-line">
      {points.map((point) => (
        <PointRow key={`${point.where} ${point.id}`} point={point} />
      ))}
    </ol>
  );
}

function PointRow({ point }: { readonly point: Point }) {
  const { t, i18n } = useTranslation();
  const { id, at, kind, why, label, bytes, rows, damaged, keptUntil } = point;
  const reason = `history.why.${why}`;
  const day = new Intl.DateTimeFormat(localeOf(i18n.language), { dateStyle: 'medium' });
  const details = [
    ...(label === null ? [] : [isolated(label)]),
    t('memories.count', { count: rowSum(rows) }),
    ...(bytes === null ? [] : [bytesIn(i18n.language, bytes)]),
    ...(keptUntil === null ? [] : [t('history.keptUntil', { day: day.format(keptUntil) })]),
  ];
  return (
    <li className={`point ${kind}`}>
      <div className="label">
        <TimeOf at={at} className="point-time" /> <span>{t(`history.kinds.${kind}`)}</span>
        {i18n.exists(reason) && <span className="quiet"> · {t(reason)}</span>}
        <span className="quiet detail">
          <code>{id}</code> · {details.join(' · ')}
        </span>
        {damaged && <span className="attention detail">{t('history.damaged')}</span>}
      </div>
      <a
        className="button"
        href={`/history/${encodeURIComponent(id)}`}
        onClick={follow}
        aria-label={t('history.restoreOne', { id })}
      >
        {t('history.restore')}
      </a>
    </li>
  );
}
