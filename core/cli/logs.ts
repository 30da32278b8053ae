import { open, stat } from 'node:fs/promises';
import { homeFiles } from '../host/compose/home-files.ts';
import { fail } from '../model/errors.ts';
import { flag, valueOf, type Cli, type CommandSpec } from './cli.ts';

const linesDefault = 50;
const linesMax = 10_000;
/** The newest log file is at most this large (platform/logger.ts), with room to spare. */
const bytesMax = 4 * 1024 * 1024;
const followEveryMs = 300;

export const logsCommand: CommandSpec = {
  name: 'logs',
  summary: 'print the newest lines of the log',
  options: [
    ['-f, --follow', 'go on until Ctrl-C'],
    ['-n, --lines <number>', `how many (default: ${linesDefault})`],
  ],
  examples: ['membridge logs', 'membridge logs -n 200', 'membridge logs -f'],
  async run(cli, _args, options) {
    const follow = flag(options, 'follow');
    if (follow && cli.json)
      throw fail('usage', { detail: '--json prints one document, and --follow never ends: use one of them' });
    const path = homeFiles(cli.homePath, cli.tools).home.logFile;
    const count = countOf(valueOf(options, 'lines') ?? String(linesDefault));
    const size = await bytesOf(path);
    const lines = (await readLines(path, Math.max(0, size - bytesMax), size)).slice(-count);
    if (follow) {
      for (const line of lines) cli.stream(readable(line));
      await followLog(cli, path, size);
      return { data: {}, lines: [] };
    }
    const shown = lines.length === 0 ? [cli.text.words.config.noLog] : lines.map(readable);
    return { data: { path, entries: lines.map(parsed) }, lines: shown };
  },
};

/** Until Ctrl-C, which is how one leaves: no fault. */
async function followLog(cli: Cli, path: string, from: number): Promise<void> {
  let position = from;
  while (!cli.watch.signal.aborted) {
    await cli.tools.clock.sleep(followEveryMs, cli.watch.signal).catch(() => undefined);
    const size = await bytesOf(path);
    // Smaller than before: a new file was begun.
    if (size < position) position = 0;
    for (const line of await readLines(path, position, size)) cli.stream(readable(line));
    position = size;
  }
}

function countOf(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= linesMax) return count;
  throw fail('setting-invalid', { key: '--lines', value: text, expected: `1 … ${linesMax}` });
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readLines(path: string, from: number, to: number): Promise<string[]> {
  if (to <= from) return [];
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return bytes
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return { line };
  }
}

/** `time level event key=value …`; a line that is not ours as it is. */
function readable(line: string): string {
  const entry = parsed(line);
  if (typeof entry !== 'object' || entry === null || 'line' in entry) return line;
  const { at, level, event, ...data } = entry as Record<string, unknown>;
  const rest = Object.entries(data).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [at, String(level).padEnd(5), event, ...rest].join(' ');
}
