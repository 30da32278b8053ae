import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { laneOf } from '../devices.ts';
import { follow } from '../route.ts';
import { DeviceDot } from './device-dot.tsx';
import { Marked } from './marked.tsx';
import { TimeOf } from './time-of.tsx';

type Memory = QueryAnswer<'memories'>['memories'][number];

/** Two lines of text and their space; the same for all, so that a long list is measured without being drawn. */
const rowRem = 4;
/** Rows drawn beyond the window, for a quick scroll. */
const beyond = 12;
/** More is asked for when so few rows are left below. */
const leftLeast = 60;

/** Any number of memories, of which only those in the window are drawn. */
export function MemoryList({
  memories,
  devices,
  hasMore,
  isAsking,
  more,
}: {
  readonly memories: readonly Memory[];
  readonly devices: readonly { readonly id: string }[];
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  readonly more: () => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const lane = laneOf(devices);
  const rows = useWindowVirtualizer({
    count: memories.length,
    estimateSize: () => rowRem * letterPx(),
    overscan: beyond,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isAsking && last >= memories.length - leftLeast) more();
  }, [hasMore, isAsking, last, memories.length, more]);
  return (
    <ul className="memories" ref={list} style={{ height: rows.getTotalSize() }}>
      {drawn.map(({ index, start }) => {
        const memory = memories[index];
        return memory === undefined ? null : (
          <li
            key={memory.id}
            aria-setsize={hasMore ? -1 : memories.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
          >
            <MemoryRow memory={memory} lane={memory.device === null ? null : lane(memory.device.id)} />
          </li>
        );
      })}
    </ul>
  );
}

function MemoryRow({ memory, lane }: { readonly memory: Memory; readonly lane: number | null }) {
  const { t } = useTranslation();
  const { id, kind, title, excerpt, titleHits, excerptHits, project, device, at } = memory;
  return (
    <a href={`/memories/${encodeURIComponent(id)}`} onClick={follow}>
      <span className="memory-title" dir="auto">
        {title === '' ? t(`memories.kinds.${kind}`) : <Marked text={title} hits={titleHits} />}
      </span>
      <TimeOf at={at} />
      <span className="memory-origin quiet">
        {lane !== null && <DeviceDot lane={lane} />}
        <span className="memory-device">{device?.label ?? t('lanes.before')}</span>
        <span className="memory-project">{project}</span>
        <span className="memory-excerpt" dir="auto">
          <Marked text={excerpt} hits={excerptHits} />
        </span>
      </span>
    </a>
  );
}

/** What one rem is: larger where somebody wants larger letters. */
function letterPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
