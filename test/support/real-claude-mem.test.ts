import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { claudeMemPackages, type ClaudeMemVersion, installedClaudeMem } from './claude-mem-package.ts';
import { assertHealthy, tableCounts } from './database-checks.ts';
import { layOutMarketplacePlugin, layOutPlugin, workerScript } from './plugin-layout.ts';
import { realClaudeMem, realClaudeMemMissing } from './real-claude-mem.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-real-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

for (const version of Object.keys(claudeMemPackages) as ClaudeMemVersion[]) {
  test(`the real worker ${version} runs from its installed place and ends without a trace`, async (t) => {
    const folder = temporaryFolder(t);
    const configDir = join(folder, 'claude');
    const worker = await realClaudeMem(t, { dataDir: join(folder, 'data'), configDir, version });
    if (!worker) return;
    await worker.start();
    const health = (await (await worker.http('/api/health')).json()) as {
      version: string;
      workerPath: string;
      pid: number;
    };
    assert.equal(health.version, version);
    assert.equal(
      health.workerPath,
      join(configDir, 'plugins/cache/thedotmack/claude-mem', version, 'scripts/worker-service.cjs'),
    );
    assert.deepEqual(worker.pids(), [health.pid]);
    await worker.save('text', 'title', 'project');
    await worker.stop();
    assert.deepEqual(worker.pids(), []);
    assert.equal(existsSync(join(folder, 'data', 'worker.pid')), false);
    assert.equal((await tableCounts(join(folder, 'data', 'claude-mem.db')))['observations'], 1);
  });
}

test('a killed worker leaves its memory whole and can be started again', async (t) => {
  const folder = temporaryFolder(t);
  const worker = await realClaudeMem(t, { dataDir: join(folder, 'data') });
  if (!worker) return;
  await worker.start();
  await worker.save('text', 'before the cut', 'project');
  await worker.kill();
  assert.deepEqual(worker.pids(), []);
  await assertHealthy(join(folder, 'data', 'claude-mem.db'));
  await worker.start();
  await worker.save('text', 'after the cut', 'project');
  await worker.stop();
  assert.equal((await tableCounts(join(folder, 'data', 'claude-mem.db')))['observations'], 2);
});

test('plugins are laid out as Claude Code lays them out, the orphaned one with its mark', (t) => {
  const installed = installedClaudeMem();
  if (!installed) return t.skip(realClaudeMemMissing);
  const configDir = temporaryFolder(t);
  const current = layOutPlugin(configDir, installed);
  const orphaned = layOutPlugin(configDir, installed, { directory: '99.0.0-beta.1', orphaned: true });
  const market = layOutMarketplacePlugin(configDir, installed);
  for (const root of [current, orphaned, market]) {
    assert.ok(existsSync(workerScript(root)));
    assert.ok(existsSync(join(root, 'node_modules', 'zod', 'package.json')));
    assert.equal(
      (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
      installed.version,
    );
  }
  assert.deepEqual(
    [current, orphaned, market].map((root) => existsSync(join(root, '.orphaned_at'))),
    [false, true, false],
  );
});
