import { pageOn } from '../demo/page.ts';
import type { Cli, CommandSpec, Outcome } from './cli.ts';

/** Programs look for it, so it is the same in every language. */
const keptIn = (folder: string) => `kept in: ${folder}`;

/** Tells while it goes on; only the last line, where everything lies, is left for the end. */
async function demo({ tools, text, watch, json, stream }: Cli): Promise<Outcome> {
  const { stdout } = process;
  const write = (line: string) => {
    if (!json) stream(line);
  };
  const style = { hasColours: stdout.isTTY && !tools.at.env['NO_COLOR'], columns: stdout.columns };
  let folder: string | null = null;
  // Only here: its texts would cost every other command a tenth of its start.
  const { demonstrate } = await import('../demo/demonstration.ts');
  try {
    const data = await demonstrate(
      { tools, text, page: pageOn(write, style), watch: { signal: watch.signal } },
      (opened) => {
        folder = opened;
      },
    );
    write('');
    return { data, lines: folder === null ? [] : [keptIn(folder)] };
  } catch (error) {
    // Somebody will want to look what came about.
    if (folder !== null) write(keptIn(folder));
    throw error;
  }
}

export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: 'see two machines share a memory, in a temporary folder that is kept',
  // `npm start -- --demo` comes here as `demo --demo`, as long as there is no host that it must be told from.
  options: [['--demo', 'says nothing new: for `npm start -- --demo`']],
  examples: ['membridge demo', 'membridge demo --lang uk', 'membridge demo --json'],
  run: (cli) => demo(cli),
};
