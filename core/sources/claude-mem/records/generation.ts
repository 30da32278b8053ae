import type Database from 'better-sqlite3';
import type { Generation } from '../../../ports/record-source.ts';
import { identityOf } from '../../sqlite/file-facts.ts';
import { hasTable } from '../../sqlite/image.ts';
import { claudeMemMemory } from '../content.ts';
import type { Layouts } from './layout.ts';

/** `path`: the live file, also where a copy of it is read. */
export function generationOf(db: Database.Database, layouts: Layouts, path: string): Generation {
  const names = new Set([...layouts.values()].map(({ name }) => name));
  const all = hasTable(db, 'sqlite_sequence')
    ? (db.prepare('SELECT name, seq FROM sqlite_sequence ORDER BY name').all() as { name: string; seq: number }[])
    : [];
  return {
    fileId: identityOf(path),
    sequences: Object.fromEntries(all.filter(({ name }) => names.has(name)).map(({ name, seq }) => [name, seq])),
    schemaVersions: claudeMemMemory.schemaVersions(db),
  };
}
