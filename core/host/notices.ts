import type { Status } from '../model/status.ts';
import type { Busy, Notice } from './api/contract.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Shown wherever devices are shown: a laptop in a drawer is worth a word, not a warning. */
export const unseenShownMs = dayMs;
/** Told once: its memories of a week are nowhere else. */
export const unseenToldMs = 7 * dayMs;
/** Longer than any single step of a round without one byte of progress. */
export const stuckMs = 10 * 60_000;

export interface UnseenDevice {
  readonly id: string;
  readonly label: string;
  /** By that device's own clock, when it last wrote. */
  readonly lastSeen: number;
  readonly unseenMs: number;
}

/** Other machines that have not been seen for a day or longer, longest first. */
export function unseenDevices({ devices, device }: Pick<Status, 'devices' | 'device'>, now: number): UnseenDevice[] {
  return devices
    .flatMap(({ id, label, lastSeen }) =>
      id === device.id || lastSeen === null || now - lastSeen < unseenShownMs
        ? []
        : [{ id, label: label ?? id.slice(0, 8), lastSeen, unseenMs: now - lastSeen }],
    )
    .sort((one, other) => one.lastSeen - other.lastSeen);
}

export interface NoticeFacts {
  readonly status: Status | null;
  /** What the look before that one saw, in the life of this host. */
  readonly before: Status | null;
  readonly busy: Busy | null;
  /** When the busy job last showed progress. */
  readonly movedAt: number | null;
}

/**
 * What a person should hear of once. The same matter always has the same id, so that it is told once although it is found at
 * every look; a machine that came back and went away again is another matter.
 */
export function noticesOf({ status, before, busy, movedAt }: NoticeFacts, now: number): Notice[] {
  return [
    ...(status === null ? [] : longUnseen(status, now)),
    ...(status === null || before === null ? [] : forcedByOther(before, status, now)),
    ...(busy === null || movedAt === null || now - movedAt < stuckMs ? [] : [stuck(busy, now)]),
  ];
}

function longUnseen(status: Status, now: number): Notice[] {
  return unseenDevices(status, now)
    .filter(({ unseenMs }) => unseenMs >= unseenToldMs)
    .map(({ id, label, lastSeen, unseenMs }) => ({
      id: `device-unseen:${id}:${lastSeen}`,
      at: now,
      level: 'warning',
      code: 'device-unseen',
      data: { device: id, label, lastSeen },
      message: `${label} has not been seen for ${Math.floor(unseenMs / dayMs)} days: what it wrote since is only there.`,
    }));
}

/** A force push raises the epoch (mirror mode); by whom stands in the head. */
function forcedByOther(before: Status, { head, device, mode }: Status, now: number): Notice[] {
  if (mode !== 'mirror' || head === null || before.head === null) return [];
  if (head.epoch <= before.head.epoch || head.label === device.label) return [];
  return [
    {
      id: `forced:${head.epoch}`,
      at: now,
      level: 'warning',
      code: 'forced',
      data: { label: head.label, revision: head.revision, epoch: head.epoch },
      message: `${head.label} has made its memory the one that counts (revision ${head.revision}).`,
    },
  ];
}

function stuck({ what, since }: Busy, now: number): Notice {
  return {
    id: `stuck:${since}`,
    at: now,
    level: 'problem',
    code: 'stuck',
    data: { what, since },
    message: `${what} has made no progress for ${Math.floor(stuckMs / 60_000)} minutes.`,
  };
}
