import type { MemoryKind, ProjectCount } from '../../../ports/memory-browser.ts';
import { quoted } from '../../sqlite/tables.ts';
import type { Statements } from '../records/statements.ts';
import { kindTables } from '../records/tables.ts';
import { shownKinds } from './shown-columns.ts';

/** As lists show it. A longer one would not be the name that the filter compares. */
const nameCharsMax = 400;

/**
 * Rows of each project, most first. Of each kind an index has the projects, prompts have theirs from their sessions: of
 * 100,000 rows a tenth of a second, and memory for the names alone.
 */
export function projectsOf(statements: Statements, kinds: ReadonlySet<MemoryKind>, limit: number): ProjectCount[] {
  const selects = [...kinds]
    .filter((kind) => kind !== 'prompt' || kinds.has('session'))
    .map(
      (kind) =>
        `SELECT ${shownKinds[kind].project} AS project, count(*) AS rows FROM ${quoted(kindTables[kind].name)} t GROUP BY 1`,
    );
  if (selects.length === 0) return [];
  const sql = `SELECT project, sum(rows) AS rows FROM (${selects.join(' UNION ALL ')})
    WHERE typeof(project) = 'text' AND project <> '' AND length(project) <= @chars
    GROUP BY project ORDER BY rows DESC, project LIMIT @limit`;
  return statements
    .all(sql, { limit, chars: nameCharsMax })
    .map(([name, count]) => ({ name: String(name), count: Number(count) }));
}
