import type { DeviceId } from '../../model/ids.ts';
import { conflictOf } from '../../model/records/conflict.ts';
import { mergeStates } from '../../model/records/merge.ts';
import { parseLine, type LogLine } from '../../model/records/record-line.ts';
import type { LogRecord, SessionRef } from '../../model/records/record.ts';
import { stateOf } from '../../model/records/state.ts';
import { compareVersions } from '../../model/records/version.ts';
import type { KnownState, Pending } from '../../ports/record-store.ts';
import type { LogStore } from './log-tools.ts';

type Store = Pick<LogStore, 'pending' | 'setPending' | 'known' | 'addConflict' | 'addBatch'>;

export interface Joined {
  /** Records that were not known here. */
  readonly records: number;
  /** Why a later Membridge should read the segment again; null when all of it was understood. */
  readonly finding: string | null;
}

/**
 * Joins all lines of one segment into what waits for this source; inside the caller's transaction, with the cursor. One
 * line that is not understood keeps no other back. `at`: this device's clock.
 */
export function joinLines(store: Store, device: DeviceId, lines: Iterable<string>, at: number): Joined {
  let records = 0;
  let finding: string | null = null;
  let number = 0;
  for (const text of lines) {
    number += 1;
    const line = parseLine(text, device);
    if (line.kind === 'record' && isOtherKind(store, line.record))
      finding ??= `record ${number}: its key is of another kind`;
    else if (line.kind === 'record') records += Number(joinRecord(store, line.record, at));
    else if (line.kind === 'batch') store.addBatch(line.batch);
    else finding ??= `record ${number}: ${reasonOf(line)}`;
  }
  return { records, finding };
}

function reasonOf(line: Extract<LogLine, { kind: 'later' | 'bad' }>): string {
  return line.kind === 'bad' ? line.finding : 'a later Membridge wrote it';
}

/** Each kind has its own rules: one record merged by two of them would differ from device to device. */
function isOtherKind(store: Store, { kind, key }: LogRecord): boolean {
  const before = store.pending(key) ?? store.known(key);
  return before !== null && before.kind !== kind;
}

/** True when it was not known. */
function joinRecord(store: Store, record: LogRecord, at: number): boolean {
  const { kind, key, batch } = record;
  if (store.pending(key) === null && isKnown(store.known(key)?.state, record)) return false;
  return joinState(store, { kind, key, state: stateOf(record), batch }, at);
}

/** True when it was not waiting already. The order of joining, and how often, make no difference to the state. */
export function joinState(store: Store, incoming: Omit<Pending, 'finding'>, at: number): boolean {
  const { kind, key, batch } = incoming;
  const before = store.pending(key);
  if (before === null) {
    store.setPending({ ...incoming, finding: null });
    return true;
  }
  const conflict = conflictOf(kind, before.state, incoming.state);
  if (conflict !== null) store.addConflict(kind, key, conflict, at);
  const state = mergeStates(kind, before.state, incoming.state);
  const isNew = compareVersions(before.state.version, incoming.state.version) !== 0;
  const after: Pending = {
    kind,
    key,
    state,
    // What was parked is tried again when something about it is new.
    finding: isNew ? null : before.finding,
    batch: compareVersions(state.version, before.state.version) === 0 ? before.batch : batch,
  };
  store.setPending(after);
  return isNew;
}

/**
 * The very version that stands here: two machines that began with copies of one memory tell each other little else. That
 * its writer's newer version is here (`hasSeen`) is not enough: clones write different versions under one id.
 */
function isKnown(known: KnownState | undefined, { version, ref }: LogRecord): boolean {
  if (known === undefined) return false;
  const state = known.kind === 'carried' ? known.state : known;
  if (compareVersions(state.version, version) !== 0) return false;
  return state.kind === 'dead' || sameRef(state.ref, ref);
}

function sameRef(a: SessionRef | null, b: SessionRef | null): boolean {
  if (a === null || b === null) return a === b;
  return (Object.keys(a) as (keyof SessionRef)[]).every((name) => a[name] === b[name]);
}
