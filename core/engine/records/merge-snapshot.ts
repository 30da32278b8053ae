import { afterCovering } from '../../model/records/cursor.ts';
import { streams as allStreams } from '../../model/records/kinds.ts';
import type { ManifestMerge } from '../../model/manifest.ts';
import { deviceIdSchema } from '../../model/ids.ts';
import { compareVersions } from '../../model/records/version.ts';
import { stampsOf } from '../../model/records/state.ts';
import { encodeStamps } from '../../model/records/record.ts';
import type { Watch } from '../machine.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { withSnapshot } from './fetch-snapshot.ts';
import { withNewestSnapshot, type FoundSnapshot } from './find-snapshot.ts';
import { joinState } from './join-segment.ts';
import type { LogTools } from './log-tools.ts';
import { indexedRecords, type IndexedRecord } from './read-index.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

export interface SnapshotMerged {
  /** Records that wait now, and did not before. */
  readonly records: number;
  readonly receivedBytes: number;
}

/**
 * Joins the newest snapshot of the fleet into what waits, record by record, as its logs would have been (protocol.md
 * sections 6 and 7): for a machine with rows of its own, and for a reader whose log was deleted below a floor. The cursors go
 * last: killed before, it begins again, and nothing is joined twice. Null where no snapshot has anything new.
 */
export async function mergeSnapshot(machine: SnapshotMachine, watch: Watch): Promise<SnapshotMerged | null> {
  return withNewestSnapshot(machine, watch, async (found) => {
    if (!bringsMore(machine, found)) return null;
    return withSnapshot(machine, found, watch, async (snapshot) => {
      const { store, images, clock } = machine;
      let records = 0;
      const image = await images.open(snapshot.image);
      try {
        for await (const page of indexedRecords(machine, snapshot, image)) {
          throwIfInterrupted(watch.signal, 'the join');
          store.provisional(() => {
            for (const record of page) {
              const { kind, key } = record.entry;
              if (isKnown(machine, record)) continue;
              records += Number(joinState(store, { kind, key, state: record.state, batch: null }, clock.now()));
            }
          });
        }
      } finally {
        image.close();
      }
      setCovered(machine, found.manifest.merge.covers);
      machine.log.info('snapshot.merged', { key: found.key, records });
      return { records, receivedBytes: snapshot.receivedBytes };
    });
  });
}

type Covering = Pick<LogTools, 'store' | 'state' | 'streams'>;

/** Everything up to there is in what was loaded. */
export function setCovered({ store, state, streams }: Covering, covers: ManifestMerge['covers']): void {
  store.transaction(() => {
    for (const [device, upTo] of Object.entries(covers)) {
      const id = deviceIdSchema.parse(device);
      if (id === state.deviceId()) continue;
      for (const stream of allStreams) {
        const seq = upTo[stream];
        if (seq === undefined || !streams.has(stream)) continue;
        store.setCursor(id, stream, afterCovering(store.cursor(id, stream), seq));
        for (const entry of store.quarantined())
          if (entry.device === id && entry.stream === stream && entry.seq > 0 && entry.seq <= seq)
            store.clearQuarantine(entry);
      }
    }
  });
}

function bringsMore({ store, state, streams }: SnapshotMachine, { manifest }: FoundSnapshot): boolean {
  return Object.entries(manifest.merge.covers).some(([device, upTo]) => {
    const id = deviceIdSchema.parse(device);
    if (id === state.deviceId()) return false;
    return allStreams.some((stream) => streams.has(stream) && (upTo[stream] ?? 0) > store.cursor(id, stream).upTo);
  });
}

/**
 * The very state that stands here: it has seen the same, and every column was written by the same hand. Where a column is an
 * import's beside an edit, two imports may differ in it: those are joined.
 */
function isKnown({ store }: SnapshotMachine, { entry, state }: IndexedRecord): boolean {
  const known = store.known(entry.key)?.state;
  if (known === undefined || store.pending(entry.key) !== null) return false;
  const here = known.kind === 'carried' ? known.state : known;
  if (compareVersions(here.version, state.version) !== 0 || !sameEntries(here.seen, state.seen)) return false;
  if (here.kind === 'dead' || state.kind === 'dead') return here.kind === state.kind;
  const stamps = here.kind === 'row' ? here.stamps : stampsOf(here.cells, here.version);
  const there = stampsOf(state.cells, state.version);
  if (Object.values(there).some(({ device }) => device === '')) return false;
  return (
    sameEntries(encodeStamps(stamps), encodeStamps(there)) && JSON.stringify(here.ref) === JSON.stringify(state.ref)
  );
}

function sameEntries(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]))
  );
}
