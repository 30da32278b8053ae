import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { availableParallelism, release, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { codeOf, freeBytes } from '../../platform/file-fault.ts';
import { openHome, type Home } from '../../platform/home.ts';
import { findBun } from '../../sources/claude-mem/bun.ts';
import { programArchitecture, type Architecture } from '../../sources/claude-mem/program-architecture.ts';
import { configuredAddress } from '../../sources/claude-mem/worker-address.ts';
import type { Surroundings } from './surroundings.ts';
import type { Tools } from './tools.ts';

/** Rights of the home folder as its owner sees them (`755`); null where there is none, or the system has no such rights. */
export function homeMode({ folder }: Home): PathMode {
  return pathMode(folder);
}

/** The same of the file with the secrets. */
export function secretsMode({ secretsFile }: Home): PathMode {
  return pathMode(secretsFile);
}

interface PathMode {
  readonly exists: boolean;
  /** Rights of others than the owner, as `755`; null where they have none. */
  readonly openTo: string | null;
}

/** What cannot even be looked at counts as not there: the next check says why. */
function pathMode(path: string): PathMode {
  const facts = statOrNothing(path);
  if (facts === undefined) return { exists: false, openTo: null };
  const isOpen = process.platform !== 'win32' && (facts.mode & 0o077) !== 0;
  return { exists: true, openTo: isOpen ? (facts.mode & 0o777).toString(8) : null };
}

function statOrNothing(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return undefined;
  }
}

/** Closes the home folder to others. */
export function closeHome({ folder }: Home): void {
  openHome(folder);
}

export function nodeVersion(): string {
  return process.versions.node;
}

/** This machine, as far as faults depend on it; no names. */
export function machineFacts({ system }: Surroundings) {
  return {
    node: nodeVersion(),
    system,
    release: release(),
    processors: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/** The files that Membridge keeps in a home, with size and rights; what else lies there is only counted. */
export function homeListing(home: Home) {
  const { folder, settingsFile, secretsFile, stateFile, lockFile, scratchFolder, restorePointsFolder } = home;
  const state = [stateFile, `${stateFile}-wal`, `${stateFile}-shm`];
  const ours = [
    settingsFile,
    secretsFile,
    ...state,
    lockFile,
    dirname(home.logFile),
    scratchFolder,
    restorePointsFolder,
  ];
  const names = [...ours, home.restoredFolder, home.movedAsideFolder].map((path) => basename(path));
  const there = readdirSync(folder);
  const files = there
    .filter((name) => names.includes(name))
    .map((name) => {
      const facts = statSync(join(folder, name), { throwIfNoEntry: false });
      return { name, bytes: facts?.size ?? null, mode: ((facts?.mode ?? 0) & 0o777).toString(8) };
    });
  return { mode: (statSync(folder).mode & 0o777).toString(8), files, others: there.length - files.length };
}

/** Bytes that may still be written where `path` lies; null where the system does not say. */
export function freeSpace(path: string): number | null {
  return freeBytes(path);
}

export function bunPath(at: Surroundings): Promise<string | null> {
  return findBun(at);
}

/** What kind of machine a program was made for; null where its file does not tell. */
export function architectureOf(path: string): Promise<Architecture | null> {
  return programArchitecture(path);
}

/** An answer on this machine itself comes at once. */
const connectMsMax = 2_000;

/** Where the worker of this memory would listen, and whether somebody listens there already. */
export async function workerPort(
  databasePath: string,
  at: Surroundings,
): Promise<{ readonly port: number; readonly isTaken: boolean }> {
  const { host, port } = await configuredAddress(dirname(databasePath), at);
  const isTaken = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: connectMsMax });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
  return { port, isTaken };
}

const spawnLockSchema = z.object({ pid: z.int().min(1), holder: z.literal('membridge') });

/** Whether a dead process of ours left the lock that keeps claude-mem's worker from starting. */
export async function hasStaleInterlock(
  databasePath: string,
  { processes }: Pick<Tools, 'processes'>,
): Promise<boolean> {
  const text = await readFile(join(dirname(databasePath), 'spawn.lock'), 'utf8').catch(() => '');
  const lock = spawnLockSchema.safeParse(parsed(text)).data;
  return lock !== undefined && !(await processes.isAlive(lock.pid));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
