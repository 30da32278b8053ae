import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../model/errors.ts';
import { spawnLockHoldMsMax, spawnLockTouchMs } from '../../model/limits.ts';
import type { Interlock } from '../../ports/worker.ts';
import { databaseOf, type WorkerContext } from './worker-context.ts';
import { lives } from './worker-pid.ts';

/** claude-mem takes a lock for abandoned when its modification time is this old (claude-mem.md 3.5). */
const staleMs = 90_000;
/** A launcher holds the lock for half a minute at most; one that hangs is overruled when its lock is stale. */
const waitMsMax = staleMs + 5_000;
const lookEveryMs = 200;

/** claude-mem reads only the pid; holder and startToken are how we know our own after a crash. */
const contentSchema = z.object({
  pid: z.int().min(1),
  startedAt: z.string(),
  holder: z.string().optional(),
  startToken: z.string().nullable().optional(),
});
type Content = z.infer<typeof contentSchema>;
const ourName = 'membridge';

/**
 * Takes claude-mem's spawn.lock: while we hold it nobody spawns a worker; hooks wait up to 19 s for one and then give up,
 * so hold it for seconds. It is touched to stay fresh; held for longer than spawnLockHoldMsMax, that is logged. Waits for
 * another holder and takes over what a dead process left. Throws `worker-stuck`, `source-read-only`, `disk-full`.
 */
export async function takeSpawnLock(context: WorkerContext, signal?: AbortSignal): Promise<Interlock> {
  const { clock } = context;
  const path = lockPath(context);
  await mkdir(context.folder, { recursive: true }).catch((error: unknown) => refuse(error, context));
  const startedMs = clock.monotonicMs();
  while (!(await create(path, context))) {
    if (await breakAbandonedSpawnLock(context)) continue;
    const waitedMs = Math.round(clock.monotonicMs() - startedMs);
    if (waitedMs >= waitMsMax)
      throw fail('worker-stuck', { what: `${path} is held by ${await holderOf(path)}`, waitedMs });
    await clock.sleep(lookEveryMs, signal);
  }
  return held(path, context);
}

/** Removes a spawn.lock that a dead process of ours left, and no other. */
export async function clearOurSpawnLock(context: WorkerContext): Promise<void> {
  const path = lockPath(context);
  const content = await readLock(path);
  if (content?.holder === ourName && (await isOfDead(content, context))) await rm(path, { force: true });
}

function lockPath({ folder }: WorkerContext): string {
  return join(folder, 'spawn.lock');
}

/** False when it exists. */
async function create(path: string, context: WorkerContext): Promise<boolean> {
  const { clock, processes } = context;
  const startToken = await processes.startToken(processes.ownPid);
  const content: Content = {
    pid: processes.ownPid,
    startedAt: new Date(clock.now()).toISOString(),
    holder: ourName,
    startToken,
  };
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(content));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : refuse(error, context);
  }
}

/**
 * Removes a spawn.lock whose process is gone, whoever left it, or that is stale by claude-mem's rule. claude-mem goes by
 * the age alone, so after a launcher that was killed it starts no worker for 90 s. True when there is no lock now.
 */
export async function breakAbandonedSpawnLock(context: WorkerContext): Promise<boolean> {
  const path = lockPath(context);
  const content = await readLock(path);
  const before = await modifiedMs(path);
  if (before === null) return true;
  const dead = content !== null && (await isOfDead(content, context));
  if (!dead && context.clock.now() - before <= staleMs) return false;
  // Touched or replaced since we looked: its holder lives.
  if ((await modifiedMs(path)) !== before) return false;
  await rm(path, { force: true });
  return true;
}

async function isOfDead({ pid, startToken }: Content, { processes }: WorkerContext): Promise<boolean> {
  return !(await lives({ pid, startToken: startToken ?? null }, processes));
}

function held(path: string, context: WorkerContext): Interlock {
  const { clock, heartbeat, log } = context;
  const sinceMs = clock.monotonicMs();
  let reported = false;
  const stopTouching = heartbeat(spawnLockTouchMs, () => {
    const heldMs = Math.round(clock.monotonicMs() - sinceMs);
    if (heldMs >= spawnLockHoldMsMax && !reported) {
      reported = true;
      log.warn('interlock.overheld', { path, heldMs });
    }
    touch(path, context).catch((error: unknown) => log.warn('interlock.untouched', { path, reason: String(error) }));
  });
  let released: Promise<void> | null = null;
  return {
    release: () => {
      stopTouching();
      released ??= removeOwn(path, context);
      return released;
    },
  };
}

async function touch(path: string, context: WorkerContext): Promise<void> {
  const content = await readLock(path);
  if (content === null || !isOwn(content, context)) throw new Error('somebody else has taken it');
  // Written again rather than given a time: the file system's clock counts, whatever ours says.
  await writeFile(path, JSON.stringify(content), { flag: 'r+' });
}

async function removeOwn(path: string, context: WorkerContext): Promise<void> {
  const content = await readLock(path);
  if (content !== null && isOwn(content, context)) await rm(path, { force: true });
}

function isOwn({ holder, pid }: Content, { processes }: WorkerContext): boolean {
  return holder === ourName && pid === processes.ownPid;
}

/** Null when it is gone or says nothing that we understand. */
async function readLock(path: string): Promise<Content | null> {
  try {
    return contentSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

async function holderOf(path: string): Promise<string> {
  const content = await readLock(path);
  return content === null ? 'an unknown process' : `${content.holder ?? 'claude-mem'} (pid ${content.pid})`;
}

async function modifiedMs(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

/** A person knows the memory, not the lock beside it. */
function refuse(error: unknown, context: WorkerContext): never {
  const path = databaseOf(context);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw fail('source-read-only', { path }, error);
  if (code === 'ENOSPC' || code === 'EDQUOT') throw fail('disk-full', { path, needBytes: 4096, freeBytes: 0 }, error);
  throw error;
}
