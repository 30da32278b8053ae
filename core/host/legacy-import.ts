import { lookAtLegacyProject, legacyProjectIds, type LegacyProject } from '../engine/legacy/look.ts';
import { requireLegacyFree } from '../engine/legacy/lock.ts';
import { fetchLegacyImage, type LegacyImage } from '../engine/legacy/fetch.ts';
import { keepLegacyImage, takeLegacyPoint } from '../engine/legacy/keep.ts';
import type { Machine, Watch } from '../engine/machine.ts';
import { beginAnew } from '../engine/records/begin-anew.ts';
import { syncRecords } from '../engine/records/sync-records.ts';
import { recoverReplace } from '../engine/recover.ts';
import { soundOrNull } from '../engine/sound.ts';
import { fail } from '../model/errors.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { ProjectId } from '../model/ids.ts';
import type { LegacyBucket } from '../ports/legacy-bucket.ts';
import type { LegacyImages, RowDifference } from '../ports/legacy-images.ts';
import type { Composed } from './compose.ts';
import type { Consent } from './consent.ts';
import { runReplacing } from './replacing.ts';

export interface LegacySide {
  readonly bucket: LegacyBucket;
  readonly images: LegacyImages;
  readonly id: ProjectId;
}

/** What an import would do. */
export interface ImportPlan {
  readonly project: LegacyProject;
  readonly image: LegacyImage;
  /** The manifest tells of another image: its writer was stopped before its end. */
  readonly isManifestStale: boolean;
  /** `absent`: no memory here; `unsound`: one that cannot be read; `same`: what is there is here already. */
  readonly here: 'absent' | 'unsound' | 'same' | 'different';
  /** First: here, second: there. Null where there is nothing to compare. */
  readonly difference: RowDifference | null;
}

export interface Imported {
  readonly plan: ImportPlan;
  /** The old image as it is kept here; null where nothing was done. */
  readonly point: RestorePoint | null;
  readonly entry: HistoryEntry | null;
}

/**
 * Fetches a database of the Python membridge, verified, and makes it the memory here if `agree` says so. What is in the
 * bucket is only read. Faults: `legacy-project-unknown`, `legacy-locked`, those of fetch and replace, brakes.
 */
export async function importLegacy(
  composed: Composed,
  side: LegacySide,
  wish: { readonly dryRun: boolean; agree(plan: ImportPlan): Promise<boolean> },
  consent: Consent,
  watch: Watch,
): Promise<Imported> {
  const { machine } = composed;
  requireClaudeMem(machine.source);
  if (!wish.dryRun) await recoverReplace(machine);
  const project = await requireProject(side);
  requireLegacyFree(project.lock);
  const image = await fetchLegacyImage({ ...machine, bucket: side.bucket }, side.id, watch);
  try {
    const plan = await planOf(machine, side, project, image, watch);
    const isNothing = plan.here === 'same' || wish.dryRun || !(await wish.agree(plan));
    if (isNothing) return { plan, point: null, entry: null };
    const point = await keepLegacyImage(machine, image, plan.isManifestStale ? null : project.manifest);
    await machine.scratch.remove(image.path);
    const { merge } = composed;
    // What only stands here is sent first, and comes back by the log: an import deletes nothing.
    if (merge !== null && plan.here === 'different') {
      const { away } = await syncRecords(merge, { intent: 'sync', confirmed: null }, watch);
      if (away !== null) throw away;
    }
    const entry = await runReplacing(composed, consent, true, (allowed) => takeLegacyPoint(allowed, point, watch));
    if (merge !== null) await beginAnew(merge);
    return { plan, point, entry };
  } finally {
    await machine.scratch.remove(image.path);
  }
}

/** The Python membridge knows one kind of memory. Throws `source-kind-differs`. */
export function requireClaudeMem({ kind, path }: Pick<Machine['source'], 'kind' | 'path'>): void {
  if (kind !== 'claude-mem') throw fail('source-kind-differs', { path, here: kind, there: 'claude-mem' });
}

/** The project as it lies there. Throws `legacy-project-unknown`, which names those that are. */
async function requireProject({ bucket, id }: LegacySide): Promise<LegacyProject> {
  const ids = await legacyProjectIds(bucket);
  if (ids.includes(id)) return lookAtLegacyProject(bucket, id);
  const others = ids.slice(0, namedMax).map((each) => lookAtLegacyProject(bucket, each));
  const names = (await Promise.all(others)).map((other) => `${other.id} (${other.manifest?.project ?? '?'})`);
  throw fail('legacy-project-unknown', { id, where: bucket.where, found: names.join(', ') });
}

/** Ids named in one sentence; `--list` has all. */
const namedMax = 10;

async function planOf(
  machine: Machine,
  { images }: LegacySide,
  project: LegacyProject,
  image: LegacyImage,
  watch: Watch,
): Promise<ImportPlan> {
  const { source } = machine;
  const { content } = image;
  const verdict = await source.accepts(content.schemaVersions);
  if (verdict.kind === 'no')
    throw fail('brake-schema-newer', { missing: verdict.missing.join(', '), installed: verdict.installed });
  const plan = { project, image, isManifestStale: project.manifest?.sha256 !== image.sha256 };
  const state = await soundOrNull(() => source.inspect());
  if (state === null) return { ...plan, here: 'unsound', difference: null };
  if (state.kind !== 'present') return { ...plan, here: 'absent', difference: null };
  const digest = await soundOrNull(() => source.digest(watch));
  if (digest?.digest === content.digest) return { ...plan, here: 'same', difference: null };
  const difference = await differenceFrom(machine, images, image, watch);
  return { ...plan, here: difference === null ? 'unsound' : 'different', difference };
}

/** Compares a copy of what is here: a question over all rows would hold the live file for long. Null where it cannot be read. */
async function differenceFrom(
  { source, scratch, random }: Machine,
  images: LegacyImages,
  image: LegacyImage,
  watch: Watch,
): Promise<RowDifference | null> {
  const copy = await scratch.path(`legacy-here-${random.hex(8)}`);
  try {
    await scratch.requireSpace(image.bytes, null);
    return await soundOrNull(async () => {
      await source.copyTo(copy, watch);
      return images.difference(copy, image.path);
    });
  } finally {
    await scratch.remove(copy);
  }
}
