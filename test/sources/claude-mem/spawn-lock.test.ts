import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../core/platform/clock.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { clearOurSpawnLock, takeSpawnLock } from '../../../core/sources/claude-mem/spawn-lock.ts';
import type { WorkerContext } from '../../../core/sources/claude-mem/worker-context.ts';
import { workerContext } from '../../support/worker-context.ts';

describe('the spawn lock', () => {
  it('is written as claude-mem writes it and removed at release, twice as well', async (t) => {
    const { context, lock } = prepare(t);
    const interlock = await takeSpawnLock(context);
    const content = JSON.parse(readFileSync(lock, 'utf8'));
    assert.equal(content.pid, process.pid);
    assert.ok(Math.abs(Date.parse(content.startedAt) - Date.now()) < 5_000);
    await interlock.release();
    await interlock.release();
    assert.equal(existsSync(lock), false);
  });

  it('is waited for while another holds it, and taken when it is free', async (t) => {
    const { context, lock } = prepare(t);
    const other = await livingPid(t);
    writeFileSync(lock, JSON.stringify({ pid: other, startedAt: new Date().toISOString() }));
    let taken = false;
    const waiting = takeSpawnLock(context).then((interlock) => {
      taken = true;
      return interlock;
    });
    await sleep(400);
    assert.equal(taken, false);
    rmSync(lock);
    await (await waiting).release();
  });

  it('is given up for with the holder named when it does not become free in time', async (t) => {
    const { context, lock } = prepare(t);
    const other = await livingPid(t);
    const text = JSON.stringify({ pid: other, startedAt: new Date().toISOString() });
    writeFileSync(lock, text);
    const clock = leapingClock(10_000);
    await assert.rejects(takeSpawnLock({ ...context, clock }), (error: Error) => {
      assert.match(error.message, /^worker-stuck/);
      assert.match(error.message, new RegExp(`spawn\\.lock is held by claude-mem \\(pid ${other}\\)`));
      return true;
    });
    assert.equal(readFileSync(lock, 'utf8'), text);
  });

  it('stops waiting when it is interrupted', async (t) => {
    const { context, lock } = prepare(t);
    writeFileSync(lock, JSON.stringify({ pid: await livingPid(t), startedAt: 'x' }));
    await assert.rejects(takeSpawnLock(context, AbortSignal.timeout(100)), /^MembridgeError: interrupted/);
    assert.equal(existsSync(lock), true);
  });

  it('is broken when nobody has touched it for 90 s, whatever it says', async (t) => {
    for (const text of ['', 'nonsense', JSON.stringify({ pid: process.pid, startedAt: 'x' })]) {
      const { context, lock } = prepare(t);
      writeFileSync(lock, text);
      const old = Date.now() / 1000 - 91;
      utimesSync(lock, old, old);
      await (await takeSpawnLock(context)).release();
      assert.equal(existsSync(lock), false);
    }
  });

  it('left by a dead process, of ours or a launcher that was killed, is taken over at once', async (t) => {
    const { context, lock } = prepare(t);
    writeFileSync(lock, JSON.stringify({ pid: await deadPid(), startedAt: 'x' }));
    await (await takeSpawnLock(context)).release();
    writeFileSync(lock, JSON.stringify({ pid: await deadPid(), startedAt: 'x', holder: 'membridge', startToken: '1' }));
    const startedMs = performance.now();
    const interlock = await takeSpawnLock(context);
    assert.ok(performance.now() - startedMs < 2_000);
    assert.equal(JSON.parse(readFileSync(lock, 'utf8')).pid, process.pid);
    await interlock.release();
  });

  it('is cleared only when a dead process of ours left it', async (t) => {
    const { context, lock } = prepare(t);
    await clearOurSpawnLock(context); // none there
    const dead = await deadPid();
    const living = await livingPid(t);
    const token = await context.processes.startToken(living);
    const cases = [
      [{ pid: dead, holder: 'membridge', startToken: '5' }, 'cleared'],
      // The pid was given to another process since.
      [{ pid: living, holder: 'membridge', startToken: `${token}0` }, 'cleared'],
      [{ pid: living, holder: 'membridge', startToken: token }, 'kept'],
      [{ pid: dead }, 'kept'],
    ] as const;
    for (const [content, expected] of cases) {
      writeFileSync(lock, JSON.stringify({ startedAt: 'x', ...content }));
      await clearOurSpawnLock(context);
      assert.equal(existsSync(lock) ? 'kept' : 'cleared', expected, JSON.stringify(content));
      rmSync(lock, { force: true });
    }
  });

  it('is kept fresh while it is held, and its overlong hold is logged once', async (t) => {
    const { context, lock } = prepare(t);
    const beats: (() => void)[] = [];
    const warned: unknown[] = [];
    const clock = leapingClock(0);
    const interlock = await takeSpawnLock({
      ...context,
      clock,
      heartbeat: (everyMs, task) => {
        assert.equal(everyMs, 20_000);
        beats.push(task);
        return () => beats.pop();
      },
      log: { ...context.log, warn: (event, data) => warned.push([event, data?.['heldMs']]) },
    });
    const old = Date.now() / 1000 - 60;
    utimesSync(lock, old, old);
    for (const ms of [20_000, 20_000, 20_000, 20_000]) {
      clock.leap(ms);
      beats.at(0)?.();
    }
    await until(() => statSync(lock).mtimeMs > Date.now() - 30_000);
    assert.deepEqual(warned, [['interlock.overheld', 60_000]]);
    await interlock.release();
    assert.equal(beats.length, 0);
  });

  it('that somebody broke and took is neither touched nor removed by us', async (t) => {
    const { context, lock } = prepare(t);
    const beats: (() => void)[] = [];
    const warned: string[] = [];
    const interlock = await takeSpawnLock({
      ...context,
      heartbeat: (_everyMs, task) => {
        beats.push(task);
        return () => {};
      },
      log: { ...context.log, warn: (event) => warned.push(event) },
    });
    const theirs = JSON.stringify({ pid: await livingPid(t), startedAt: 'x' });
    writeFileSync(lock, theirs);
    beats[0]?.();
    await until(() => warned.length > 0);
    await interlock.release();
    assert.equal(readFileSync(lock, 'utf8'), theirs);
    assert.deepEqual(warned, ['interlock.untouched']);
  });

  it('says so when the folder does not let us write', async (t) => {
    const { context } = prepare(t);
    chmodSync(context.folder, 0o500);
    // Root writes into any folder but those of the kernel.
    const folder = process.getuid?.() === 0 ? '/sys/kernel' : context.folder;
    await assert.rejects(takeSpawnLock({ ...context, folder }), /^MembridgeError: source-read-only/);
    chmodSync(context.folder, 0o700);
  });
});

function prepare(t: TestContext): { context: WorkerContext; lock: string } {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { context: workerContext(folder, { HOME: folder }), lock: join(folder, 'spawn.lock') };
}

/** A clock whose waits are over at once and count as `perSleepMs`. */
function leapingClock(perSleepMs: number): Clock & { leap(ms: number): void } {
  let leaptMs = 0;
  const leap = (ms: number) => {
    leaptMs += ms;
  };
  return {
    leap,
    now: systemClock.now,
    monotonicMs: () => leaptMs,
    sleep: async () => {
      leap(perSleepMs);
      await sleep(1);
    },
  };
}

async function livingPid(t: TestContext): Promise<number> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child.pid ?? 0;
}

async function deadPid(): Promise<number> {
  const child = spawn('true', { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function until(done: () => boolean): Promise<void> {
  const untilMs = Date.now() + 5_000;
  while (!done()) {
    if (Date.now() > untilMs) throw new Error('it did not happen within 5 s');
    await sleep(10);
  }
}
