import { withReaderIfAny } from '../sqlite/reader.ts';
import type { LiveFile } from '../sqlite/live-file.ts';

/** How many projects of a person a memory tells of; null where it has no table of sessions. Reads the small table only. */
export async function countProjects(live: LiveFile): Promise<number | null> {
  return withReaderIfAny(live, async (reader) => {
    if (reader === null) return null;
    const has = reader.db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sdk_sessions'").get();
    if (has === undefined) return null;
    const count = reader.db
      .prepare("SELECT count(DISTINCT project) FROM sdk_sessions WHERE project <> ''")
      .pluck()
      .get();
    return Number(count);
  });
}
