import { isFault } from '../model/errors.ts';
import type { Head, HeadView } from '../model/head.ts';
import type { LeaseView } from '../model/lease.ts';
import { pendingRecords, stateOf, type DeviceStatus, type Status } from '../model/status.ts';
import type { SourceState } from '../ports/source.ts';
import { readDevices, type DeviceSeen } from './device.ts';
import { glanceAtLease } from './lock/lease.ts';
import type { Machine, Watch } from './machine.ts';
import { observe, observeLocal } from './observe.ts';

/** What status needs to know beside the machine: names that settings hold. */
export interface StatusNames {
  readonly project: { readonly name: string; readonly id: string };
  readonly mode: 'merge' | 'mirror';
}

/** Looks everywhere and changes nothing. A remote that is away is a state, not a fault. */
export async function status(machine: Machine, names: StatusNames, watch: Watch): Promise<Status> {
  const live = await machine.source.inspect();
  try {
    const seen = await observe(machine, { intent: 'sync', confirmed: false }, watch);
    const lease = await glanceAtLease(machine);
    const { state, decision } = stateOf(seen, lease);
    const head = newestHead(seen.remote);
    return {
      ...common(machine, names, live, true),
      state,
      why:
        decision.kind === 'nothing' || decision.kind === 'pull' ? `${decision.kind}: ${decision.why}` : decision.kind,
      pending: { records: pendingRecords(seen, seen.base) },
      head: head === null ? null : { revision: head.revision, epoch: head.epoch, label: head.label, at: head.at },
      lease: leaseStatus(lease),
      devices: (await readDevices(machine)).map((device) => deviceStatus(device, head)),
    };
  } catch (error) {
    if (!isFault(error, 'remote-unreachable') && !isFault(error, 'remote-missing') && !isFault(error, 'remote-denied'))
      throw error;
    const base = machine.state.base();
    const local = await observeLocal(machine, watch);
    const pending = pendingRecords(
      { intent: 'sync', confirmed: false, local, base, remote: { kind: 'none' }, baseHead: 'no-base' },
      base,
    );
    return {
      ...common(machine, names, live, false),
      state: 'offline',
      why: error.code,
      pending: { records: pending },
      head: null,
      lease: null,
      devices: [],
    };
  }
}

function common(machine: Machine, { project, mode }: StatusNames, live: SourceState, reachable: boolean) {
  const { state, source, remote, seal, self } = machine;
  const base = state.base();
  const facts = live.kind === 'present' ? live.facts : null;
  return {
    project,
    mode,
    device: { id: state.deviceId(), label: self.label },
    source: {
      path: source.path,
      kind: source.kind,
      exists: facts !== null,
      rows: facts?.rows ?? {},
      bytes: facts?.bytes ?? null,
      toolVersion: facts?.toolVersion ?? null,
    },
    remote: { kind: remote.kind, where: remote.where, grade: machine.grade, reachable, encryption: seal.encryption },
    base: base === null ? null : { revision: base.revision, epoch: base.epoch },
    lastSync: lastSync(state.note('last-sync')),
  };
}

function newestHead(view: HeadView): Head | null {
  return view.kind === 'none' ? null : view.kind === 'one' ? view.head : (view.heads[0] ?? null);
}

function leaseStatus(view: LeaseView): Status['lease'] {
  if (view.kind === 'free') return null;
  const { holder, label, since, ttlMs, purpose } = view.lease;
  return { holder, label, since, expires: since + ttlMs, purpose };
}

function deviceStatus(device: DeviceSeen, head: Head | null): DeviceStatus {
  const at = device.file?.mirror?.revision ?? null;
  return {
    id: device.id,
    label: device.file?.label ?? null,
    lastSeen: device.file?.at ?? null,
    behind: at === null || head === null ? null : Math.max(0, head.revision - at),
    finding: device.finding,
    ...(device.file !== null && { version: device.file.versions.membridge }),
  };
}

function lastSync(note: string | null): Status['lastSync'] {
  if (note === null) return null;
  const [at, outcome] = note.split(' ');
  return { at: Number(at), outcome: outcome ?? '' };
}
