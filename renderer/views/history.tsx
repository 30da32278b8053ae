import { useTranslation } from 'react-i18next';
import { bytesIn, rowSum } from '../amounts.ts';
import { usePages } from '../pages.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { RestoreDialog } from '../parts/restore-dialog.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { follow, go } from '../route.ts';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';

type Point = QueryAnswer<'points'>['points'][number];

/** What one can go back to, on a line of time; each shows what would change before anything does. */
export function History({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  const list = usePages('points', {});
  const points = list.pages.flatMap((page) => page.points);
  const [, , id] = path.split('/');
  return (
    <>
      <ViewHead title={t('views.history')} about={t('history.about')} />
      {list.kind === 'ready' && points.length === 0 && <p className="quiet">{t('history.empty')}</p>}
      <div>
        <ol className="time-line">
          {points.map((point) => (
            <PointRow key={`${point.where} ${point.id}`} point={point} />
          ))}
        </ol>
        <PagesFoot list={list} />
      </div>
      {id !== undefined && <RestoreDialog key={id} id={decodeURIComponent(id)} onClose={() => go('/history')} />}
    </>
  );
}

function PointRow({ point }: { readonly point: Point }) {
  const { t, i18n } = useTranslation();
  const { id, at, kind, where, why, label, bytes, rows, damaged, keptUntil } = point;
  const reason = `history.why.${why}`;
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
  const details = [
    t(`history.where.${where}`),
    ...(label === null ? [] : [label]),
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
