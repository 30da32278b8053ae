import type { OriginTables } from '../../ports/memory-browser.ts';

const schema = 'origins';

/** Origins of rows in a state database of the newest schema: row map to record, record to the device of its version. */
export function rowOrigins(stateFile: string): OriginTables {
  return {
    file: stateFile,
    schema,
    of: (kind, rowidSql) =>
      `(SELECT coalesce(r.device, x'') FROM ${schema}.record_rows m JOIN ${schema}.records r ON r.key = m.key
        WHERE m.kind = '${kind}' AND m.row = ${rowidSql})`,
  };
}
