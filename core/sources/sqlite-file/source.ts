import type { Source } from '../../ports/source.ts';
import type { Memory } from '../sqlite/memory.ts';
import { sqliteSource, type SourcePlace } from '../sqlite/source.ts';
import type { Table } from '../sqlite/tables.ts';
import { noWorker } from './no-worker.ts';

/** Every row counts, the schema and full-text storage too; only ANALYZE's statistics differ without a change of content. */
const anyDatabase: Memory = {
  kind: 'sqlite-file',
  content: (tables) => tables.filter(({ name }) => !name.startsWith('sqlite_stat')).map(schemaByName),
  local: () => [],
  checksFullText: false,
  // The owner's business, and not known where there is no file.
  isWal: false,
  schemaVersions: () => [],
};

/** Any SQLite file, mirrored as a whole: no worker, no tables of its own machine, any schema. */
export function sqliteFileSource(place: SourcePlace): Source {
  return sqliteSource({
    place,
    memory: anyDatabase,
    worker: noWorker,
    accepts: async () => ({ kind: 'yes' }),
    hasCloudSync: async () => false,
    keepLocalTables: async () => {},
    afterPlace: async () => {},
  });
}

/** Without `rootpage`, which says where a table lies in the file and changes with a rewrite, and without the statistics. */
function schemaByName(table: Table): Table {
  if (table.name !== 'sqlite_schema') return table;
  const columns = table.columns.filter((column) => column !== 'rootpage');
  return { ...table, columns, where: "tbl_name NOT GLOB 'sqlite_stat*'" };
}
