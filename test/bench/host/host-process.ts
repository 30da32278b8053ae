/** Rounds of one home, while this thread's event loop is watched. Prints one JSON line. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineEntry } from '../../../core/cli/engine-entry.ts';
import { startEngineThread } from '../../../core/host/thread/engine-thread.ts';
import type { Round } from '../../../core/model/loop.ts';
import { systemClock } from '../../../core/platform/clock.ts';

// What a host has loaded beside: its API and its watchers.
await Promise.all([import('hono'), import('@hono/node-server'), import('chokidar')]);
const [home = '', , what = 'idle'] = process.argv.slice(2);
const thread = startEngineThread({ entry: engineEntry, homePath: home, env: process.env, clock: systemClock });
const resident = () => process.memoryUsage.rss();
const look = (how: Round['look'], signal: AbortSignal = new AbortController().signal) =>
  thread.round({ intent: 'sync', look: how, reason: 'timer' }, signal);

const delay = monitorEventLoopDelay({ resolution: 1 });
const results: Record<string, unknown> = { main: resident() };
let peak = 0;
const sampler = setInterval(() => (peak = Math.max(peak, resident())), 50);
switch (what) {
  case 'stall': {
    delay.enable();
    const { outcome, moved } = await look('whole');
    delay.disable();
    Object.assign(results, { outcome, moved, stallMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 });
    break;
  }
  case 'cancel': {
    // One round for each phase of a first look: aborted when the phase has begun.
    for (const wanted of ['checking', 'copying', 'uploading']) {
      const stop = new AbortController();
      let atMs: number | null = null;
      const end = thread.onProgress((busy) => {
        if (busy?.phase !== wanted || atMs !== null) return;
        atMs = performance.now();
        stop.abort();
      });
      const { outcome } = await look('whole', stop.signal);
      end();
      results[wanted] = [outcome, atMs === null ? null : performance.now() - atMs];
      if (outcome.kind === 'done') break;
    }
    break;
  }
  case 'cancel-after': {
    for (const afterMs of process.argv.slice(5).map(Number)) {
      const stop = new AbortController();
      const round = look('whole', stop.signal);
      await sleep(afterMs);
      const busy = thread.busy();
      const abortedMs = performance.now();
      stop.abort();
      const { outcome } = await round;
      results[`after ${afterMs} ms`] = [busy?.phase, outcome, Math.round(performance.now() - abortedMs)];
    }
    break;
  }
  default: {
    await look('whole');
    for (let round = 0; round < 20; round++) await look('quick');
    await sleep(2_000);
    results['idle'] = resident();
    await thread.release();
    results['released'] = resident();
  }
}
clearInterval(sampler);
await thread.stop(5_000);
await sleep(500);
console.log(JSON.stringify({ ...results, peak, stopped: resident() }));
