/** A board as the panel is shown it: a real tree's facts and plan, and numbers that go up and down. */
import type { ShownBoard } from '../../core/host/api/contract-boards.ts';
import { samplesMax } from '../../core/host/api/contract-board.ts';
import type { BoardFace } from '../../core/host/board-face.ts';
import type { TimedSample } from '../../core/model/board/rates.ts';
import { boardFace, type BoardStory } from '../host/api/board-stories.ts';
import { hostileTexts } from './hostile-stories.ts';
import type { PanelScene } from './panel-scene.ts';
import { answering, dayMs, desk, kitchen, kitchenLabel, now } from './stories.ts';

const mib = 2 ** 20;

/** Numbers of a busy minute; each of `more` is laid over every sample. */
export function wave(count: number, more: Partial<TimedSample> = {}): TimedSample[] {
  return Array.from({ length: count }, (_, index): TimedSample => {
    const swing = Math.sin(index / 9) * 0.5 + Math.sin(index / 2.3) * 0.12;
    const usedBytes = Math.round((70 + 20 * swing) * mib);
    return {
      at: now - (count - 1 - index) * 2_000,
      uptimeMs: 4 * dayMs + index * 2_000,
      memory: { totalBytes: 427 * mib, availableBytes: Math.round((160 - 60 * swing) * mib) },
      swap: { sizeBytes: 313 * mib, usedBytes: Math.round(usedBytes * 2.4) },
      zram: {
        sizeBytes: 213 * mib,
        storedBytes: Math.round(usedBytes * (2.6 + swing / 4)),
        usedBytes,
        limitBytes: 170 * mib,
        failedWrites: 12,
        writtenBackBytes: null,
      },
      pressure: {
        memory: { some10: Math.max(0, 6 * swing), some60: 2.31, full10: 0 },
        io: { some10: Math.max(0, 3 + 9 * swing), some60: 4.1, full10: 1 },
        cpu: null,
      },
      paging: {
        swappedInPages: 51_200 + index * 24,
        swappedOutPages: 81_920 + index * 3,
        majorFaults: 1,
        stalls: 3,
        oomKills: 2,
      },
      heat: { celsius: 58 + 6 * swing, zone: 'cpu-thermal' },
      throttled: { now: ['under-voltage'], sinceBoot: ['under-voltage', 'throttled'] },
      disk: {
        device: 'mmcblk0',
        kind: 'sd',
        writtenBytes: 2_097_152_000 + Math.round(index * 40_000 + 60_000 * Math.max(0, swing) * index),
        lifetimeBytes: 18_785_974_272,
        wear: null,
      },
      ...more,
    };
  });
}

export const otherBoards: readonly ShownBoard[] = [
  {
    id: desk,
    label: 'nano-pi',
    at: now - 5 * 3_600_000,
    board: 'Raspberry Pi 4 Model B Rev 1.5',
    distribution: 'Debian GNU/Linux 13 (trixie)',
    memoryBytes: 1_937_408_000,
    storage: 'sd',
    zram: { owner: 'rpi-swap', sizeBytes: 1_937_408_000 },
    profile: '2gb',
  },
  {
    id: kitchen,
    label: kitchenLabel,
    at: now - 3 * dayMs,
    board: null,
    distribution: null,
    memoryBytes: null,
    storage: null,
    zram: null,
    profile: null,
  },
];

/** Machines that call themselves as nobody would. */
export const hostileBoards: readonly ShownBoard[] = hostileTexts.map((text, index) => ({
  id: `${index}`.repeat(32),
  label: text.slice(0, 300),
  at: index === 0 ? 0 : now + dayMs,
  board: text.slice(0, 200),
  distribution: text.slice(0, 200),
  memoryBytes: index * 10 ** 14,
  storage: text.slice(0, 40),
  zram: { owner: text.slice(0, 40), sizeBytes: 1 },
  profile: text.slice(0, 40),
}));

export interface BoardScene extends BoardStory {
  readonly samples?: readonly TimedSample[];
  readonly boards?: readonly ShownBoard[];
}

/** The story of a Raspberry Pi Zero 2 with too little memory, unless said otherwise. */
export function tellBoard({ next }: PanelScene, story: BoardScene = {}): BoardFace {
  const { samples = wave(samplesMax), boards = otherBoards } = story;
  const face = boardFace({ tree: 'pi-zero-2', sight: 'ready', ...story });
  next.board = { ...face, samples: (after) => samples.filter(({ at }) => at > after) };
  next.query = answering({ boards: () => ({ boards: [...boards], isCut: false, isStale: false }) });
  return next.board;
}
