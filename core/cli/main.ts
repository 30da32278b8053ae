// The entry: ties the program to this process and runs it.
import { systemSurroundings } from '../host/compose/surroundings.ts';
import { systemTools } from '../host/compose/tools.ts';
import { languageFor, textIn } from '../text/text.ts';
import { run } from './run.ts';

/** What shells expect of a program that was interrupted: 128 + SIGINT. */
const interruptedExit = 130;

const stop = new AbortController();
const at = systemSurroundings(process.env);

/** The first Ctrl-C ends the work at the next step and settles what is half done; the second one ends the process. */
function onStop(): void {
  if (stop.signal.aborted) process.exit(interruptedExit);
  process.stderr.write(`\n${textIn(languageFor(undefined, 'system', at.env)).words.stopping}\n`);
  stop.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onStop);
// `membridge history | head`: a reader that has seen enough is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run({
  argv: process.argv.slice(2),
  tools: systemTools(at),
  streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
  signal: stop.signal,
});
