import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Status } from '../../model/status.ts';
import { toldNotices } from './told-notices.ts';
import { boardPlace, type HostBoard, ownBoard } from './board-place.ts';
import { hostDoors, requireDoors, type DoorParts, type HostDoors } from './host-doors.ts';
import { homeFiles, type HomeFiles } from './home-files.ts';
import { takeHostPlace, type HostPlace } from './host-place.ts';
import { hostWatchers } from './host-watchers.ts';
import { setupFactsDesk } from './setup-facts.ts';
import { usualMemory } from './usual-memory.ts';
import type { Tools } from './tools.ts';
import { membridgeVersion } from './version.ts';
import { notifySystemd } from '../../platform/notify-socket.ts';
import type { CommandEnd, HostStatus } from '../api/contract.ts';
import { eventLog } from '../api/event-log.ts';
import { boardDesk } from '../board-desk.ts';
import { startHost, type Host, type HostParts } from '../host.ts';
import type { HostSettings } from '../loop-keeper.ts';
import { startQueryThread, type QueryThread } from '../queries/query-thread.ts';
import { startEngineThread, type EngineThread } from '../thread/engine-thread.ts';

/** The host has 5 s to end in all: a round and its thread take most of it, callers the rest. */
const engineStopMs = 3_000;
const doorsStopMs = 1_000;

export interface HostWish {
  readonly homePath: string;
  readonly tools: Tools;
  /** The module of the engine thread. */
  readonly entry: URL;
  /** The module of the thread that answers the panel's questions. */
  readonly queryEntry: URL;
  /** Keep the history of a memory that is found, where nothing is connected (`npm start`). */
  readonly localHistory: boolean;
  /** Another machine's tree than this one's own, for tests. */
  readonly board?: HostBoard;
}

/** A host with its doors open, known to the commands of its home. */
export interface ServedHost {
  readonly host: Host;
  readonly doors: HostDoors;
  /** What memory was found here, as the command `found` tells it; only where its history is to be kept. */
  readonly found: CommandEnd | null;
  /** Resolves when only a new start helps; in a service alone. */
  readonly restartNeeded: Promise<'restart'>;
  /** Within 5 s, also when a round hangs. What the last look saw, for a last word. Idempotent. */
  stop(): Promise<Status | null>;
}

/**
 * Starts the host of a home in this process. Faults: `host-running`, `source-busy`, `lan-off`, `settings-unreadable`,
 * those of the home.
 */
export async function serveHost(wish: HostWish): Promise<ServedHost> {
  const { tools } = wish;
  const place = takeHostPlace(wish.homePath);
  const thread = startEngineThread({
    entry: wish.entry,
    homePath: place.home.folder,
    env: tools.at.env,
    clock: tools.clock,
  });
  const queries = startQueryThread({
    entry: wish.queryEntry,
    homePath: place.home.folder,
    env: tools.at.env,
    clock: tools.clock,
  });
  try {
    return await served(wish, place, { thread, queries });
  } catch (error) {
    await Promise.all([thread.stop(0), queries.stop()]);
    place.leave();
    throw error;
  }
}

interface Threads {
  readonly thread: EngineThread;
  readonly queries: QueryThread;
}

async function served(wish: HostWish, place: HostPlace, { thread, queries }: Threads): Promise<ServedHost> {
  const { tools } = wish;
  const { clock, random } = tools;
  const files = homeFiles(place.home.folder, tools);
  const identity = { version: membridgeVersion, pid: process.pid, startedAt: clock.now() };
  const notifier = notifySystemd(process.env);
  const events = eventLog(random);
  const restart = Promise.withResolvers<'restart'>();
  // A service may write only where something was when it started (host/service/systemd-unit.ts).
  const folder = dirname((await settingsOf(files, place, tools)).sourcePath);
  const hadFolder = existsSync(folder);
  const parts: HostParts = {
    clock,
    random,
    log: files.log,
    thread,
    identity,
    events,
    home: place.home.folder,
    settings: () => settingsOf(files, place, tools),
    ...(await hostWatchers(tools, files.log)),
    connect: (signal) => (wish.localHistory ? keepHistory(thread, tools, signal) : Promise.resolve('waiting')),
    isNews: toldNotices(join(place.home.folder, 'notices.json')),
    beat(status) {
      notifier?.watchdog(() => !isStuck(status));
      if (notifier !== null && !hadFolder && existsSync(folder)) restart.resolve('restart');
    },
  };
  const { settings } = files.settings.read();
  requireDoors(settings);
  const found = wish.localHistory ? await firstLook(thread, files, tools) : null;
  const host = await startHost(parts);
  const setupFacts = setupFactsDesk({ thread, files, tools });
  const board = boardDesk(boardPlace(tools, wish.board ?? ownBoard(tools)));
  const { home } = place;
  const doors = await opened(host, { events, settings, home, tools, log: files.log, queries, setupFacts, board });
  place.tell(
    { ...doors.loopback, pid: identity.pid, startedAt: identity.startedAt, tls: false, lan: doors.lan },
    doors.token,
  );
  await notifier?.ready(doors.url);
  let last: Promise<Status | null> | null = null;
  const stop = async () => {
    const { status } = host.status();
    void notifier?.stopping();
    await Promise.all([host.stop(engineStopMs), queries.stop()]);
    await doors.close(doorsStopMs);
    notifier?.close();
    place.leave();
    return status;
  };
  return { host, doors, found, restartNeeded: restart.promise, stop: () => (last ??= stop()) };
}

/** A host that cannot be reached is none. */
async function opened(host: Host, parts: DoorParts): Promise<HostDoors> {
  try {
    return await hostDoors(host, parts);
  } catch (error) {
    await host.stop(engineStopMs);
    throw error;
  }
}

/** What memory is here; its history is kept from now on, if it is connected to nothing else. */
async function firstLook(thread: EngineThread, files: HomeFiles, tools: Tools): Promise<CommandEnd> {
  const { signal } = new AbortController();
  const found = await thread.command(['found', '--json'], signal);
  // What keeps it from being connected is met again, and told, by the first round.
  if (files.settings.read().connection === undefined) await keepHistory(thread, tools, signal);
  return found;
}

/** Read before each round: a few hundred bytes. The memory's lock goes along with the connection. */
async function settingsOf(files: HomeFiles, place: HostPlace, tools: Tools): Promise<HostSettings> {
  const { settings, connection } = files.settings.read();
  if (connection !== undefined) await place.holdSource(connection.source.path);
  const { quietPeriodMs, maxDelayMs, pollMinMs, pollMaxMs, waitOnBattery, waitOnMetered } = settings;
  return {
    policy: { quietPeriodMs, maxDelayMs, pollMinMs, pollMaxMs, waitOnBattery, waitOnMetered },
    connection: connection === undefined ? null : JSON.stringify(connection),
    sourcePath: connection?.source.path ?? (await usualMemory(tools)),
    all: JSON.stringify([settings, connection ?? null]),
  };
}

/** Connects this machine to its own history as soon as there is a memory to keep one of. */
async function keepHistory(thread: EngineThread, tools: Tools, signal: AbortSignal): ReturnType<HostParts['connect']> {
  if (!existsSync(await usualMemory(tools))) return 'waiting';
  const { exitCode, document } = await thread.command(['init', '--local-history', '--yes', '--json'], signal);
  if (exitCode === 0) return 'connected';
  const error = document['error'] as { readonly code?: string } | undefined;
  return { code: error?.code ?? 'unexpected', exit: exitCode };
}

function isStuck({ host }: HostStatus): boolean {
  return host.notices.some(({ code }) => code === 'stuck');
}
