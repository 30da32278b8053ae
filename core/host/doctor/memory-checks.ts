import { isAbsolute } from 'node:path';
import type { Watch } from '../../engine/machine.ts';
import { rowCount } from '../../model/content.ts';
import { diskReserveBytes } from '../../model/limits.ts';
import type { Text } from '../../text/text.ts';
import { bunPath, freeSpace, hasStaleInterlock } from '../compose/health-probes.ts';
import type { Composed } from '../compose.ts';
import type { Tools } from '../compose/tools.ts';
import { looking, ok, warn, type Check } from './check.ts';

/** A pull keeps an image, a safety copy and SQLite's own log beside the memory. */
const copiesWhilePulling = 3;

/** The memory on this machine, the program that writes it, and the room to work in. */
export async function memoryChecks(composed: Composed, tools: Tools, text: Text, watch: Watch): Promise<Check[]> {
  const { machine, home } = composed;
  const say = text.words.doctor;
  return [
    await looking('source', text, () => checkSource(composed, text, watch)),
    await looking('worker', text, () => checkWorker(composed, tools, text)),
    await looking('space', text, async () => {
      const live = await machine.source.inspect().catch(() => null);
      const needBytes = (live?.kind === 'present' ? live.facts.bytes * copiesWhilePulling : 0) + diskReserveBytes;
      const free = freeSpace(home.folder);
      if (free === null) return ok('space', say.spaceUnknown);
      const bytes = text.format.bytes(free);
      if (free >= needBytes) return ok('space', say.space(bytes, home.folder));
      return warn('space', say.spaceLow(bytes, text.format.bytes(needBytes), home.folder), say.spaceNext);
    }),
    await looking('interlock', text, async () => {
      const isStale =
        machine.source.kind === 'claude-mem' &&
        isAbsolute(machine.source.path) &&
        (await hasStaleInterlock(machine.source.path, tools));
      return isStale ? warn('interlock', say.interlockOurs, say.fixNext) : ok('interlock', say.interlockFree);
    }),
  ];
}

/** Takes an image as a push would, so that every page, key and index is looked at, and throws it away. */
async function checkSource({ machine }: Composed, text: Text, watch: Watch): Promise<Check> {
  const { source, scratch } = machine;
  const say = text.words.doctor;
  const state = await source.inspect();
  if (state.kind !== 'present') return warn('source', say.sourceAbsent(source.path), say.sourceAbsentNext);
  await scratch.requireSpace(state.facts.bytes, null);
  const image = await scratch.path('doctor-image');
  try {
    const { rows, bytes } = await source.takeImage(image, watch);
    return ok('source', say.source(source.path, text.words.rows(rowCount(rows)), text.format.bytes(bytes)));
  } finally {
    await scratch.remove(image);
  }
}

async function checkWorker({ machine }: Composed, { at }: Tools, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const worker = await machine.source.worker.inspect();
  switch (worker.kind) {
    case 'not-installed':
      return ok('worker', say.noWorker);
    case 'stopped': {
      const stopped = say.workerStopped(worker.version ?? say.unknownVersion);
      return (await bunPath(at)) === null
        ? warn('worker', `${stopped} ${say.noBun}`, say.noBunNext)
        : ok('worker', stopped);
    }
    case 'running':
      if (!worker.ready) return warn('worker', say.workerNotReady(worker.pid), say.workerNotReadyNext);
      return ok('worker', say.workerRunning(worker.version ?? say.unknownVersion, worker.pid, worker.port));
  }
}
