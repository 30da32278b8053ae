import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { dateOf, type LaneChart } from '../days.ts';
import { localeOf } from '../time.ts';
import { DeviceDot } from './device-dot.tsx';
import { LaneBar, ThinBar } from './lane-bar.tsx';
import { LaneTitles } from './lane-titles.tsx';

/** With more days the machine's shape has no room on a bar; it stands beside the lane. */
const denseDays = 31;

export interface LaneLink {
  /** Columns and rows of the chart. */
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

interface Place {
  readonly lane: number;
  readonly day: number;
}

/** One river of several machines: a lane for each, a bar a day, and thin lines where a sync carried memories across. */
export function Lanes({
  chart,
  markOf,
  links,
}: {
  readonly chart: LaneChart;
  readonly markOf: (id: string) => number;
  readonly links: readonly LaneLink[];
}) {
  const { t, i18n } = useTranslation();
  const { days, lanes, most } = chart;
  const [place, choose] = useState<Place>({ lane: 0, day: days.length - 1 });
  const dayName = new Intl.DateTimeFormat(localeOf(i18n.language), { weekday: 'short', day: 'numeric', month: 'long' });
  const wordsOf = ({ lane, day }: Place) =>
    t('lanes.cell', {
      day: dayName.format(dateOf(days[day] ?? '')),
      label: lanes[lane]?.label,
      count: lanes[lane]?.counts[day] ?? 0,
    });
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = {
      lane: within(place.lane + step.lane, lanes.length),
      day: within(place.day + step.day, days.length),
    };
    choose(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.lane}-${next.day}"]`)?.focus();
  };
  return (
    <figure className={days.length > denseDays ? 'lanes dense' : 'lanes'}>
      <div className="lane-grid" role="group" aria-label={t('lanes.title', { count: days.length })} onKeyDown={move}>
        {lanes.map((lane, row) => (
          <div className="lane" key={lane.id}>
            <span className="lane-name">
              <DeviceDot lane={markOf(lane.id)} />
              <span>{lane.label}</span>
            </span>
            <div className="lane-bars">
              {lane.counts.map((count, day) => (
                <button
                  type="button"
                  key={days[day]}
                  data-cell={`${row}-${day}`}
                  tabIndex={row === place.lane && day === place.day ? 0 : -1}
                  aria-label={wordsOf({ lane: row, day })}
                  onFocus={() => choose({ lane: row, day })}
                  onPointerEnter={() => choose({ lane: row, day })}
                >
                  {days.length > denseDays ? (
                    <ThinBar mark={markOf(lane.id)} share={count / most} />
                  ) : (
                    <LaneBar mark={markOf(lane.id)} share={count / most} />
                  )}
                </button>
              ))}
            </div>
          </div>
        ))}
        <LaneLinks links={links} days={days.length} lanes={lanes.length} />
      </div>
      <figcaption className="quiet">{wordsOf(place)}</figcaption>
      <LaneTitles
        lane={lanes[place.lane]?.counts[place.day] === 0 ? undefined : lanes[place.lane]}
        day={days[place.day] ?? ''}
      />
    </figure>
  );
}

function LaneLinks({
  links,
  days,
  lanes,
}: {
  readonly links: readonly LaneLink[];
  readonly days: number;
  readonly lanes: number;
}) {
  return (
    <svg className="lane-links" aria-hidden width="100%" height="100%">
      {links.map(({ day, from, to }) => (
        <line
          key={`${day}-${from}-${to}`}
          x1={share(day + 0.5, days)}
          x2={share(day + 0.5, days)}
          y1={share(from + 1, lanes)}
          y2={share(to + 1, lanes)}
        />
      ))}
    </svg>
  );
}

const steps: Readonly<Record<string, { lane: number; day: number }>> = {
  ArrowLeft: { lane: 0, day: -1 },
  ArrowRight: { lane: 0, day: 1 },
  ArrowUp: { lane: -1, day: 0 },
  ArrowDown: { lane: 1, day: 0 },
};

function within(value: number, length: number): number {
  return Math.min(length - 1, Math.max(0, value));
}

function share(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}
