import { snapshotPrefix } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import type { Head } from '../../model/head.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { Nonce, Revision } from '../../model/ids.ts';
import type { PublishEntry } from '../../model/journal.ts';
import { agreeOnPublished } from '../agree.ts';
import { writeDeviceFile } from '../device.ts';
import { headRef } from '../head-ref.ts';
import { storeHead } from '../lock/head.ts';
import { readHeads } from '../lock/heads.ts';
import { takeLease } from '../lock/lease.ts';
import type { Machine, Watch } from '../machine.ts';
import { requireStoredWhole } from './download.ts';
import { storeImage } from './image.ts';

/** What is to be published: a new image of the live database, or an image the bucket has already. */
export type Publishing =
  | { readonly kind: 'image'; readonly parents: readonly Head[]; readonly force: boolean }
  | { readonly kind: 'again'; readonly of: Head; readonly parents: readonly Head[]; readonly undoes: number | null };

export interface Published {
  readonly head: Head;
  readonly sentBytes: number;
  readonly entry: HistoryEntry;
}

/**
 * Publishes under the lease: parts, manifest, head, then our own notes (protocol.md section 9). Each step is journalled
 * before it begins. Throws `lease-held`; `diverged` or `heads-diverged` when another device was faster: its image and
 * ours both stay.
 */
export async function publish(machine: Machine, publishing: Publishing, watch: Watch): Promise<Published> {
  const { state } = machine;
  // A head that names a damaged image would take a whole one's place.
  if (publishing.kind === 'again') await requireStoredWhole(machine, publishing.of, watch);
  const entry = newEntry(machine, publishing);
  state.setJournal(entry);
  const lease = await takeLease(machine, entry.why);
  try {
    await requireUnchanged(machine, publishing.parents);
    const { link, sentBytes } =
      publishing.kind === 'image'
        ? await storeImage(machine, entry, lease, watch)
        : { link: publishing.of, sentBytes: 0 };
    await lease.keep();
    state.setJournal({ ...entry, step: 'storing-head' });
    const head = await storeHead(machine, entry, publishing.parents, link);
    state.setJournal({ ...entry, step: 'agreeing' });
    const history = agreeOnPublished(machine, entry, head);
    await writeDeviceFile(machine);
    await requireAlone(machine, head);
    return { head, sentBytes, entry: history };
  } finally {
    const isReleased = await lease.release();
    // Cleared last: killed before, the next start releases the lease instead of letting the others wait for its end.
    if (isReleased && state.publishJournal()?.step === 'releasing-lease') state.clearJournal('publish');
  }
}

/** Work that the lease saves: what was decided before it was taken may be old by now. */
async function requireUnchanged(machine: Machine, parents: readonly Head[]): Promise<void> {
  const { view } = await readHeads(machine, machine.state.base());
  const now = view.kind === 'none' ? [] : view.kind === 'one' ? [view.head] : view.heads;
  const same =
    now.length === parents.length && now.every(({ nonce }) => parents.some((parent) => parent.nonce === nonce));
  const faster = now[0];
  if (!same && faster !== undefined) throw fail('diverged', { here: machine.self.label, there: faster.label });
}

/** Where a store lets two heads of one revision through, everybody sees both and a person chooses. */
async function requireAlone(machine: Machine, head: Head): Promise<void> {
  const { view } = await readHeads(machine, machine.state.base());
  if (view.kind !== 'diverged') return;
  machine.log.warn('heads.diverged', { revision: head.revision, count: view.heads.length });
  throw fail('heads-diverged', { labels: view.heads.map(({ label }) => label).join(', ') });
}

function newEntry(machine: Machine, publishing: Publishing): PublishEntry {
  const { state, random } = machine;
  const nonce = random.hex(8) as Nonce;
  const highest = Math.max(0, ...publishing.parents.map((head) => head.revision));
  return {
    act: 'publish',
    why: whyOf(publishing),
    step: 'taking-lease',
    nonce,
    snapshot: publishing.kind === 'image' ? nextSnapshot(machine, nonce) : null,
    revision: (highest + 1) as Revision,
    losers: losersOf(publishing).map(headRef),
    baseBefore: state.base(),
    undoes: publishing.kind === 'again' ? publishing.undoes : null,
  };
}

function whyOf(publishing: Publishing): PublishEntry['why'] {
  if (publishing.kind === 'image') return publishing.force ? 'force' : 'push';
  return publishing.undoes === null ? 'force' : 'undo';
}

function losersOf(publishing: Publishing): readonly Head[] {
  if (publishing.kind === 'image') return publishing.force ? publishing.parents : [];
  return publishing.parents.filter(({ nonce }) => nonce !== publishing.of.nonce);
}

/** A number never used before, so that no name of a device is ever written twice. */
function nextSnapshot({ state }: Pick<Machine, 'state'>, nonce: Nonce): string {
  const number = state.lastSnapshotNumber() + 1;
  state.setLastSnapshotNumber(number);
  return snapshotPrefix(state.deviceId(), number, nonce);
}
