import { lastExport } from '../engine/legacy/exported.ts';
import { fetchAnyLegacyImage, type LegacyImage } from '../engine/legacy/fetch.ts';
import { keepLegacyImage } from '../engine/legacy/keep.ts';
import { lookAtLegacyLock, releaseOwnLegacyLock, requireLegacyFree, takeLegacyLock } from '../engine/legacy/lock.ts';
import { lookAtLegacyProject } from '../engine/legacy/look.ts';
import { noted, storeLegacy, type LegacyGift } from '../engine/legacy/store.ts';
import type { Machine, Watch } from '../engine/machine.ts';
import { recoverReplace } from '../engine/recover.ts';
import { rowCount, type ContentDigest, type SourceFacts } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import type { RestorePoint } from '../model/history.ts';
import type { Sha256 } from '../model/ids.ts';
import { legacyKeys } from '../model/legacy.ts';
import type { RowDifference } from '../ports/legacy-images.ts';
import type { Composed } from './compose.ts';
import { requireClaudeMem, type LegacySide } from './legacy-import.ts';

/** What an export would do. */
export interface ExportPlan {
  readonly gift: LegacyGift;
  readonly taken: SourceFacts & ContentDigest;
  /** `first`: nothing is there; `ours`: what this machine gave; `unsound`: no database, or none that can be read. */
  readonly there: 'first' | 'ours' | 'other' | 'unsound' | 'same';
  /** First: here, second: there. */
  readonly difference: RowDifference | null;
}

export interface Exported {
  readonly plan: ExportPlan;
  readonly isDone: boolean;
  /** What was there before, where this machine did not know it. */
  readonly kept: RestorePoint | null;
}

interface There {
  readonly etag: string | null;
  readonly image: LegacyImage | null;
  readonly kind: Exclude<ExportPlan['there'], 'same'>;
  readonly sha256: Sha256 | null;
}

type Side = LegacySide & { readonly name: string | null };

/**
 * Gives the memory here to the machines that still run the Python membridge: one way, under its lock. What is there and not
 * known here is kept first. Faults: `legacy-locked`, `legacy-changed`, those of the source and the bucket.
 */
export async function exportLegacy(
  { machine, names }: Composed,
  side: Side,
  wish: { readonly dryRun: boolean; agree(plan: ExportPlan): Promise<boolean> },
  watch: Watch,
): Promise<Exported> {
  requireClaudeMem(machine.source);
  if (!wish.dryRun) await recoverReplace(machine);
  requireLegacyFree(await lookAtLegacyLock(side.bucket, side.id, machine.state.deviceId()));
  const path = await machine.scratch.path(`legacy-export-${machine.random.hex(8)}`);
  let there: There | null = null;
  try {
    const taken = await machine.source.takeImage(path, watch);
    there = await lookThere(machine, side, watch);
    const plan = await planOf(machine, side, { path, taken, there, name: side.name ?? names.project.name });
    const risks = plan.there === 'unsound' || rowCount(plan.difference?.onlySecond ?? {}) > 0;
    const isWanted = plan.there !== 'same' && !wish.dryRun && (!risks || (await wish.agree(plan)));
    if (!isWanted && !wish.dryRun) await releaseOwnLegacyLock({ ...machine, bucket: side.bucket }, side.id);
    if (!isWanted) return { plan, isDone: false, kept: null };
    return { plan, isDone: true, kept: await give(machine, side, plan, there, watch) };
  } finally {
    await machine.scratch.remove(path);
    if (there?.image) await machine.scratch.remove(there.image.path);
  }
}

async function give(
  machine: Machine,
  { bucket, id }: Side,
  plan: ExportPlan,
  there: There,
  watch: Watch,
): Promise<RestorePoint | null> {
  const lock = await takeLegacyLock({ ...machine, bucket }, id, plan.gift.project);
  try {
    // Looked at before the lock was ours: an old machine may have pushed since.
    const now = (await bucket.head(legacyKeys(id).database))?.etag ?? null;
    if (now !== there.etag) throw fail('legacy-changed', { where: bucket.where });
    const kept = await keepUnknown(machine, bucket, plan, there);
    await storeLegacy({ ...machine, bucket }, plan.gift, lock, watch);
    machine.log.info('legacy-image.exported', { where: bucket.where, id, sha256: plan.gift.sha256 });
    return kept;
  } finally {
    await lock.release();
  }
}

/** What would be gone with our write: everything there that neither this memory nor a restore point holds. */
async function keepUnknown(
  machine: Machine,
  bucket: LegacySide['bucket'],
  { gift, taken }: ExportPlan,
  { image, sha256 }: There,
): Promise<RestorePoint | null> {
  if (image === null || image.content.digest === taken.digest) return null;
  if (lastExport(machine.state, bucket, gift.id)?.sha256 === sha256) return null;
  const points = machine.state.restorePoints();
  if (points.some(({ digest }) => digest === image.content.digest)) return null;
  const { manifest } = await lookAtLegacyProject(bucket, gift.id);
  return keepLegacyImage(machine, image, manifest?.sha256 === image.sha256 ? manifest : null);
}

/** What the old machines find now. Fetched unless it is just what this machine gave them, or the same bytes that it would give. */
async function lookThere(machine: Machine, { bucket, id }: Side, watch: Watch): Promise<There> {
  const entry = await bucket.head(legacyKeys(id).database);
  if (entry === null) return { kind: 'first', etag: null, image: null, sha256: null };
  const { etag } = entry;
  const last = lastExport(machine.state, bucket, id);
  if (last !== null && last.etag === etag) return { kind: 'ours', etag, image: null, sha256: last.sha256 };
  const image = await fetchAnyLegacyImage({ ...machine, bucket }, id, watch);
  if (image === null) return { kind: 'unsound', etag, image, sha256: null };
  const kind = image.sha256 === last?.sha256 ? 'ours' : 'other';
  return { kind, etag: image.etag, image, sha256: image.sha256 };
}

async function planOf(
  { scratch }: Machine,
  { bucket, images, id }: Side,
  { path, taken, there, name }: { path: string; taken: ExportPlan['taken']; there: There; name: string },
): Promise<ExportPlan> {
  const sha256 = (await scratch.sha256(path)) as Sha256;
  const beside = await noted(bucket, id);
  const gift = {
    id,
    project: beside.project ?? name,
    path,
    sha256,
    bytes: (await scratch.bytes(path)) ?? 0,
    counts: await images.counts(path),
  };
  const holdsIt = there.sha256 === sha256 || there.image?.content.digest === taken.digest;
  const isWhole = there.sha256 !== null && beside.sum === there.sha256 && beside.manifestSum === there.sha256;
  if (holdsIt && isWhole) return { gift, taken, there: 'same', difference: null };
  const compares = there.image !== null && there.kind === 'other';
  const difference = compares && there.image !== null ? await images.difference(path, there.image.path) : null;
  return { gift, taken, there: there.kind, difference };
}
