import { useTranslation } from 'react-i18next';
import type { TimedSample } from '../../core/model/board/rates.ts';
import { boardFigures, type FigureId } from '../board-figures.ts';
import { localeOf } from '../time.ts';

const columns: readonly (readonly [string, FigureId])[] = [
  ['memory', 'memory'],
  ['swap', 'swap'],
  ['zram', 'zram'],
  ['waitMemory', 'pressureMemory'],
  ['waitDisk', 'pressureIo'],
  ['heat', 'heat'],
  ['writes', 'writes'],
];

/** As many as one reads; spread over all that is kept. */
const rowsMax = 10;

/** The same as the lines, in numbers: newest first. */
export function BoardTable({ samples }: { readonly samples: readonly TimedSample[] }) {
  const { t, i18n } = useTranslation();
  const figures = boardFigures(samples, { t, language: i18n.language });
  if (figures === null) return null;
  const clock = new Intl.DateTimeFormat(localeOf(i18n.language), { timeStyle: 'medium' });
  const step = Math.max(1, Math.ceil(samples.length / rowsMax));
  const rows = samples.map((sample, index) => ({ sample, index })).toReversed();
  return (
    <div className="wide-table" role="region" aria-label={t('board.table')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('board.columns.time')}</th>
            {columns.map(([name]) => (
              <th key={name} scope="col" className="figure">
                {t(`board.columns.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            .filter((_, index) => index % step === 0)
            .map(({ sample, index }) => (
              <tr key={sample.at}>
                <th scope="row">{clock.format(sample.at)}</th>
                {columns.map(([name, id]) => {
                  const value = figures[id].points[index]?.value ?? null;
                  return (
                    <td key={name} className="figure">
                      {value === null ? '–' : figures[id].write(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
