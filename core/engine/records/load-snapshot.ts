import { fail } from '../../model/errors.ts';
import { streamOf } from '../../model/records/kinds.ts';
import type { RecordKey } from '../../model/records/record.ts';
import type { RecordReading } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import type { FetchedSnapshot } from './fetch-snapshot.ts';
import { knownStateOf, mappedRowOf, recordStateOf } from './known-state.ts';
import { setCovered } from './merge-snapshot.ts';
import { indexedRecords, type IndexedRecord } from './read-index.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';
import { rowsPerTurn } from './tools.ts';
import { twinOf } from './twin.ts';

/**
 * Loads a snapshot into the state database, as the device that made it knew it: rows of the image, records, cursors. What
 * its rows do not show waits to be applied. Throws `object-damaged` where index and image do not fit.
 */
export async function loadSnapshot(machine: SnapshotMachine, snapshot: FetchedSnapshot, watch: Watch): Promise<void> {
  const { store, images } = machine;
  const shared: RecordKey[] = [];
  const sets = rememberedSets(store);
  const image = await images.open(snapshot.image);
  try {
    for await (const page of indexedRecords(machine, snapshot, image)) {
      throwIfInterrupted(watch.signal, 'the join');
      store.provisional(() => {
        for (const record of page) {
          loadRecord(store, sets, record);
          if (record.entry.of !== null) shared.push(record.entry.of);
        }
      });
    }
    store.transaction(() => {
      for (const key of shared) carryWhole(store, key, image);
    });
    await mapUnnamed(machine, image, snapshot.key);
  } finally {
    image.close();
  }
  setCovered(machine, snapshot.manifest.merge.covers);
}

type ColumnSets = Pick<RecordStore, 'columnSet' | 'columnNames'>;

/** Rows of one kind all have the same columns: their number is looked up once. For a load that ends with its first fault. */
function rememberedSets({ columnSet, columnNames }: ColumnSets): ColumnSets {
  const numbers = new Map<string, number>();
  const remember = (names: readonly string[]) => {
    const text = names.join('\0');
    const number = numbers.get(text) ?? columnSet(names);
    numbers.set(text, number);
    return number;
  };
  return { columnSet: remember, columnNames };
}

function loadRecord(store: RecordStore, sets: ColumnSets, { entry, rows, state }: IndexedRecord): void {
  const { kind, key, of, twin, stale, value } = entry;
  for (const row of rows) store.mapRow(mappedRowOf(sets, row, key));
  if (of !== null) store.setAlias(key, of);
  const [first] = rows;
  if (stale || (state.kind === 'live' && first === undefined && of === null)) {
    store.setPending({ kind, key, state, finding: null, batch: null });
    return;
  }
  const carry = kind === 'session' || of !== null || value.kind === 'body';
  const known = knownStateOf(state, first?.body ?? null, carry);
  const ofRow = first === undefined ? null : twinOf(first);
  store.setKnown({ kind, key, state: known, twin: state.kind === 'dead' ? null : (twin ?? ofRow) });
}

/** Rows that several keys share show the join of all: each is kept whole. */
function carryWhole(store: RecordStore, key: RecordKey, image: RecordReading): void {
  const known = store.known(key);
  const [mapped] = store.rowsOf(key);
  if (known?.state.kind !== 'row' || mapped === undefined) return;
  const row = image.kinds.flatMap((kind) => (kind === mapped.kind ? (image.row(kind, mapped.rowid) ?? []) : []))[0];
  const state = row === undefined ? null : recordStateOf(known.state, row.body);
  if (state !== null) store.setKnown({ ...known, state: knownStateOf(state, null, true) });
}

/** Sessions that only their children told of have a row and no record; of anything else every row has a line. Rows are mapped from this image alone: where as many are mapped as it has, it is all of them. */
async function mapUnnamed(machine: SnapshotMachine, image: RecordReading, key: string): Promise<void> {
  const { store, streams, clock } = machine;
  let looked = 0;
  for (const kind of image.kinds) {
    if (!streams.has(streamOf(kind)) || image.rowCount(kind) === store.mappedRowCount(kind)) continue;
    for (const rowid of image.rowids(kind)) {
      if (++looked % (rowsPerTurn * 10) === 0) await clock.sleep(0);
      if (store.mappedRow(kind, rowid) !== null) continue;
      const row = kind === 'session' ? image.row(kind, rowid) : null;
      if (row === null) throw fail('object-damaged', { key, finding: `a row of its image has no line: ${kind}` });
      store.mapRow(mappedRowOf(store, row, row.identity));
    }
  }
}
