import { useEffect, useState } from 'react';
import { useHost } from '../host-view.ts';
import type { Lane } from '../days.ts';

const titlesShown = 3;
/** Whoever passes over the bars does not ask for each. */
const restMs = 250;

/** The newest titles of a machine's day, when one rests on it. A line that is not there leaves its room: nothing jumps. */
export function LaneTitles({ day, lane }: { readonly day: string; readonly lane: Lane | undefined }) {
  const { client } = useHost();
  const [titles, tell] = useState<readonly { readonly id: string; readonly title: string }[]>([]);
  const id = lane?.id;
  useEffect(() => {
    tell([]);
    if (day === '' || id === undefined) return undefined;
    const end = new AbortController();
    const ask = async () => {
      const [from, until] = [Date.parse(`${day}T00:00:00`), dayAfter(day)];
      const found = await client.query('memories', { device: id, until, limit: titlesShown }, end.signal);
      if (!end.signal.aborted) tell(found.memories.filter(({ at, title }) => at >= from && title !== ''));
    };
    // The chart says what it says without them.
    const timer = setTimeout(() => void ask().catch(() => {}), restMs);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [client, day, id]);
  return (
    <ul className="lane-titles quiet" aria-live="off">
      {titles.map(({ id: key, title }) => (
        <li key={key} dir="auto">
          {title}
        </li>
      ))}
    </ul>
  );
}

/** By the calendar: a day may have 23 or 25 hours. */
function dayAfter(day: string): number {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date.getTime();
}
