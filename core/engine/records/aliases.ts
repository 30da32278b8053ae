import type { Body } from '../../model/records/body.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { RecordKey } from '../../model/records/record.ts';
import type { LiveState, RecordState } from '../../model/records/state.ts';
import type { Seen, Version } from '../../model/records/version.ts';
import type { KnownRecord, KnownRecords } from '../../ports/record-store.ts';
import { recordStateOf } from './known-state.ts';

type Store = Pick<KnownRecords, 'known' | 'aliasOf' | 'aliasesOf'>;

/** The key that the rows of this key map to. */
export function primaryOf(store: Store, key: RecordKey): RecordKey {
  return store.aliasOf(key) ?? key;
}

/** All keys that share rows with this one, itself among them; nearly always it is alone. */
export function sharersOf(store: Store, key: RecordKey): readonly RecordKey[] {
  const primary = primaryOf(store, key);
  return [primary, ...store.aliasesOf(primary)];
}

/** The sharers whose records are alive: their row goes when none is left. */
export function aliveKeysOf(store: Store, key: RecordKey): readonly KnownRecord[] {
  return sharersOf(store, key)
    .map((sharer) => store.known(sharer))
    .filter((known): known is KnownRecord => known !== null && isAlive(known));
}

export function isAlive({ state }: KnownRecord): boolean {
  return state.kind === 'row' || (state.kind === 'carried' && state.state.kind === 'live');
}

export function versionOf({ state }: KnownRecord): { readonly version: Version; readonly seen: Seen } {
  return state.kind === 'carried' ? state.state : state;
}

/** What the rows of a key should show: the join of all sharers that are alive; null when none is. `body` is the row as it is known. */
export function shownState(store: Store, key: RecordKey, body: Body): LiveState | null {
  let shown: RecordState | null = null;
  for (const { kind, state } of aliveKeysOf(store, key)) {
    const next = recordStateOf(state, body);
    if (next?.kind !== 'live') continue;
    shown = shown === null ? next : mergeStates(kind, shown, next);
  }
  return shown?.kind === 'live' ? shown : null;
}
