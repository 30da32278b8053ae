/** A host with nothing to do: what it costs while nobody works, and what it leaves. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { LoopCounters } from '../../../core/host/loop.ts';
import type { RoundTally } from '../../../core/host/round-tally.ts';
import { hostProgram, type HostProgram, waitFor } from '../../support/host-program.ts';
import { environmentIn } from '../../cli/machines.ts';
import { place } from './place.ts';

/** The first looks, and what SQLite and the files tell of them afterwards, are no idling. */
const quietPolls = 3;
const idlePolls = 8;

test('idle, it wakes and asks once a poll and writes nothing; stopped, it leaves nothing', async (t) => {
  const { root, home, memory, run } = await place(t, { memory: true });
  const [shared, scratch] = [join(root, 'shared'), join(root, 'tmp')];
  for (const folder of [shared, scratch]) await mkdir(folder);
  const database = join(memory, 'claude-mem.db');
  assert.equal(
    (await run('init', '--folder', shared, '--no-encryption', '--source', database, '--home', home)).code,
    0,
  );
  for (const [key, value] of Object.entries({ pollMinMs: 1_000, pollMaxMs: 3_000, quietPeriodMs: 1_000 }))
    assert.equal((await run('config', 'set', key, String(value), '--home', home)).code, 0);
  const host = await hostProgram(t, { home, env: environmentIn(root, { TMPDIR: scratch }) });
  await host.until('the first look', (now) => now.host.state === 'in-sync');
  const moments = () => Promise.all([home, memory, shared].map(stamps));
  const look = async () => ({ files: await moments(), bytesWritten: bytesWritten(host.pid) });

  let before = await look();
  let isQuiet = false;
  await waitFor('some polls that leave no trace', async () => {
    await polls(host, quietPolls);
    const now = await look();
    isQuiet = JSON.stringify(now) === JSON.stringify(before);
    before = now;
    return isQuiet;
  });
  await polls(host, idlePolls);
  assert.deepEqual(await look(), before, 'nothing is written in home, memory or store, nor anywhere else');
  assert.deepEqual(childrenOf(host.pid), []);
  tellMemory(t, host.pid);

  assert.equal(await host.stop(), 0);
  const { wakeUps, rounds, requests, idlePolls: idle, idleRequests } = await lastWord(home);
  t.diagnostic(
    `${wakeUps} wake-ups, ${rounds} rounds, ${requests} requests; ${idle} idle polls, ${idleRequests} theirs`,
  );
  assert.ok(idle >= idlePolls, `${idle} idle polls`);
  assert.ok(wakeUps <= rounds + startsMax, `${wakeUps} wake-ups, ${rounds} rounds`);
  assert.ok(idleRequests <= idle, `${idleRequests} requests in ${idle} idle polls`);
  for (const name of ['host.json', 'host.token']) assert.equal(existsSync(join(home, name)), false, name);
  const left = (await Promise.all([home, memory].map((folder) => readdir(folder, { recursive: true })))).flat();
  assert.deepEqual(
    left.filter((name) => /lock|\.tmp|-wal$|-shm$|-journal$/.test(name)),
    [],
  );
  assert.deepEqual(await readdir(scratch), []);
  assert.deepEqual(await readdir(join(home, 'scratch')).catch(() => []), []);
});

/** The end of a sleep that the start (file events of its own first looks) and the stop bring about. */
const startsMax = 3;

/** Waits until the host has polled so often again. */
async function polls(host: HostProgram, count: number): Promise<void> {
  let last: number | null = null;
  for (let seen = 0; seen <= count; seen += 1) {
    const { host: now } = await host.until('a poll', ({ host: at }) => at.lastLookAt !== last && at.busy === null);
    last = now.lastLookAt;
  }
}

/** Size, inode and times of everything in a folder, and of the folder; not what only a log file may tell. */
async function stamps(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).toSorted();
  return Promise.all(
    ['', ...names].map(async (name) => {
      const { ino, size, mtimeMs, mode } = await lstat(join(folder, name));
      return [name, ino, size, mtimeMs, mode].join(' ');
    }),
  );
}

/** What the process sent to a disk; 0 where the system does not tell. */
function bytesWritten(pid: number): number {
  return Number(procFile(pid, 'io', /^write_bytes: (\d+)$/m) ?? 0);
}

function tellMemory(t: TestContext, pid: number): void {
  const resident = procFile(pid, 'status', /^VmRSS:\s+(\d+) kB$/m);
  t.diagnostic(`resident: ${resident === null ? 'not told here' : `${Math.round(Number(resident) / 1_024)} MB`}`);
}

function procFile(pid: number, name: string, pattern: RegExp): string | null {
  const path = `/proc/${pid}/${name}`;
  return existsSync(path) ? (pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? null) : null;
}

/** Where the system tells. */
function childrenOf(pid: number): string[] {
  if (!existsSync('/proc/self/status')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return procFile(Number(name), 'status', /^PPid:\s+(\d+)$/m) === String(pid);
      } catch {
        return false;
      }
    });
}

/** The counters that the host logs when it stops. */
async function lastWord(home: string): Promise<LoopCounters & RoundTally> {
  const lines = (await readFile(join(home, 'logs', 'membridge.jsonl'), 'utf8')).trim().split('\n');
  const line = lines.map((each) => JSON.parse(each)).findLast(({ event }) => event === 'host.stopped');
  assert.ok(line !== undefined, 'a last line');
  return line.data ?? line;
}
