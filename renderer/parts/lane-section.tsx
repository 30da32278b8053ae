import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import type { Status } from '../../core/model/status.ts';
import { useAnswer } from '../answers.ts';
import { chartOf, offsetMinutes, type LaneChart } from '../days.ts';
import { laneOf } from '../devices.ts';
import { Failure } from './failure.tsx';
import { Lanes, type LaneLink } from './lanes.tsx';
import { LaneTable } from './lane-table.tsx';
import { Pending } from './pending.tsx';

/** A fortnight, as it flows; a season, as it went. */
const spans = [14, 90] as const;

/** The last days of every machine. */
export function LaneSection({
  status,
  activity,
}: {
  readonly status: Status;
  readonly activity: QueryAnswer<'activity'> | null;
}) {
  const { t } = useTranslation();
  const [days, show] = useState<(typeof spans)[number]>(spans[0]);
  const { answer, again } = useAnswer(`days ${days}`, (client, signal) =>
    client.query('days', { days, offsetMinutes: offsetMinutes() }, signal),
  );
  const chart = answer.kind === 'ready' ? chartOf(answer.value, t('lanes.before')) : null;
  return (
    <section aria-labelledby="lanes">
      <header className="section-head">
        <h2 id="lanes">{t('lanes.title', { count: days })}</h2>
        <span className="switch" role="group" aria-label={t('lanes.span')}>
          {spans.map((span) => (
            <button type="button" key={span} aria-pressed={span === days} onClick={() => show(span)}>
              {t('lanes.spans', { count: span })}
            </button>
          ))}
        </span>
      </header>
      {answer.kind === 'asking' && <Pending rows={2} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {chart !== null && (chart.lanes.length === 0 || chart.days.length === 0) && (
        <p className="quiet">{t('lanes.empty')}</p>
      )}
      {chart !== null && chart.lanes.length > 0 && chart.days.length > 0 && (
        <>
          <Lanes
            key={days}
            chart={chart}
            markOf={laneOf(status.devices)}
            links={linksIn(chart, status.device.id, activity?.entries ?? [])}
          />
          <LaneTable chart={chart} />
        </>
      )}
    </section>
  );
}

/** Where memories of another lane came to this machine's; each once a day. */
function linksIn(
  { days, lanes }: LaneChart,
  self: string,
  entries: QueryAnswer<'activity'>['entries'],
): readonly LaneLink[] {
  const to = lanes.findIndex(({ id }) => id === self);
  if (to < 0) return [];
  const links = entries.flatMap(({ at, from, applied }) => {
    const day = days.indexOf(dayOf(at));
    if (applied === 0 || day < 0) return [];
    return from.flatMap((label) => {
      const lane = lanes.findIndex((each) => each.label === label);
      return lane < 0 || lane === to ? [] : [{ day, from: lane, to }];
    });
  });
  return [...new Map(links.map((link) => [`${link.day} ${link.from}`, link])).values()];
}

function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
