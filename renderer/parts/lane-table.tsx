import { useTranslation } from 'react-i18next';
import { dateOf, type LaneChart } from '../days.ts';
import { localeOf } from '../time.ts';

/** The lanes as numbers, for whoever reads rather than looks. */
export function LaneTable({ chart: { days, lanes } }: { readonly chart: LaneChart }) {
  const { t, i18n } = useTranslation();
  const dayName = new Intl.DateTimeFormat(localeOf(i18n.language), { day: 'numeric', month: 'short' });
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <details className="more">
      <summary>{t('lanes.table')}</summary>
      <div className="wide-table" tabIndex={0} role="region" aria-label={t('lanes.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('lanes.day')}</th>
              {lanes.map(({ id, label }) => (
                <th scope="col" key={id} className="figure">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days
              .map((day, index) => (
                <tr key={day}>
                  <th scope="row">{dayName.format(dateOf(day))}</th>
                  {lanes.map(({ id, counts }) => (
                    <td key={id} className="figure">
                      {number.format(counts[index] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))
              .toReversed()}
          </tbody>
        </table>
      </div>
    </details>
  );
}
