import type { Clock } from '../ports/clock.ts';
import type { Round } from '../model/loop.ts';
import type { Busy, HostStatus } from './api/contract.ts';
import type { EventLog } from './api/host-face.ts';
import type { RoundEnd } from './thread/job.ts';

/** A job that is longer than a glimpse is shown, even if it tells nothing of itself; after that a look each time. */
const shownAfterMs = 600;
const lookEveryMs = 30_000;
/** How old the times may be that a panel was told last. */
const refreshMs = 60_000;

export interface NewsParts {
  readonly clock: Clock;
  readonly events: EventLog;
  /** True once for each notice, also over restarts. */
  isNews(noticeId: string): boolean;
  status(): HostStatus;
}

/** Tells the event stream what changed, and only that. */
export interface HostNews {
  /** Looks at the status, and tells it when a person would see a difference. */
  publish(): void;
  progress(busy: Busy | null): void;
  /** Rounds that moved nothing are not worth an event; of failing ones the first is. */
  round(round: Round, end: Pick<RoundEnd, 'outcome' | 'moved'>): void;
  end(): void;
}

export function hostNews({ clock, events, isNews, status }: NewsParts): HostNews {
  let told = { word: '', at: -Infinity };
  let failing: string | null = null;
  let watching: AbortController | null = null;
  let isEnded = false;

  const publish = () => {
    if (isEnded) return;
    const data = status();
    for (const notice of data.host.notices) if (isNews(notice.id)) events.append({ kind: 'notice', data: notice });
    const word = wordOf(data);
    const at = clock.monotonicMs();
    if (word === told.word && at - told.at < refreshMs) return;
    told = { word, at };
    events.append({ kind: 'status', data });
  };

  /** While a job is at work its state changes by time alone. Nothing of this runs while the host is idle. */
  const watch = async (signal: AbortSignal) => {
    await clock.sleep(shownAfterMs, signal);
    for (;;) {
      publish();
      await clock.sleep(lookEveryMs, signal);
    }
  };

  return {
    publish,
    progress(busy) {
      if (isEnded) return;
      events.append({ kind: 'progress', data: busy });
      if (busy !== null && watching === null) {
        watching = new AbortController();
        watch(watching.signal).catch(() => {});
      }
      if (busy === null) {
        watching?.abort();
        watching = null;
      }
      publish();
    },
    round({ reason, intent, look }, { outcome, moved }) {
      const code = outcome.kind === 'done' ? null : outcome.code;
      const isNew = outcome.kind === 'done' ? outcome.moved : code !== failing;
      if (code === 'interrupted') return;
      failing = code;
      if (!isNew) return;
      const { kind, tookMs } = outcome;
      const data = { at: clock.now(), reason, intent, look, outcome: kind, code, tookMs, ...moved };
      events.append({ kind: 'round', data });
    },
    end() {
      isEnded = true;
      watching?.abort();
    },
  };
}

/** All that a person would see change: not the times of looks, nor how far a job has come. */
function wordOf({ status, host }: HostStatus): string {
  const { lastLookAt: _last, nextLookAt: _next, busy, notices, ...rest } = host;
  return JSON.stringify([status, rest, busy?.what, notices.map(({ id }) => id)]);
}
