import { findMemory } from '../host/compose/found-memory.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import type { CommandSpec } from './cli.ts';
import { sourceRows } from './source-rows.ts';

/** For the host alone, which opens no database in its own thread: what `npm start` tells of the memory here. */
export const foundCommand: CommandSpec = {
  name: 'found',
  summary: 'say what memory is on this machine; changes nothing',
  examples: ['membridge found --json'],
  hidden: true,
  async run({ tools, homePath }) {
    const files = homeFiles(homePath, tools);
    const found = await findMemory(files.settings.read().connection?.source, files, tools);
    if (found.kind === 'none') return { data: { found: false, path: found.path }, lines: [found.path] };
    const { path, tool, facts, projects } = found;
    const rows = sourceRows(tool, facts.rows);
    const { bytes, toolVersion } = facts;
    return { data: { found: true, path, tool, rows, projects, bytes, toolVersion }, lines: [path] };
  },
};
