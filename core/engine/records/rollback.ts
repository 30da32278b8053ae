import { logPrefix, parseSegmentKey, segmentBoundKey } from '../../model/bucket-keys.ts';
import type { DeviceFile } from '../../model/device-file.ts';
import type { DeviceId } from '../../model/ids.ts';
import { streams } from '../../model/records/kinds.ts';
import { peerHeads, peerName } from './device-report.ts';
import type { LogTools } from './log-tools.ts';

/** A store whose reads lag, or a copy in progress, is through with it by then (protocol.md section 11). */
const confirmAfterMs = 60_000;

export interface Rollback {
  /** `suspected`: nobody is told yet, and nothing is written; a fetch a minute later knows. */
  readonly state: 'suspected' | 'confirmed';
  readonly evidence: string;
}

/** Compares what was found now with what was found before; `null` when nothing was found. */
export function settleRollback({ store, clock, log }: LogTools, found: readonly string[]): Rollback | null {
  const sight = store.rollbackSight();
  const evidence = found[0];
  if (evidence === undefined) {
    if (sight !== null) store.setRollbackSight(null);
    return null;
  }
  const first = sight !== null && found.includes(sight.evidence) ? sight : null;
  if (first === null || clock.now() < first.at) {
    store.setRollbackSight({ evidence, at: clock.now() });
    log.warn('rollback.suspected', { evidence });
    return { state: 'suspected', evidence };
  }
  const state = clock.now() - first.at >= confirmAfterMs ? 'confirmed' : 'suspected';
  return { state, evidence: first.evidence };
}

/**
 * What tells that a device's file went back: a head below one that it showed before, here or to a device of `files`, and
 * none of the segments from there on. With them there, only the file is old: a copy of that device's home wrote it.
 */
export async function wentBack(
  tools: LogTools,
  file: DeviceFile,
  files: readonly DeviceFile[],
): Promise<string | null> {
  for (const stream of streams) {
    const shown = file.merge?.heads[stream]?.seq ?? 0;
    const known = headKnown(tools, file.device, stream, files);
    if (shown >= known || (await hasSegmentFrom(tools, file.device, stream, known))) continue;
    return `${file.device}/${stream}: head ${shown}, was ${known}`;
  }
  return null;
}

function headKnown({ store }: LogTools, device: DeviceId, stream: string, files: readonly DeviceFile[]): number {
  const name = peerName(device);
  const told = files.map(({ device: teller, merge }) =>
    teller === device ? 0 : (merge?.peers[name]?.[stream]?.[1] ?? 0),
  );
  return Math.max(peerHeads(store, device)[stream]?.seq ?? 0, ...told);
}

async function hasSegmentFrom({ remote }: LogTools, device: DeviceId, stream: string, seq: number): Promise<boolean> {
  for await (const { key } of remote.list(logPrefix(device, stream), segmentBoundKey(device, stream, seq))) {
    if (parseSegmentKey(key) !== null) return true;
  }
  return false;
}

/** The newest of our own segments that was seen in the store and is not there now; null when none is missing. */
export async function ownSegmentGone({ remote, store }: LogTools): Promise<string | null> {
  for (const stream of streams) {
    const verified = (store.unverified(stream, 1)[0]?.seq ?? (store.ownHead(stream)?.seq ?? 0) + 1) - 1;
    const segment = verified === 0 ? null : store.ownSegment(stream, verified);
    if (segment !== null && (await remote.head(segment.key)) === null) return `${segment.key} is missing`;
  }
  return null;
}
