import { deviceLabel } from '../../engine/device.ts';
import { otherFacts, type FactsSeen } from '../../engine/facts.ts';
import { isFault } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ShownBoard } from '../api/contract-boards.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { hiddenDevices } from '../device-list.ts';
import { abortableRemote } from '../thread/abortable-remote.ts';
import { type QueryDesk, shownDevice, type Vault } from './desk.ts';

/** A panel that is open asks again and again; facts change daily at most. */
const freshMs = 60_000;
/** Whoever looks at a page waits no longer for a store; what it told before is shown then. */
const waitMsMax = 15_000;

type Boards = (desk: QueryDesk) => Promise<QueryAnswer<'boards'>>;

interface Kept {
  readonly scope: string;
  readonly atMs: number;
  readonly seen: ReadonlyMap<DeviceId, FactsSeen>;
  /** Of machines in mirror mode, where nothing here tells what people call them. */
  readonly labels: ReadonlyMap<DeviceId, string>;
  readonly isCut: boolean;
}

/**
 * What the other machines told of theirs. The store is asked once a minute at most, and only for what changed. Faults:
 * those of the vault but that the remote is away.
 */
export function keptBoards(clock: Pick<Clock, 'monotonicMs' | 'sleep'>): Boards {
  let kept: Kept | null = null;
  return async (desk) => {
    const { scope, own } = desk;
    const before = kept?.scope === scope ? kept : null;
    if (before !== null && clock.monotonicMs() - before.atMs < freshMs) return answerOf(desk, before, false);
    try {
      const { remote, seal } = await desk.vault();
      const found = await within(clock, async (signal) => {
        const vault = { remote: abortableRemote(remote, signal), seal };
        const facts = await otherFacts(vault, own.id, before?.seen);
        return { ...facts, labels: await labelsOf(desk, vault, facts.seen, before) };
      });
      kept = { scope, atMs: clock.monotonicMs(), ...found };
      return answerOf(desk, kept, false);
    } catch (error) {
      if (!isFault(error) || (error.exit !== 5 && error.code !== 'interrupted')) throw error;
      return answerOf(desk, before ?? { scope, atMs: 0, ...nobody }, true);
    }
  };
}

const nobody = { seen: new Map<DeviceId, FactsSeen>(), labels: new Map<DeviceId, string>(), isCut: false };

/** One GET for each machine that told something new. In merge mode its file is known here. */
async function labelsOf(
  { mode }: Pick<QueryDesk, 'mode'>,
  vault: Vault,
  seen: Kept['seen'],
  before: Kept | null,
): Promise<Kept['labels']> {
  const labels = new Map<DeviceId, string>();
  if (mode === 'merge') return labels;
  for (const [device, { etag }] of seen) {
    const isKnown = before?.seen.get(device)?.etag === etag;
    const label = isKnown ? before?.labels.get(device) : await deviceLabel(vault, device);
    if (label !== null && label !== undefined) labels.set(device, label);
  }
  return labels;
}

async function within<T>(clock: Pick<Clock, 'sleep'>, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [late, done] = [new AbortController(), new AbortController()];
  const end = clock.sleep(waitMsMax, done.signal).then(
    () => late.abort(),
    () => {},
  );
  try {
    return await work(late.signal);
  } finally {
    done.abort();
    await end;
  }
}

function answerOf(desk: QueryDesk, { seen, labels, isCut }: Kept, isStale: boolean): QueryAnswer<'boards'> {
  const hidden = hiddenDevices(desk.state);
  const boards = [...seen].flatMap(([id, { facts }]): ShownBoard[] => {
    if (facts === null || hidden.has(id)) return [];
    const { at, board, distribution, memoryBytes, storage, zram, tuning } = facts;
    const label = labels.get(id) ?? shownDevice(desk, id).label;
    return [{ id, label, at, board, distribution, memoryBytes, storage, zram, profile: tuning?.profile ?? null }];
  });
  return { boards: boards.toSorted((one, other) => one.label.localeCompare(other.label)), isCut, isStale };
}
