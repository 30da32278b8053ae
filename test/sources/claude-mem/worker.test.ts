import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../core/platform/clock.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { claudeMemWorker } from '../../../core/sources/claude-mem/worker.ts';
import { behave, installStandIn, layOutStandIn, type StandIn } from '../../support/stand-in-worker.ts';
import { workerContext } from '../../support/worker-context.ts';

/** Each test has its own folders and port; most of their time is waiting. */
const concurrency = 4;
const linuxOnly = process.platform === 'linux' ? { concurrency } : { skip: 'needs /proc: run it on Linux' };

describe('where claude-mem is not installed', () => {
  it('there is nothing to look at, to stop, to start or to lock, and no folder is made', async (t) => {
    const home = mkdtempSync(join(tmpdir(), 'membridge-none-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const worker = claudeMemWorker(workerContext(join(home, '.claude-mem'), { HOME: home, PATH: '/usr/bin:/bin' }));
    assert.deepEqual(await worker.inspect(), { kind: 'not-installed' });
    const interlock = await worker.interlock();
    await worker.stop();
    await worker.start();
    await interlock.release();
    await worker.clearStaleInterlock();
    assert.deepEqual(readdirSync(home), []);
  });
});

describe("claude-mem's worker", linuxOnly, () => {
  it('is started, seen running and ready, and stopped with its files closed', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    assert.deepEqual(await worker.inspect(), { kind: 'stopped', version: '13.25.3' });
    await worker.start();
    const [pid] = standIn.pids();
    assert.deepEqual(await worker.inspect(), {
      kind: 'running',
      pid,
      port: standIn.port,
      version: '13.25.3',
      ready: true,
    });
    await worker.start(); // runs already: fine
    await worker.stop();
    assert.deepEqual(standIn.pids(), []);
    assert.deepEqual(await worker.inspect(), { kind: 'stopped', version: '13.25.3' });
    await worker.stop(); // nothing to do: fine
    assert.deepEqual(words(standIn), ['launch', 'start', 'ready', 'shutdown', 'end']);
  });

  it('gets an environment without anything of ours, and its own data folder', async (t) => {
    const standIn = await installStandIn(t);
    const environment = { ...standIn.environment, MEMBRIDGE_S3_SECRET_KEY: 'secret', NODE_OPTIONS: '--no-deprecation' };
    await claudeMemWorker(workerContext(standIn.dataFolder, environment)).start();
    const seen = readFileSync(`/proc/${standIn.pids()[0]}/environ`, 'utf8').split('\0');
    assert.ok(seen.includes(`CLAUDE_MEM_DATA_DIR=${standIn.dataFolder}`));
    assert.deepEqual(
      seen.filter((entry) => /^(MEMBRIDGE|NODE_OPTIONS)/.test(entry)),
      [],
    );
  });

  it('counts as stopped only when its process is gone, however early its port closes', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    behave(standIn.dataFolder, { endsAfterMs: 1_200 });
    const startedMs = performance.now();
    await worker.stop();
    assert.ok(performance.now() - startedMs >= 1_100);
    assert.deepEqual(standIn.pids(), []);
  });

  it('is waited for until it is ready, and a slow one is not launched twice', async (t) => {
    const standIn = await installStandIn(t);
    behave(standIn.dataFolder, { readyAfterMs: 1_000 });
    const worker = control(standIn);
    const starting = worker.start();
    await until(() => standIn.pids().length > 0 && existsSync(join(standIn.dataFolder, 'worker.pid')));
    const early = await worker.inspect();
    assert.equal(early.kind === 'running' && early.ready, false);
    await starting;
    assert.equal((await worker.inspect()).kind, 'running');
    assert.deepEqual(words(standIn), ['launch', 'start', 'ready']);
  });

  it('is launched again when the first launch comes to nothing', async (t) => {
    const standIn = await installStandIn(t);
    behave(standIn.dataFolder, { failingStarts: 2 });
    await control(standIn).start();
    assert.deepEqual(words(standIn), ['launch', 'launch', 'launch', 'start', 'ready']);
  });

  it('that never starts, or never becomes ready, is reported and not waited for without end', async (t) => {
    const failing = await installStandIn(t);
    behave(failing.dataFolder, { failingStarts: 99 });
    await assert.rejects(control(failing).start(), /^MembridgeError: worker-stuck .*does not start/);
    assert.deepEqual(words(failing), ['launch', 'launch', 'launch']);

    const unready = await installStandIn(t);
    behave(unready.dataFolder, { neverReady: true });
    await assert.rejects(
      control(unready, hastyClock(30)).start(),
      /^MembridgeError: worker-stuck .*does not become ready/,
    );
    assert.equal(unready.pids().length, 1);
  });

  it('that answers a shutdown but hangs is reported, not killed', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn, hastyClock(25));
    await worker.start();
    behave(standIn.dataFolder, { hangsOnShutdown: true });
    const [pid] = standIn.pids();
    await assert.rejects(worker.stop(), new RegExp(`^MembridgeError: worker-stuck .*pid ${pid}.*does not end`));
    assert.deepEqual(standIn.pids(), [pid]);
    // Its port is closed and it says nothing, but worker.pid and its token prove that it lives.
    assert.deepEqual(await worker.inspect(), { kind: 'running', pid, port: standIn.port, version: null, ready: false });
  });

  it('that refuses the HTTP shutdown is asked by a signal and ends in good order', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    behave(standIn.dataFolder, { refusesShutdown: true });
    await worker.stop();
    assert.deepEqual(words(standIn).slice(-2), ['shutdown', 'end']);
  });

  it('leaving somebody with the database open is named: source in use', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    behave(standIn.dataFolder, { leavesHolder: true });
    await assert.rejects(worker.stop(), (error: Error) => {
      assert.match(error.message, /^source-in-use/);
      assert.match(error.message, new RegExp(`pid ${readFileSync(join(standIn.dataFolder, 'stand-in.held'), 'utf8')}`));
      return true;
    });
  });

  it('that was killed is started again in spite of the worker.pid it left', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    process.kill(standIn.pids()[0] ?? 0, 'SIGKILL');
    assert.equal(existsSync(join(standIn.dataFolder, 'worker.pid')), true);
    // The kernel takes a moment to end it.
    await until(async () => (await worker.inspect()).kind === 'stopped');
    await worker.start();
    assert.equal((await worker.inspect()).kind, 'running');
  });

  it('is started soon though a launcher was killed and left its spawn lock', async (t) => {
    const standIn = await installStandIn(t);
    const child = spawn('true', { stdio: 'ignore' });
    await once(child, 'exit');
    const lock = join(standIn.dataFolder, 'spawn.lock');
    writeFileSync(lock, JSON.stringify({ pid: child.pid, startedAt: new Date().toISOString() }));
    const startedMs = performance.now();
    await control(standIn).start();
    assert.ok(performance.now() - startedMs < 10_000);
    assert.equal(existsSync(lock), false);
  });

  it('is never taken for a process that was given its pid later', async (t) => {
    const standIn = await installStandIn(t);
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    const recorded = { pid: child.pid, port: standIn.port, startedAt: '2026-01-01T00:00:00.000Z' };
    // With a token that is another's, and with none, as an older claude-mem wrote.
    for (const entry of [{ ...recorded, startToken: '1' }, recorded]) {
      writeFileSync(join(standIn.dataFolder, 'worker.pid'), JSON.stringify(entry));
      assert.equal((await control(standIn).inspect()).kind, 'stopped');
      await control(standIn).stop();
    }
    assert.equal(child.exitCode ?? child.signalCode, null);
  });

  it('of another data folder is left alone, though it answers on our port', async (t) => {
    const theirs = await installStandIn(t);
    await control(theirs).start();
    const ours = await installStandIn(t);
    const environment = { ...ours.environment, CLAUDE_MEM_WORKER_PORT: String(theirs.port) };
    const worker = claudeMemWorker(workerContext(ours.dataFolder, environment));
    assert.equal((await worker.inspect()).kind, 'stopped');
    await worker.stop();
    assert.equal(theirs.pids().length, 1);
  });

  it('is found without worker.pid when it has our database open', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    rmSync(join(standIn.dataFolder, 'worker.pid'));
    assert.equal((await worker.inspect()).kind, 'running');
    await worker.stop();
    assert.deepEqual(standIn.pids(), []);
  });

  it('comes back on the port it had, where its hooks look for it', async (t) => {
    const standIn = await installStandIn(t);
    await control(standIn).start();
    // We run as a service: the variable that names its port is only in the person's shell.
    const { CLAUDE_MEM_WORKER_PORT: _, ...withoutPort } = standIn.environment;
    const worker = claudeMemWorker(workerContext(standIn.dataFolder, withoutPort));
    await worker.stop();
    await worker.start();
    const state = await worker.inspect();
    assert.equal(state.kind === 'running' && state.port, standIn.port);
  });

  it('that could not be started again is not stopped', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    const pids = standIn.pids();
    rmSync(standIn.configFolder, { recursive: true });
    await assert.rejects(worker.stop(), /^MembridgeError: worker-stuck .*no installed claude-mem was found/);
    assert.deepEqual(standIn.pids(), pids);
  });

  it('is of the newest version that is installed at the time of the start', async (t) => {
    const standIn = await installStandIn(t, { version: '13.24.0' });
    const worker = control(standIn);
    await worker.start();
    await worker.stop();
    layOutStandIn(standIn.configFolder, '13.30.0');
    writeFileSync(join(layOutStandIn(standIn.configFolder, '14.0.0'), '.orphaned_at'), '1');
    await worker.start();
    const state = await worker.inspect();
    assert.equal(state.kind === 'running' && state.version, '13.30.0');
  });

  it('is not spawned by its own launcher while we hold the interlock', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    const interlock = await worker.interlock();
    const launcher = spawn(standIn.bun, [join(standIn.pluginRoot, 'scripts/worker-service.cjs'), 'start'], {
      env: standIn.environment,
      stdio: 'ignore',
    });
    t.after(() => launcher.kill('SIGKILL'));
    await until(() => words(standIn).includes('launch'));
    await sleep(500);
    assert.deepEqual(standIn.pids(), []);
    await assert.rejects(worker.start(), /AssertionError.*our own interlock/);
    await interlock.release();
    await worker.start();
    assert.equal(standIn.pids().length, 1);
  });

  it('works in folders with spaces and Cyrillic letters', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "membridge пам’ять 'x' "));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const standIn = await installStandIn(t, { folder });
    const worker = control(standIn);
    await worker.start();
    await worker.stop();
    assert.deepEqual(words(standIn).at(-1), 'end');
  });

  it('stops being waited for when a person interrupts', async (t) => {
    const standIn = await installStandIn(t);
    const worker = control(standIn);
    await worker.start();
    behave(standIn.dataFolder, { endsAfterMs: 3_000 });
    await assert.rejects(worker.stop(AbortSignal.timeout(300)), /^MembridgeError: interrupted/);
  });
});

function control(standIn: StandIn, clock: Clock = systemClock) {
  return claudeMemWorker({ ...workerContext(standIn.dataFolder, standIn.environment), clock });
}

/** The stand-in's events without process ids. */
function words(standIn: StandIn): string[] {
  return standIn.events().map((event) => event.split(' ')[0] ?? '');
}

/** A clock on which everything takes `factor` times as long: bounds of a minute pass in seconds. */
function hastyClock(factor: number): Clock {
  return {
    now: systemClock.now,
    monotonicMs: () => systemClock.monotonicMs() * factor,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + 10_000;
  while (!(await done())) {
    if (Date.now() > untilMs) throw new Error('it did not happen within 10 s');
    await sleep(20);
  }
}
