import { brakeFor } from '../../model/brake.ts';
import type { DeviceId } from '../../model/ids.ts';
import { isKnownKind, knownKinds, streamOf, type KnownKind } from '../../model/records/kinds.ts';
import type { BatchEntry } from '../../model/records/record-line.ts';
import type { RecordKey } from '../../model/records/record.ts';
import type { Braked } from '../../ports/record-acts.ts';
import type { Pending, RecordStore } from '../../ports/record-store.ts';
import { primaryOf } from './aliases.ts';
import type { RecordBrake } from './record-brake.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

/** What is done before deletes of others are applied here (protocol.md section 4). */
export interface DeleteGuard {
  /** A person said yes: what brakes held comes in. */
  readonly letIn: boolean;
  /** Makes a copy of the memory before a confirmed act of another machine deletes in it; null where nothing is kept. */
  readonly keep: ((batch: BatchEntry, by: DeviceId | '') => Promise<void>) | null;
}

/** Deletes of others that wait for a person here. */
export interface HeldBack {
  readonly brakes: readonly RecordBrake[];
  readonly devices: readonly DeviceId[];
}

export const nothingHeldBack: HeldBack = { brakes: [], devices: [] };

type Tools = Pick<RecordTools, 'store' | 'clock' | 'streams'>;

/**
 * Holds deletes of others that no person confirmed and that look like an accident: key by key, nothing else waits for them.
 * Before those of a confirmed act a copy is made, once.
 */
export async function guardDeletes(tools: Tools, guard: DeleteGuard): Promise<HeldBack> {
  const { store, clock } = tools;
  const found = await deletesOf(tools);
  for (const { batch, by } of found.batches.values()) {
    // Our own acts, and those met before, are known by their id.
    if (guard.keep === null || store.act(batch.id) !== null) continue;
    await guard.keep(batch, by);
    store.addAct({ id: batch.id, act: batch.act, at: clock.now(), state: 'done' });
  }
  const brakes: RecordBrake[] = [];
  const devices = new Set<DeviceId>();
  store.transaction(() => {
    const before = releaseAll(store);
    for (const [kind, deletes] of found.unconfirmed) {
      const of = store.mappedRowCount(kind);
      if (guard.letIn || brakeFor({ [kind]: of }, { [kind]: of - deletes.length }) === null) continue;
      brakes.push({ act: 'delete', kind, rows: deletes.length, of });
      for (const { key, by } of deletes) {
        const at = before.get(key) ?? clock.now();
        store.setBraked({ kind, key, change: 'deleted', side: 'incoming', brake: 'many-deleted', at });
        if (by !== '') devices.add(by);
      }
    }
  });
  return { brakes, devices: [...devices] };
}

/** What the last look at them held, read again; nothing is judged or written. */
export function heldBackNow(
  store: Pick<RecordStore, 'brakedCount' | 'brakedAfter' | 'pending' | 'mappedRowCount'>,
): HeldBack {
  if (store.brakedCount('incoming') === 0) return nothingHeldBack;
  const rows = new Map<KnownKind, number>();
  const devices = new Set<DeviceId>();
  let page = store.brakedAfter('incoming', '', rowsPerTurn);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const { key, kind } of page) {
      if (!isKnownKind(kind)) continue;
      rows.set(kind, (rows.get(kind) ?? 0) + 1);
      const by = store.pending(key)?.state.version.device ?? '';
      if (by !== '') devices.add(by);
    }
    page = store.brakedAfter('incoming', last.key, rowsPerTurn);
  }
  const brakes = [...rows].map(([kind, held]): RecordBrake => ({
    act: 'delete',
    kind,
    rows: held,
    of: store.mappedRowCount(kind),
  }));
  return { brakes, devices: [...devices] };
}

/** True for a delete that waits for a person: apply leaves it. */
export function isHeldBack(store: Pick<RecordStore, 'braked'>, { key, state }: Pending): boolean {
  return state.kind === 'dead' && store.braked(key)?.side === 'incoming';
}

/** All are judged anew at each run. Since when each was held. */
export function releaseAll(store: Pick<RecordStore, 'brakedAfter' | 'clearBraked'>): ReadonlyMap<RecordKey, number> {
  const since = new Map<RecordKey, number>();
  const next = (): readonly Braked[] => store.brakedAfter('incoming', '', rowsPerTurn);
  for (let page = next(); page.length > 0; page = next()) {
    for (const { key, at } of page) {
      since.set(key, at);
      store.clearBraked(key);
    }
  }
  return since;
}

interface Delete {
  readonly key: RecordKey;
  readonly by: DeviceId | '';
}

interface Deletes {
  readonly unconfirmed: ReadonlyMap<KnownKind, readonly Delete[]>;
  readonly batches: ReadonlyMap<string, { readonly batch: BatchEntry; readonly by: DeviceId | '' }>;
}

/** The deletes that wait and would take a row away. */
async function deletesOf({ store, clock, streams }: Tools): Promise<Deletes> {
  const unconfirmed = new Map<KnownKind, Delete[]>();
  const batches = new Map<string, { batch: BatchEntry; by: DeviceId | '' }>();
  for (const kind of knownKinds.filter((each) => streams.has(streamOf(each)))) {
    const deletes: Delete[] = [];
    let page = store.pendingAfter(kind, '', rowsPerTurn);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      for (const { key, state, batch: id } of page) {
        if (state.kind !== 'dead' || store.held(key) !== null || store.rowsOf(primaryOf(store, key)).length === 0)
          continue;
        const by = state.version.device;
        const batch = id === null ? null : store.batch(id);
        if (batch === null) deletes.push({ key, by });
        else batches.set(batch.id, { batch, by });
      }
      await clock.sleep(0);
      page = store.pendingAfter(kind, last.key, rowsPerTurn);
    }
    if (deletes.length > 0) unconfirmed.set(kind, deletes);
  }
  return { unconfirmed, batches };
}
