import { deviceHeadKey, headKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import { encodeHead, type Head } from '../../model/head.ts';
import type { Epoch } from '../../model/ids.ts';
import type { PublishEntry } from '../../model/journal.ts';
import { formatCurrent } from '../../model/stored-json.ts';
import type { Machine } from '../machine.ts';
import type { HeadLink } from '../snapshots/image.ts';
import { storeNew } from '../vault.ts';
import { readHead } from './heads.ts';

/**
 * Stores the head that makes a snapshot current. On a grade A store the create-only name decides: exactly one device
 * wins each revision, the loser throws `diverged`. The device's own name follows, for stores and readers without it.
 */
export async function storeHead(
  machine: Machine,
  entry: PublishEntry,
  parents: readonly Head[],
  link: HeadLink,
): Promise<Head> {
  const head = headOf(machine, entry, parents, link);
  const bytes = new TextEncoder().encode(encodeHead(head));
  if (machine.grade === 'A') {
    const key = headKey(head.revision);
    const { result } = await storeNew(machine, key, bytes, 'json');
    if (result === 'refused') await requireOurs(machine, key, head);
  }
  await storeDeviceHead(machine, head);
  return head;
}

/** Stores a head under its device's own name. Where it is there already that is fine, unless another head is. */
export async function storeDeviceHead(machine: Pick<Machine, 'remote' | 'seal'>, head: Head): Promise<void> {
  const key = deviceHeadKey(head.revision, head.device);
  const { result } = await storeNew(machine, key, new TextEncoder().encode(encodeHead(head)), 'json');
  if (result === 'refused') await requireOurs(machine, key, head);
}

async function requireOurs(machine: Pick<Machine, 'remote' | 'seal'>, key: string, head: Head): Promise<void> {
  const winner = await readHead(machine, key);
  if (winner?.nonce === head.nonce) return;
  throw fail('diverged', { here: head.label, there: winner?.label ?? 'another device' });
}

function headOf(machine: Machine, entry: PublishEntry, parents: readonly Head[], link: HeadLink): Head {
  const [parent] = parents;
  const epoch = Math.max(0, ...parents.map((each) => each.epoch)) + (entry.why === 'push' ? 0 : 1);
  if (entry.revision === null) throw new Error('a publish without a revision');
  return {
    format: formatCurrent,
    kind: 'head',
    revision: entry.revision,
    nonce: entry.nonce,
    parent: parent === undefined ? null : { revision: parent.revision, nonce: parent.nonce },
    epoch: epoch as Epoch,
    device: machine.state.deviceId(),
    label: machine.self.label,
    at: machine.clock.now(),
    why: entry.why,
    manifest: link.manifest,
    image: link.image,
    content: link.content,
  };
}
