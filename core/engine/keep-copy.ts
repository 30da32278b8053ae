import type { RestorePoint } from '../model/history.ts';
import type { Sha256 } from '../model/ids.ts';
import type { ReplaceEntry } from '../model/journal.ts';
import { restorePointsToDrop } from '../model/retention.ts';
import type { Machine, Watch } from './machine.ts';
import { soundOrNull } from './sound.ts';

/**
 * Copies the live database as it is, through SQLite, before it is replaced. Quick, because the memory tool stands still
 * meanwhile: checks come later, in `registerCopy`. A file that is no database is not copied: it will be moved aside.
 */
export async function keepCopy(
  machine: Pick<Machine, 'source' | 'restorePoints' | 'scratch'>,
  id: string,
  watch: Watch,
): Promise<void> {
  const { source, restorePoints, scratch } = machine;
  const path = await restorePoints.prepare(id);
  const live = await soundOrNull(() => source.inspect());
  if (live === null || live.kind !== 'present') return;
  await scratch.requireSpace(live.facts.bytes, path);
  watch.progress?.phase('keeping-safety-copy', live.facts.bytes);
  await source.copyTo(path, watch);
  await restorePoints.flush(id);
}

/** Enters the copy of a replace into the list of restore points; null when there was nothing here before. Safe to repeat. */
export async function registerCopy(
  machine: Pick<Machine, 'source' | 'restorePoints' | 'state' | 'clock' | 'log'>,
  entry: Pick<ReplaceEntry, 'restorePoint' | 'keepAs' | 'why'>,
): Promise<RestorePoint | null> {
  const { state, restorePoints, source, clock, log } = machine;
  const id = entry.restorePoint;
  const known = state.restorePoints().find((point) => point.id === id);
  if (known) return known;
  await restorePoints.removeEmpty(id);
  const path = await restorePoints.path(id);
  const copy = await restorePoints.measure(id);
  if ((path === null || copy === null) && !(await restorePoints.hasAside(id))) return null;
  const facts = path === null ? null : await soundOrNull(() => source.checkImage(path));
  const point: RestorePoint = {
    id,
    at: clock.now(),
    // What is no sound database here is nobody's ordinary copy: it stays for its days.
    kind: facts === null ? 'set-aside' : entry.keepAs,
    why: entry.why,
    bytes: copy?.bytes ?? 0,
    sha256: (copy?.sha256 ?? null) as Sha256 | null,
    digest: facts?.digest ?? null,
    rows: { ...facts?.rows },
    schemaVersions: [...(facts?.schemaVersions ?? [])],
  };
  state.addRestorePoint(point);
  log.info('restore-point.kept', { id, kind: point.kind, bytes: point.bytes });
  return point;
}

/** Drops restore points past their time. */
export async function dropOldCopies({ state, restorePoints, policy, clock, log }: Machine): Promise<void> {
  for (const point of restorePointsToDrop(state.restorePoints(), policy, clock.now())) {
    state.removeRestorePoint(point.id);
    await restorePoints.remove(point.id);
    log.info('restore-point.dropped', { id: point.id, kind: point.kind });
  }
}
