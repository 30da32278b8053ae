import type { Status } from '../model/status.ts';
import type { Busy, HostPart, Notice } from './api/contract.ts';
import { shownState, type Hindrance } from './host-status.ts';
import { noticesOf } from './notices.ts';
import type { RoundEnd } from './thread/job.ts';

/** What the last look saw is read again after this, however quiet it is: when other machines were seen changes by itself. */
const statusMsMax = 3_600_000;

/** Held, diverged, braked: such a round has seen both sides, and found what is not for it to do. */
const looksDone: ReadonlySet<number> = new Set([3, 4, 7]);

/** What the loop knows of itself, for whoever is shown it. */
export interface LoopSight {
  /** By the wall clock; null until: until resumed. */
  readonly paused: { readonly until: number | null } | null;
  readonly waits: 'battery' | 'metered' | null;
  readonly hasChanges: boolean;
  readonly pollMs: number;
  readonly nextLookAt: number | null;
}

/** What the host remembers of its rounds. Times by the wall clock. */
export interface HostView {
  /** The settings name a connection, or do not; another one makes all that was known worthless. */
  connected(key: string | null): void;
  roundEnded(end: Pick<RoundEnd, 'outcome' | 'status' | 'fault'>, now: number): void;
  /** A fault outside of a round. */
  failed(fault: { readonly code: string; readonly exit: number }, now: number): void;
  saw(status: Status, now: number): void;
  /** Something was done that this view has not seen: the next round is followed by a whole look. */
  doubt(): void;
  /** Whether the last look tells too little by now. */
  wantsLook(now: number): boolean;
  progressed(busy: Busy | null, now: number): void;
  status(): Status | null;
  notices(now: number): Notice[];
  part(loop: LoopSight, host: Pick<HostPart, 'version' | 'pid' | 'startedAt'>, now: number): HostPart;
}

/** Nothing is known yet, of whatever is connected. */
const nothing = { seen: null, before: null, hindrance: null, lastLookAt: null, inDoubt: false, pollMs: 0 } as const;

interface Known {
  key: string | null;
  seen: { readonly status: Status; readonly at: number } | null;
  before: Status | null;
  hindrance: Hindrance | null;
  lastLookAt: number | null;
  inDoubt: boolean;
  /** The longest pause between two polls since the last look. */
  pollMs: number;
  work: { readonly busy: Busy; readonly movedAt: number } | null;
  shown: { readonly word: string; readonly since: number } | null;
}

export function hostView(): HostView {
  const known: Known = { ...nothing, key: null, work: null, shown: null };
  const fail = ({ code, exit }: { readonly code: string; readonly exit: number }, now: number) => {
    // Another reason of the same kind is the same trouble: offline since the first try that failed.
    const since = known.hindrance?.exit === exit ? known.hindrance.since : now;
    known.hindrance = { code, exit, since };
  };
  const saw = (status: Status, now: number) => {
    Object.assign(known, { before: known.seen?.status ?? null, seen: { status, at: now }, inDoubt: false });
  };
  return {
    connected(key) {
      if (key !== known.key) Object.assign(known, nothing, { key });
    },
    roundEnded({ outcome, status, fault }, now) {
      if (outcome.kind !== 'done' && outcome.code === 'interrupted') return;
      if (outcome.kind === 'done') {
        const inDoubt = known.inDoubt || known.hindrance !== null;
        Object.assign(known, { inDoubt, hindrance: null, lastLookAt: now, pollMs: 0 });
      } else {
        const exit = fault?.exit ?? (outcome.kind === 'away' ? 5 : 1);
        fail({ code: outcome.code, exit }, now);
        if (outcome.kind === 'stopped' && looksDone.has(exit)) known.lastLookAt = now;
      }
      if (status !== null) saw(status, now);
    },
    failed: fail,
    saw,
    doubt: () => void (known.inDoubt = true),
    wantsLook(now) {
      const { key, hindrance, seen, inDoubt } = known;
      return key !== null && hindrance === null && (seen === null || inDoubt || isOld(seen, now));
    },
    progressed(busy, now) {
      const isNew = known.work === null || (busy !== null && hasMoved(known.work.busy, busy));
      known.work = busy === null ? null : { busy, movedAt: isNew ? now : (known.work?.movedAt ?? now) };
    },
    status: () => known.seen?.status ?? null,
    notices: (now) => noticesIn(known, now),
    part: (loop, host, now) => partOf(known, loop, host, now),
  };
}

function isOld({ status, at }: NonNullable<Known['seen']>, now: number): boolean {
  return status.state === 'offline' || Math.abs(now - at) >= statusMsMax;
}

function noticesIn({ seen, before, work }: Known, now: number): Notice[] {
  const facts = { status: seen?.status ?? null, before, busy: work?.busy ?? null, movedAt: work?.movedAt ?? null };
  return noticesOf(facts, now);
}

function partOf(
  known: Known,
  loop: LoopSight,
  host: Pick<HostPart, 'version' | 'pid' | 'startedAt'>,
  now: number,
): HostPart {
  known.pollMs = Math.max(known.pollMs, loop.pollMs);
  const { key, seen, hindrance, lastLookAt, pollMs, work } = known;
  const busy = work?.busy ?? null;
  const facts = { isConnected: key !== null, status: seen?.status ?? null, hindrance, lastLookAt };
  const { state, why, isStale } = shownState({ ...loop, ...facts, pollMs, busy }, now);
  const word = `${state} ${why}`;
  if (known.shown?.word !== word) known.shown = { word, since: now };
  const offlineSince = hindrance?.exit === 5 ? hindrance.since : null;
  return {
    ...host,
    state,
    why,
    since: state === 'offline' && offlineSince !== null ? offlineSince : known.shown.since,
    pausedUntil: loop.paused === null ? null : (loop.paused.until ?? 'until-resumed'),
    busy,
    offlineSince,
    lastLookAt,
    nextLookAt: loop.nextLookAt,
    isStale,
    notices: noticesIn(known, now),
  };
}

function hasMoved(before: Busy, busy: Busy): boolean {
  return before.since !== busy.since || before.phase !== busy.phase || before.doneBytes !== busy.doneBytes;
}
