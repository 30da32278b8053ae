import { headKey } from '../model/bucket-keys.ts';
import { rowsOf } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import type { Head } from '../model/head.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { Revision } from '../model/ids.ts';
import type { ReplaceEntry } from '../model/journal.ts';
import { headRef } from './head-ref.ts';
import { dropOldCopies } from './keep-copy.ts';
import { readHeadsOfRevision } from './lock/heads.ts';
import type { Machine, Watch } from './machine.ts';
import { snapshotsNamed, type StoredSnapshot } from './records/stored-snapshots.ts';
import { download, downloadImage } from './snapshots/download.ts';
import { replace, type Replacing } from './snapshots/replace.ts';

/** What `restore` can go back to: a copy on this machine (`r3`), or a revision of the bucket (`v12`). */
export type RestoreTarget =
  | { readonly kind: 'point'; readonly point: RestorePoint }
  | { readonly kind: 'revision'; readonly head: Head }
  /** Where records are merged: the newest snapshot of a device. */
  | { readonly kind: 'snapshot'; readonly snapshot: StoredSnapshot };

/**
 * Finds what a person named: `r3` or `v12`; `v12-<first digits of a device id>` where two devices published one number.
 * `mode`: what the remote holds, heads or snapshots of merged records.
 */
export async function findRestoreTarget(
  machine: Pick<Machine, 'state' | 'remote' | 'seal'>,
  id: string,
  mode: 'merge' | 'mirror' = 'mirror',
): Promise<RestoreTarget> {
  const point = machine.state.restorePoints().find((each) => each.id === id);
  if (point) return { kind: 'point', point };
  const named = /^v(\d{1,10})(?:-([0-9a-f]{1,32}))?$/.exec(id);
  if (!named) throw fail('restore-point-unknown', { id });
  if (mode === 'merge') return findSnapshot(machine, id, Number(named[1]), named[2] ?? '');
  const heads = await readHeadsOfRevision(machine, Number(named[1]));
  const matching = heads.filter((head) => head.device.startsWith(named[2] ?? ''));
  const [head, ...others] = matching;
  if (head === undefined) throw missingRevision(machine, id, Number(named[1]) as Revision);
  if (others.length > 0)
    throw namesTwo(
      id,
      matching.map((each) => ({ id: `v${each.revision}-${each.device.slice(0, 8)}`, label: each.label })),
    );
  return { kind: 'revision', head };
}

async function findSnapshot(
  machine: Pick<Machine, 'remote' | 'seal'>,
  id: string,
  number: number,
  device: string,
): Promise<RestoreTarget> {
  const matching = await snapshotsNamed(machine, number, device);
  const [snapshot, ...others] = matching;
  if (snapshot === undefined) throw fail('restore-point-unknown', { id });
  if (others.length > 0) throw namesTwo(id, matching);
  return { kind: 'snapshot', snapshot };
}

/** Each as people may name it, so that they can choose. */
function namesTwo(id: string, images: readonly Pick<StoredSnapshot, 'id' | 'label'>[]): Error {
  const all = images.map((each) => `${each.id} (${each.label})`).join(', ');
  return fail('usage', { detail: `${id} names two images: ${all}` });
}

/** Heads never expire: one below our own base was there, so it was taken away. */
function missingRevision({ state }: Pick<Machine, 'state'>, id: string, revision: Revision): Error {
  const known = state.base()?.revision ?? 0;
  return revision >= 1 && revision <= known
    ? fail('object-missing', { key: headKey(revision) })
    : fail('restore-point-unknown', { id });
}

/** Writes the image of a target to a scratch file, checked; the caller moves it where the person wants it. */
export async function imageOf(
  machine: Machine,
  target: RestoreTarget,
  watch: Watch,
): Promise<Pick<Replacing, 'image' | 'content'>> {
  if (target.kind === 'revision') {
    const { image, manifest } = await download(machine, target.head, watch);
    return {
      image,
      content: { ...manifest.content, ...manifest.image, ...manifest.source, rows: target.head.content.rows },
    };
  }
  if (target.kind === 'snapshot') {
    const { image, content } = await downloadImage(machine, target.snapshot, watch);
    return { image, content: { ...content, rows: rowsOf(content) } };
  }
  const { restorePoints, scratch, source } = machine;
  const path = await restorePoints.path(target.point.id);
  if (path === null) throw fail('restore-point-unknown', { id: target.point.id });
  if ((await scratch.sha256(path)) !== target.point.sha256) {
    throw fail('source-corrupt', { path, finding: 'its checksum is not the one noted when it was kept' });
  }
  const image = await scratch.copy(path, `restore-${target.point.id}`);
  const content = await source.checkImage(image, watch);
  return { image, content: { ...content, rows: rowsOf(content) } };
}

/** Puts a target into the live file. What is here now is kept; what this device agreed with stays, so it counts as a local change. */
export async function restore(machine: Machine, target: RestoreTarget, watch: Watch): Promise<HistoryEntry> {
  return putBack(machine, target, { why: 'restore', baseAfter: machine.state.base(), undoes: null }, watch);
}

/** Replaces the live database by a target, for `restore` and `undo`. */
export async function putBack(
  machine: Machine,
  target: RestoreTarget,
  note: { why: ReplaceEntry['why']; baseAfter: ReplaceEntry['baseAfter']; undoes: number | null },
  watch: Watch,
): Promise<HistoryEntry> {
  const image = await imageOf(machine, target, watch);
  const head = target.kind === 'revision' ? headRef(target.head) : null;
  const entry = await replace(machine, { ...image, ...note, head, keepAs: 'set-aside', expected: null }, watch);
  await dropOldCopies(machine);
  return entry;
}
