import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '../../ports/source.ts';
import type { HomeFiles } from './home-files.ts';
import { chooseSource, sourceAt, type SourceChoice } from './source.ts';
import type { Tools } from './tools.ts';

/**
 * The memory of this machine for a look without a connection: the one that settings name, else the one `init` would choose.
 * Working files lie in a temporary folder, gone afterwards. Faults: those of the source.
 */
export async function withSourceHere<T>(
  known: SourceChoice | undefined,
  { log }: Pick<HomeFiles, 'log'>,
  tools: Tools,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'membridge-look-'));
  try {
    const parts = { tools, log, scratchFolder };
    return await use(sourceAt(known ?? (await chooseSource(undefined, parts)), parts));
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
