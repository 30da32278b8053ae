import type { Watch } from '../engine/machine.ts';
import type { Tools } from '../host/compose/tools.ts';
import type { CommandEnd } from '../host/thread/job.ts';
import { memoryStreams } from './memory-streams.ts';
import { run } from './run.ts';

interface Around {
  readonly homePath: string;
  readonly tools: Tools;
  readonly watch: Watch & { readonly signal: AbortSignal };
}

/**
 * Runs a command line as a program would with --json, in this home and no other, and gives its document. Nobody can be
 * asked; nothing of the process is touched.
 */
export async function runForDocument(argv: readonly string[], { homePath, tools, watch }: Around): Promise<CommandEnd> {
  const { streams, written } = memoryStreams();
  const exitCode = await run({
    argv: ['--json', '--home', homePath, ...withoutHome(argv)],
    tools,
    streams,
    signal: watch.signal,
    isWithinHost: true,
    ...(watch.progress === undefined ? {} : { progress: watch.progress }),
  });
  const { stdout, stderr } = written();
  return { exitCode, document: documentIn(stdout), notes: stderr.split('\n').filter((line) => line !== '') };
}

/** The last --home on a command line would win. */
function withoutHome(argv: readonly string[]): string[] {
  return argv.filter((word, index) => word !== '--home' && !word.startsWith('--home=') && argv[index - 1] !== '--home');
}

function documentIn(stdout: string): Record<string, unknown> {
  const document: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout);
  if (typeof document !== 'object' || document === null) throw new Error('a command printed no JSON document');
  return { ...document };
}
