import { readDevices, type DeviceSeen } from '../engine/device.ts';
import type { Watch } from '../engine/machine.ts';
import { lookForChanges, type Look } from '../engine/records/capture.ts';
import { knownFile, peerName } from '../engine/records/device-report.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import type { MembridgeError } from '../model/errors.ts';
import { deviceIdSchema } from '../model/ids.ts';
import type { DeviceStatus, StateWord, Status } from '../model/status.ts';
import type { Composed } from './compose.ts';
import { absence } from './absence.ts';
import { hiddenDevices } from './device-list.ts';
import { unsentOf } from './outbox.ts';

type Merging = Composed & { readonly merge: MergeMachine };

/** What a run that has just ended found: nothing of it is looked for again. */
export interface JustSeen {
  readonly away: MembridgeError | null;
  /** Changes here that wait for a yes. */
  readonly brakes: Look['brakes'];
}

/**
 * Where this machine stands in merge mode. Looks everywhere and changes nothing; a remote that is away is a state. After a
 * run, with what was `just` seen, no row is compared and the remote is not asked.
 */
export async function mergeStatus(composed: Merging, _watch: Watch, just?: JustSeen): Promise<Status> {
  const { machine, merge, names, isBusy } = composed;
  const { store } = merge;
  const away = just === undefined ? await absence(composed) : just.away;
  const live = await machine.source.inspect();
  const readiness = await merge.records.readiness();
  const isReady = readiness === 'ready' || readiness === 'cloud-sync';
  const look = isReady ? await lookAt(merge, just) : { changed: 0, brakes: [] };
  const seen = await devicesSeen(composed, away, just !== undefined);
  const devices = devicesOf(merge, seen, hiddenDevices(machine.state));
  const own = merge.state.deviceId();
  const unread = behindOf(merge, seen);
  const facts = live.kind === 'present' ? live.facts : null;
  const counts = { unsent: unsentOf(store) + look.changed, arriving: store.pendingCount().waiting + unread };
  const state = stateOf(merge, { away, isReady, look, ...counts });
  return {
    ...names,
    device: { id: own, label: machine.self.label },
    state: isBusy ? 'syncing' : state,
    why: away?.code ?? (readiness === 'cloud-sync' ? 'brake-cloud-sync' : state),
    source: {
      path: machine.source.path,
      kind: machine.source.kind,
      exists: facts !== null,
      rows: facts?.rows ?? {},
      bytes: facts?.bytes ?? null,
      toolVersion: facts?.toolVersion ?? null,
    },
    remote: {
      kind: machine.remote.kind,
      where: machine.remote.where,
      grade: composed.grade,
      reachable: away === null,
      encryption: machine.seal.encryption,
    },
    pending: { records: counts.unsent },
    held: store.heldCount(),
    heldBack: store.brakedCount('incoming'),
    base: { revision: 0, epoch: 0 },
    head: null,
    lease: null,
    devices: devices.map((device) => (device.id === own ? { ...device, behind: unread } : device)),
    lastSync: lastSync(machine.state.note('last-sync')),
  };
}

async function lookAt(merge: MergeMachine, just: JustSeen | undefined): Promise<Look> {
  return just === undefined ? lookForChanges(toolsOf(merge)) : { changed: heldRows(just), brakes: just.brakes };
}

/** What is held here differs from what the others know. */
function heldRows({ brakes }: JustSeen): number {
  return brakes.reduce((sum, { rows }) => sum + rows, 0);
}

async function devicesSeen(
  { machine, merge }: Merging,
  away: MembridgeError | null,
  asLastRead: boolean,
): Promise<readonly DeviceSeen[]> {
  // Who shares the memory is known while nobody can be asked, too.
  if (away === null && !asLastRead) return readDevices(machine);
  const { store, state } = merge;
  const ids = new Set([state.deviceId(), ...store.peerDevices()]);
  return [...ids].flatMap((id) => {
    const file = knownFile(store, id);
    return file === null ? [] : [{ id, file, finding: null }];
  });
}

export function toolsOf({ records, store, clock, log, state, streams }: MergeMachine) {
  return { records, store, clock, log, device: state.deviceId(), streams };
}

interface Found {
  readonly away: MembridgeError | null;
  readonly isReady: boolean;
  readonly look: Look;
  /** Records here that the others have not been told. */
  readonly unsent: number;
  /** Records and updates of others that are not here. */
  readonly arriving: number;
}

/** What a person should know first. */
function stateOf({ store }: MergeMachine, { away, isReady, look, unsent, arriving }: Found): StateWord {
  if (away !== null) return 'offline';
  if (store.rollbackSight() !== null) return 'error';
  if (!isReady) return 'setup';
  if (look.brakes.length > 0 || store.brakedCount('incoming') > 0) return 'braked';
  if (store.openConflictCount() > 0) return 'conflict';
  return unsent + arriving > 0 ? 'pending' : 'in-sync';
}

function devicesOf(merge: MergeMachine, seen: readonly DeviceSeen[], hidden: ReadonlySet<string>): DeviceStatus[] {
  return seen
    .filter(({ id }) => !hidden.has(id))
    .map(({ id, file, finding }) => ({
      id,
      label: file?.label ?? null,
      lastSeen: file?.at ?? null,
      behind: file === null ? null : behindAsTold(file, seen),
      finding,
      ...(file !== null && { version: file.versions.membridge }),
    }));
}

/** Segments that a device had not read when it wrote its file; null where the file had no room to tell. */
function behindAsTold(file: NonNullable<DeviceSeen['file']>, all: readonly DeviceSeen[]): number | null {
  if (file.merge === undefined) return null;
  let behind = 0;
  for (const { id, file: other } of all) {
    if (id === file.device || other?.merge === undefined) continue;
    for (const [stream, head] of Object.entries(other.merge.heads)) {
      if (stream === 'tools') continue;
      const told = file.merge.peers[peerName(deviceIdSchema.parse(id))]?.[stream];
      if (told === undefined && file.merge.peersLeft > 0) return null;
      behind += Math.max(0, head.seq - (told?.[0] ?? 0));
    }
  }
  return behind;
}

/** Segments of others that were not read here. */
function behindOf({ store, state, streams }: MergeMachine, seen: readonly DeviceSeen[]): number {
  const own = state.deviceId();
  let behind = 0;
  for (const { id, file } of seen) {
    if (id === own) continue;
    for (const stream of streams) {
      const head = file?.merge?.heads[stream]?.seq ?? 0;
      behind += Math.max(0, head - store.cursor(deviceIdSchema.parse(id), stream).upTo);
    }
  }
  return behind;
}

function lastSync(note: string | null): Status['lastSync'] {
  if (note === null) return null;
  const [at, outcome] = note.split(' ');
  return { at: Number(at), outcome: outcome ?? '' };
}
