import { useEffect, useState } from 'react';
import { sampleMs, samplesMax } from '../core/host/api/contract-board.ts';
import type { TimedSample } from '../core/model/board/rates.ts';
import { useHost, useHostView } from './host-view.ts';

/** What the machine told while somebody looked; oldest first. Nothing is asked while the host is away. */
export function useBoardSamples(): readonly TimedSample[] {
  const { client } = useHost();
  const { link } = useHostView();
  const isLost = link.kind === 'lost';
  const [samples, keep] = useState<readonly TimedSample[]>([]);
  useEffect(() => {
    if (isLost) return undefined;
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const ask = async () => {
      clearTimeout(timer);
      try {
        const { samples: newer } = await client.boardSamples(last, end.signal);
        if (newer.length > 0) {
          // The host's clock was set back: it tells all that it still has.
          const isAnew = (newer[0]?.at ?? 0) <= last;
          last = newer.at(-1)?.at ?? last;
          keep((before) => [...(isAnew ? [] : before), ...newer].slice(-samplesMax));
        }
      } catch {
        // The strip tells of a host that is away; the next turn asks again.
      }
      if (end.signal.aborted) return;
      timer = setTimeout(() => void ask(), document.hidden ? sampleMs.hidden : sampleMs.seen);
    };
    const seen = () => {
      if (!document.hidden) void ask();
    };
    document.addEventListener('visibilitychange', seen);
    keep([]);
    void ask();
    return () => {
      end.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [client, isLost]);
  return samples;
}
