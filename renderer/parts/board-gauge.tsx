import { useTranslation } from 'react-i18next';
import type { BoardFigure, FigureId } from '../board-figures.ts';
import { SparkLine, windowMs } from './spark-line.tsx';

/** One number, large, with how it went and what belongs to it. Nothing is announced as it changes: it changes all the time. */
export function BoardGauge({ id, figure }: { readonly id: FigureId; readonly figure: BoardFigure }) {
  const { name, value, notes, points, range } = figure;
  const said = useSaid(figure);
  return (
    <figure className="gauge" id={`gauge-${id}`}>
      <figcaption>
        <h3>{name}</h3>
        <p className={value === null ? 'gauge-value quiet' : 'gauge-value'}>{value ?? '–'}</p>
      </figcaption>
      <SparkLine points={points} range={range} said={said} />
      {notes.map(({ text, weight }) => (
        <p key={text} className={weight === 'problem' ? 'danger-text' : weight}>
          {text}
        </p>
      ))}
    </figure>
  );
}

/** The line in words. */
function useSaid({ name, points, write }: BoardFigure): string {
  const { t } = useTranslation();
  const end = points.at(-1)?.at ?? 0;
  const told = points.flatMap(({ at, value }) => (value === null || end - at > windowMs ? [] : [{ at, value }]));
  const [first] = told;
  if (first === undefined) return t('board.gauges.noLine', { name });
  const values = told.map(({ value }) => value);
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  const minutes = t('board.gauges.minutes', { count: Math.max(1, Math.round((end - first.at) / 60_000)) });
  return low === high
    ? t('board.gauges.steady', { name, low, minutes })
    : t('board.gauges.between', { name, low, high, minutes });
}
