import { status } from '../engine/status.ts';
import type { Watch } from '../engine/machine.ts';
import type { Status } from '../model/status.ts';
import { absence, awayRemote } from './absence.ts';
import type { Composed } from './compose.ts';
import { mergeStatus } from './merge-status.ts';

/**
 * Where this machine stands. A remote that is away is a state; one that is not ours any more is a fault. `syncing` where
 * another process of this home holds the lease.
 */
export async function observedStatus(composed: Composed, watch: Watch): Promise<Status> {
  const { merge } = composed;
  if (merge !== null) return mergeStatus({ ...composed, merge }, watch);
  const away = await absence(composed);
  const machine =
    away === null ? composed.machine : { ...composed.machine, remote: awayRemote(composed.machine.remote, away) };
  const found = await status(machine, composed.names, watch);
  const seen = { ...found, remote: { ...found.remote, grade: composed.grade } };
  const publishing = composed.isBusy && seen.lease?.holder === seen.device.id;
  return publishing ? { ...seen, state: 'syncing' } : seen;
}
