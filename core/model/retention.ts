import type { RestorePoint } from './history.ts';
import type { Instant } from './ids.ts';

const dayMs = 86_400_000;

/**
 * Restore points that may go: ordinary safety copies beyond the newest few, set-aside ones past their days.
 * `points` newest first. The newest point of all always stays: it is what `undo` needs.
 */
export function restorePointsToDrop(
  points: readonly RestorePoint[],
  policy: { readonly safetyCopies: number; readonly setAsideDays: number },
  now: Instant,
): RestorePoint[] {
  const safety = points.filter((point) => point.kind === 'safety').slice(policy.safetyCopies);
  // A clock that jumped far ahead must not drop what was set aside this morning: ids tell the order, days only the age.
  const old = points.filter((point) => point.kind === 'set-aside' && now - point.at > policy.setAsideDays * dayMs);
  return [...safety, ...old].filter((point) => point.id !== points[0]?.id);
}
