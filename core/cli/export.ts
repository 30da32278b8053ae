import { resolve } from 'node:path';
import { exportTo, type Exported } from '../host/acts/export.ts';
import { compose } from '../host/compose.ts';
import { dryRunOption, flag, type CommandSpec } from './cli.ts';
import { rowsByKind } from './rows-by-kind.ts';

export const exportCommand: CommandSpec = {
  name: 'export',
  summary: 'write the memory here to a new file as plain data: one JSON line per row',
  args: [['<file>', 'a file that does not exist yet']],
  options: [['--tool-uses', 'with what tools were given and printed: large, and it may hold secrets'], dryRunOption],
  examples: [
    'membridge export memory.jsonl',
    'membridge export memory.jsonl --tool-uses',
    'membridge export memory.jsonl --dry-run --json',
  ],
  async run(cli, [file = ''], options) {
    const dryRun = flag(options, 'dryRun');
    const toolUses = flag(options, 'toolUses');
    const to = resolve(cli.tools.at.folder, file);
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      const done = await exportTo(composed, cli.tools, { to, toolUses, dryRun }, cli.watch);
      const { words, format } = cli.text;
      const rows = words.rows(rowsIn(done));
      const line =
        done.bytes === null
          ? words.export.wouldExport(rows, to)
          : words.export.exported(rows, to, format.bytes(done.bytes));
      return {
        data: { file: to, dryRun, toolUses, rows: rowsByKind(done.counts), bytes: done.bytes },
        lines: [line, words.export.isPlain],
      };
    } finally {
      composed.close();
    }
  },
};

function rowsIn({ counts }: Exported): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
