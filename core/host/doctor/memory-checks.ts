import { dirname, isAbsolute } from 'node:path';
import type { Watch } from '../../engine/machine.ts';
import { rowCount } from '../../model/content.ts';
import { diskReserveBytes } from '../../model/limits.ts';
import type { Text } from '../../text/text.ts';
import type { Scratch } from '../../ports/scratch.ts';
import type { Source } from '../../ports/source.ts';
import { architectureOf, bunPath, freeSpace, hasStaleInterlock, workerPort } from '../compose/health-probes.ts';
import type { Tools } from '../compose/tools.ts';
import { looking, ok, warn, type Check } from './check.ts';

/** A pull keeps an image, a safety copy and SQLite's own log beside the memory. */
const copiesWhilePulling = 3;

/** What is looked at. */
export interface MemoryHere {
  readonly source: Source;
  /** Null: the memory is only glanced at, because there is no home to take an image into. */
  readonly scratch: Scratch | null;
  readonly homeFolder: string;
}

/** The memory on this machine, the program that writes it, and the room to work in. */
export async function memoryChecks(here: MemoryHere, tools: Tools, text: Text, watch: Watch): Promise<Check[]> {
  const { source } = here;
  const say = text.words.doctor;
  return [
    await looking('source', text, () => checkSource(here, text, watch)),
    await looking('worker', text, () => checkWorker(source, tools, text)),
    await looking('space', text, () => checkSpace(here, text)),
    await looking('interlock', text, async () => {
      const isStale =
        source.kind === 'claude-mem' && isAbsolute(source.path) && (await hasStaleInterlock(source.path, tools));
      return isStale ? warn('interlock', say.interlockOurs, say.fixNext) : ok('interlock', say.interlockFree);
    }),
  ];
}

/** Takes an image as a push would, so that every page, key and index is looked at, and throws it away. */
async function checkSource({ source, scratch }: MemoryHere, text: Text, watch: Watch): Promise<Check> {
  const say = text.words.doctor;
  const state = await source.inspect();
  if (state.kind !== 'present') return warn('source', say.sourceAbsent(source.path), say.sourceAbsentNext);
  const told = (rows: Readonly<Record<string, number>>, bytes: number) =>
    [source.path, text.words.rows(rowCount(rows)), text.format.bytes(bytes)] as const;
  if (scratch === null) return ok('source', say.sourceSeen(...told(state.facts.rows, state.facts.bytes)));
  await scratch.requireSpace(state.facts.bytes, null);
  const image = await scratch.path('doctor-image');
  try {
    const { rows, bytes } = await source.takeImage(image, watch);
    return ok('source', say.source(...told(rows, bytes)));
  } finally {
    await scratch.remove(image);
  }
}

/** In the home for copies, beside the memory for what SQLite writes while it is replaced; the two may be different disks. */
async function checkSpace({ source, homeFolder }: MemoryHere, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const live = await source.inspect().catch(() => null);
  const bytes = live?.kind === 'present' ? live.facts.bytes : 0;
  const places = [
    { folder: homeFolder, needBytes: bytes * copiesWhilePulling + diskReserveBytes },
    { folder: dirname(source.path), needBytes: bytes + diskReserveBytes },
  ].map((place) => ({ ...place, free: freeSpace(place.folder) }));
  const low = places.find(({ free, needBytes }) => free !== null && free < needBytes);
  if (low !== undefined && low.free !== null) {
    const [free, need] = [text.format.bytes(low.free), text.format.bytes(low.needBytes)];
    return warn('space', say.spaceLow(free, need, low.folder), say.spaceNext);
  }
  const free = places[0]?.free ?? null;
  return ok('space', free === null ? say.spaceUnknown : say.space(text.format.bytes(free), homeFolder));
}

async function checkWorker(source: Source, { at, processes }: Tools, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const worker = await source.worker.inspect();
  switch (worker.kind) {
    case 'not-installed':
      return ok('worker', say.noWorker);
    case 'stopped': {
      const { port, isTaken } = await workerPort(source.path, at);
      const stopped = say.workerStopped(worker.version ?? say.unknownVersion, port);
      const bun = await bunPath(at);
      if (bun === null) return warn('worker', `${stopped} ${say.noBun}`, say.noBunNext);
      if (isTaken) return warn('worker', `${stopped} ${say.portTaken(port)}`, say.portTakenNext);
      return withBun(stopped, bun, at.system, text);
    }
    case 'running': {
      if (!worker.ready) return warn('worker', say.workerNotReady(worker.pid), say.workerNotReadyNext);
      const running = say.workerRunning(worker.version ?? say.unknownVersion, worker.pid, worker.port);
      const bun = (await processes.program(worker.pid)) ?? (await bunPath(at));
      return bun === null ? ok('worker', running) : withBun(running, bun, at.system, text);
    }
  }
}

/** A bun for another processor crashes, or crawls in an emulator. `system`: as process.platform and process.arch say. */
async function withBun(said: string, bun: string, system: string, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const architecture = await architectureOf(bun);
  if (architecture === null) return ok('worker', said);
  const here = system.split('-')[1] ?? '';
  if (architecture === here || architecture === 'universal') return ok('worker', `${said} ${say.bun(architecture)}`);
  return warn('worker', `${said} ${say.bunOther(bun, architecture, here)}`, say.bunOtherNext);
}
