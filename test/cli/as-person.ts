import { Writable } from 'node:stream';
import { run } from '../../core/cli/run.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools } from '../../core/host/compose/tools.ts';
import { environmentIn } from './machines.ts';

/** A command in this process, as an account that is not root. */
export async function asPerson(
  root: string,
  argv: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        said[name] += String(chunk);
        done();
      },
    }) as Writable & NodeJS.WriteStream;
  const at = { ...systemSurroundings(environmentIn(root)), uid: 1_000, folder: root };
  const code = await run({
    argv,
    tools: systemTools(at),
    streams: { stdin: { isTTY: false } as NodeJS.ReadStream, stdout: stream('out'), stderr: stream('err') },
    signal: new AbortController().signal,
  });
  return { code, ...said };
}
