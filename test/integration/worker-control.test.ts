/** Our control of claude-mem's worker against the real one. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../core/platform/clock.ts';
import { systemProcesses } from '../../core/platform/process.ts';
import { schemaVersionsKnownTo } from '../../core/sources/claude-mem/known-schemas.ts';
import { createMarkers } from '../../core/sources/claude-mem/markers.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { claudeMemWorker } from '../../core/sources/claude-mem/worker.ts';
import { type ClaudeMemVersion, installedClaudeMem } from '../support/claude-mem-package.ts';
import { layOutPlugin, workerScript } from '../support/plugin-layout.ts';
import { withPrivateCopy } from '../support/private-copy.ts';
import { realClaudeMem, realClaudeMemMissing, type RealClaudeMem } from '../support/real-claude-mem.ts';
import { workerContext } from '../support/worker-context.ts';

/** A killed worker's start took the real launcher 31 s when nobody cleared up before. */
const quickStartMsMax = 20_000;

describe("the real claude-mem's worker", () => {
  it('is stopped with its database closed, started again, and has lost nothing', async (t) => {
    const real = await prepare(t);
    if (!real) return;
    const worker = control(real);
    assert.deepEqual(await worker.inspect(), { kind: 'stopped', version: '13.25.3' });
    await worker.start();
    const running = await worker.inspect();
    assert.deepEqual(running, {
      kind: 'running',
      pid: real.pids()[0],
      port: real.port,
      version: '13.25.3',
      ready: true,
    });
    await real.save('The kettle needs descaling.', 'Kettle', 'kitchen');

    const interlock = await worker.interlock();
    await worker.stop();
    assert.deepEqual(real.pids(), []);
    const files = readdirSync(real.dataDir).filter((name) => name.startsWith('claude-mem.db'));
    const open = await systemProcesses().holders(files.map((name) => join(real.dataDir, name)));
    if (open.kind === 'known') assert.deepEqual(open.holders, []);
    assert.equal((await worker.inspect()).kind, 'stopped');
    await interlock.release();

    await worker.start();
    const listed = (await (await real.http('/api/observations')).json()) as { items: { title: string }[] };
    assert.deepEqual(
      listed.items.map(({ title }) => title),
      ['Kettle'],
    );
    await worker.stop();
  });

  it('is started again soon after it was killed', async (t) => {
    const real = await prepare(t);
    if (!real) return;
    const worker = control(real);
    await worker.start();
    await real.kill();
    assert.equal(existsSync(join(real.dataDir, 'worker.pid')), true);
    const startedMs = performance.now();
    await worker.start();
    assert.ok(performance.now() - startedMs < quickStartMsMax);
    assert.equal((await worker.inspect()).kind, 'running');
  });

  it('is of the newest version in use when several are installed side by side', async (t) => {
    const older = installedClaudeMem('13.24.23');
    const real = await prepare(t, '13.24.23');
    if (!real || !older) return t.skip(realClaudeMemMissing);
    const newer = installedClaudeMem('13.25.3');
    if (!newer) return t.skip(realClaudeMemMissing);
    const orphaned = layOutPlugin(real.configDir, newer, { orphaned: true });
    const worker = control(real);
    await worker.start();
    assert.deepEqual(await saysOfItself(real), { version: '13.24.23', workerPath: workerScript(real.pluginRoot) });
    assert.deepEqual(
      await schemaVersionsIn(real),
      [...(schemaVersionsKnownTo('13.24.23') ?? [])].sort((a, b) => a - b),
    );

    // The update is in use now; its pre-release and an interrupted one are not.
    rmSync(join(orphaned, '.orphaned_at'));
    layOutPlugin(real.configDir, older, { directory: '13.25.3-beta.1' });
    rmSync(workerScript(layOutPlugin(real.configDir, older, { directory: '13.26.0' })));
    await worker.stop();
    assert.deepEqual(await worker.inspect(), { kind: 'stopped', version: '13.25.3' });
    await worker.start();
    assert.deepEqual(await saysOfItself(real), { version: '13.25.3', workerPath: workerScript(orphaned) });
    assert.deepEqual(
      await schemaVersionsIn(real),
      [...(schemaVersionsKnownTo('13.25.3') ?? [])].sort((a, b) => a - b),
    );
  });

  it('is not spawned by its own launcher while we hold the interlock', async (t) => {
    const real = await prepare(t);
    if (!real) return;
    const worker = control(real);
    const interlock = await worker.interlock();
    const launcher = spawn(real.package.bun, [workerScript(real.pluginRoot), 'start'], {
      env: real.environment,
      cwd: real.dataDir,
      stdio: 'ignore',
    });
    const ended = once(launcher, 'exit');
    // A free launcher has its worker ready within this.
    await sleep(6_000);
    const daemons = real.pids().filter((pid) => pid !== launcher.pid);
    launcher.kill();
    await ended;
    assert.deepEqual(daemons, []);
    assert.equal((await worker.inspect()).kind, 'stopped');
    await interlock.release();
    await worker.start();
    assert.equal((await worker.inspect()).kind, 'running');
  });

  it('copies no database at its first start where we made its markers, and does where nobody did', async (t) => {
    const copies = async (marked: boolean) => {
      const real = await prepare(t);
      if (!real) return null;
      createClaudeMemDatabase(join(real.dataDir, 'claude-mem.db'));
      if (marked) await createMarkers(real.dataDir, systemClock.now());
      await control(real).start();
      await control(real).stop();
      const names = readdirSync(real.dataDir, { recursive: true }).map(String);
      return names.filter((name) => /claude-mem-pre-|bak-cwd-remap/.test(name)).length;
    };
    const unmarked = await copies(false);
    if (unmarked === null) return;
    assert.ok(unmarked > 0, 'the real worker made no copy: the markers may have lost their purpose');
    assert.equal(await copies(true), 0);
  });
});

function control(real: RealClaudeMem) {
  return claudeMemWorker(workerContext(real.dataDir, real.environment));
}

async function saysOfItself(real: RealClaudeMem): Promise<{ version: string; workerPath: string }> {
  const { version, workerPath } = (await (await real.http('/api/health')).json()) as {
    version: string;
    workerPath: string;
  };
  return { version, workerPath };
}

function schemaVersionsIn(real: RealClaudeMem): Promise<number[]> {
  return withPrivateCopy(join(real.dataDir, 'claude-mem.db'), (db) =>
    db.prepare('SELECT version FROM schema_versions ORDER BY version').pluck().all().map(Number),
  );
}

/** A real worker with a data folder of its own; the test is skipped where there is none. */
async function prepare(t: TestContext, version: ClaudeMemVersion = '13.25.3'): Promise<RealClaudeMem | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-control-'));
  const real = await realClaudeMem(t, { dataDir: join(folder, 'пам’ять'), version });
  // Registered after the worker's own end: a live worker would make its folder again.
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return real;
}
