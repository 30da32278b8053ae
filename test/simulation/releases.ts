import { indexes, tables } from '../../core/sources/claude-mem/schema-13.25.3.ts';
import { wholeLife, type Device } from './device.ts';
import { isOlder } from './tables.ts';
import type { World } from './world.ts';

/** What later releases of the memory tool added, as far as the simulation works with it. */
const laterColumns = [
  { table: 'sdk_sessions', column: 'custom_title', index: null },
  { table: 'observations', column: 'merged_into_project', index: 'idx_observations_merged_into' },
  { table: 'session_summaries', column: 'merged_into_project', index: 'idx_summaries_merged_into' },
] as const;
const laterTable = 'tool_uses';
const laterVersions = [51, 52];

/** Makes of an empty memory one of an older release. */
export function makeOlder({ db }: Device): void {
  for (const { table, column, index } of laterColumns) {
    if (index !== null) db.exec(`DROP INDEX ${index}`);
    db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  db.exec(`DROP TABLE ${laterTable}`);
  for (const version of laterVersions) db.prepare('DELETE FROM schema_versions WHERE version = ?').run(version);
}

/**
 * The memory tool is updated, and brings its database to the newest schema. Between two looks: what a person deletes or
 * edits in the same time cannot be told from what the update did, and is not told to others (protocol.md section 4).
 */
export async function update(world: World, device: Device, confirmed = false): Promise<string> {
  const { db, isAway } = device;
  if (isAway || !isOlder(db)) return 'nothing';
  const end = await world.sync(device, { ...wholeLife, confirmed });
  if (end.kind !== 'done' || end.report.brakes.length > 0 || !device.isKnown()) return 'nothing';
  for (const { table, column, index } of laterColumns) {
    db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
    if (index !== null) db.exec(`CREATE INDEX ${index} ON ${table}(${column})`);
  }
  const made = tables.find((sql) => sql.startsWith(`CREATE TABLE ${laterTable} `)) ?? '';
  db.exec(made);
  for (const [name, columns] of Object.entries(indexes[laterTable] ?? {})) {
    db.exec(`CREATE INDEX ${name} ON ${laterTable}(${columns})`);
  }
  for (const version of laterVersions)
    db.prepare("INSERT INTO schema_versions (version, applied_at) VALUES (?, '')").run(version);
  await world.sync(device, { ...wholeLife, confirmed });
  return 'updated';
}
