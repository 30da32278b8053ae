import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boardFigures, figureIds } from '../board-figures.ts';
import { useBoardSamples } from '../board-samples.ts';
import { useHostView } from '../host-view.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
import { BoardGauge } from './board-gauge.tsx';
import { BoardTable } from './board-table.tsx';
import { Pending } from './pending.tsx';

/** How the machine is at this moment. */
export function BoardNow() {
  const { t, i18n } = useTranslation();
  const { link } = useHostView();
  const samples = useBoardSamples();
  const now = useNow();
  const [isTable, showTable] = useState(false);
  const figures = boardFigures(samples, { t, language: i18n.language });
  const last = samples.at(-1);
  const kills = last?.paging?.oomKills ?? 0;
  return (
    <section aria-labelledby="board-now">
      <h2 id="board-now">{t('board.now')}</h2>
      <p className="quiet">
        {link.kind === 'lost' && last !== undefined
          ? t('board.stale', { time: timesIn(i18n.language).short(last.at, now) })
          : t('board.nowAbout')}
      </p>
      {kills > 0 && <p className="attention">{t('board.stalls', { count: kills })}</p>}
      {figures === null ? (
        <Pending rows={6} />
      ) : (
        <>
          <div className="gauges">
            {figureIds.map((id) => (
              <BoardGauge key={id} id={id} figure={figures[id]} />
            ))}
          </div>
          <details className="more" onToggle={(event) => showTable(event.currentTarget.open)}>
            <summary>{t('board.table')}</summary>
            {isTable && <BoardTable samples={samples} />}
          </details>
        </>
      )}
    </section>
  );
}
