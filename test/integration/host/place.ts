/** A person's machine for a test of the host: a home that is not there yet, and a memory or none. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { environmentIn, membridge, type Ran } from '../../cli/machines.ts';

export interface Place {
  readonly root: string;
  readonly home: string;
  readonly memory: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Ran>;
}

export async function place(t: TestContext, { memory: hasMemory }: { memory: boolean }): Promise<Place> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-start-')));
  const env = environmentIn(root);
  const memory = join(root, 'person', '.claude-mem');
  await mkdir(join(root, 'person'));
  if (hasMemory) {
    await mkdir(memory);
    await fixtureDatabase('base', join(memory, 'claude-mem.db'));
  }
  t.after(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  return { root, home: join(root, 'home'), memory, env, run: (...args) => membridge(root, args) };
}
