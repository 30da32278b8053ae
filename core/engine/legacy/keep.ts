import { rowsOf } from '../../model/content.ts';
import type { HistoryEntry, RestorePoint } from '../../model/history.ts';
import type { Sha256 } from '../../model/ids.ts';
import type { LegacyManifest } from '../../model/legacy.ts';
import type { Machine, Watch } from '../machine.ts';
import { putBack } from '../restore.ts';
import type { LegacyImage } from './fetch.ts';

/** Enters an old database into the list of restore points, under the name it had there. One that is known already is not kept twice. */
export async function keepLegacyImage(
  machine: Machine,
  { path, content, sha256 }: LegacyImage,
  manifest: Pick<LegacyManifest, 'project' | 'source_host' | 'timestamp'> | null,
): Promise<RestorePoint> {
  const { state, restorePoints, scratch, clock, log } = machine;
  for (const point of state.restorePoints()) {
    if (point.sha256 === sha256 && (await restorePoints.path(point.id)) !== null) return point;
  }
  const id = state.nextRestorePointId();
  const to = await restorePoints.prepare(id);
  await scratch.requireSpace(content.bytes, to);
  await scratch.hand(path, to);
  await restorePoints.flush(id);
  const copy = await restorePoints.measure(id);
  const point: RestorePoint = {
    id,
    at: clock.now(),
    kind: 'set-aside',
    why: 'import',
    bytes: copy?.bytes ?? 0,
    sha256: (copy?.sha256 ?? null) as Sha256 | null,
    digest: content.digest,
    rows: rowsOf(content),
    schemaVersions: [...content.schemaVersions],
    origin: {
      project: manifest?.project ?? '?',
      host: manifest?.source_host ?? '?',
      at: manifest?.timestamp ?? '?',
    },
  };
  state.addRestorePoint(point);
  log.info('legacy-image.kept', { id, bytes: point.bytes, origin: point.origin });
  return point;
}

/** Makes a kept old database the memory here, as `restore` does: what is here now is kept, and `undo` brings it back. */
export async function takeLegacyPoint(machine: Machine, point: RestorePoint, watch: Watch): Promise<HistoryEntry> {
  const note = { why: 'import' as const, baseAfter: machine.state.base(), undoes: null };
  return putBack(machine, { kind: 'point', point }, note, watch);
}
