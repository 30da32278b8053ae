import { streams } from '../../model/records/kinds.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { LogStore, LogTools } from './log-tools.ts';
import { packSegment } from './pack.ts';
import { finishRenewal, renewDevice } from './renewal.ts';

interface Renewed extends Omit<LogTools, 'store'> {
  readonly store: LogStore & Pick<RecordStore, 'forgetRecords'>;
}

/**
 * Somebody put other content into the source. Everything known of the old content is forgotten, and this device goes on
 * under a new id: its own log is read like any other, and what the new content lacks comes back. What it had not sent yet
 * stands only here by now, and of what it sent others may still ask for a segment: all of it goes out again under the new
 * id, and is brought back here from the sealed bytes that were kept (`takeBackOwn`, which a crash only delays).
 */
export async function beginAnew(machine: Renewed): Promise<void> {
  const { store, log } = machine;
  log.warn('source.replaced', {});
  await finishRenewal(machine);
  for (const stream of streams) while ((await packSegment(machine, stream)) !== null);
  store.transaction(() => {
    renewDevice(machine, 'all');
    store.forgetRecords();
  });
  await takeBackOwn(machine);
}

/** For every first look: what a machine that began anew had written waits to be brought back. */
export async function takeBackOwn(machine: LogTools): Promise<void> {
  await finishRenewal(machine, 'here too');
}
