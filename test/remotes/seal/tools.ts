import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';

/** True if all these programs are here; else the test is skipped with the reason. */
export function needsTools(t: TestContext, ...tools: readonly ('age' | 'zstd' | 'python3' | 'sqlite3')[]): boolean {
  const missing = tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0);
  if (missing.length > 0) t.skip(`needs ${missing.join(', ')}: apt-get install ${missing.join(' ')}`);
  return missing.length === 0;
}
