import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new folder below the system's temporary one, which goes with the test. `hint` shows in its name. */
export async function scratchFolder(t: TestContext, hint: string): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `membridge-${hint}-`)));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
