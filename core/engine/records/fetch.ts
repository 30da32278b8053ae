import { peerNameChars, type DeviceFile } from '../../model/device-file.ts';
import type { DeviceId } from '../../model/ids.ts';
import { streams, type Stream } from '../../model/records/kinds.ts';
import type { Watch } from '../machine.ts';
import type { Asked, LogTools } from './log-tools.ts';
import { lookAtPeers } from './peer-files.ts';
import { readLog, type Reading } from './read-log.ts';
import { settleRollback, type Rollback } from './rollback.ts';

export interface Fetched {
  readonly segments: number;
  /** Records that were not known here; they wait to be applied. */
  readonly records: number;
  /** Stored bytes of segments. */
  readonly bytes: number;
  /** There is more than one round may bring: apply, and fetch again. */
  readonly more: boolean;
  /** Devices whose log only a later Membridge can read. */
  readonly held: readonly DeviceId[];
  /** Devices of whose log a part was deleted before it was read here: an index has it. */
  readonly belowFloor: readonly DeviceId[];
  /** For `publish`. */
  readonly asked: readonly Asked[];
  /** For `publish`. */
  readonly doubt: boolean;
  readonly rollback: Rollback | null;
}

/** Segments of one round: some hundred MB at the very most, and then they are applied. */
const segmentsPerRound = 200;

/**
 * Brings what other devices published since the last time into `pending` (protocol.md section 6). Nothing new costs one
 * request. What was read stays read when a later request fails. Throws what the remote throws, `interrupted`.
 */
export async function fetchLogs(tools: LogTools, watch: Watch): Promise<Fetched> {
  watch.progress?.phase('downloading', null);
  const peers = await lookAtPeers(tools, watch);
  const rollback = settleRollback(tools, peers.back);
  const reading: Reading = { segmentsLeft: segmentsPerRound, segments: 0, records: 0, bytes: 0 };
  const ends = { more: false, held: new Set<DeviceId>(), belowFloor: new Set<DeviceId>() };
  for (const { device, merge } of peers.files) {
    for (const stream of tools.streams) {
      const head = merge?.heads[stream];
      if (head === undefined) continue;
      const end = await readLog(tools, { device, stream, head, floor: merge?.floor[stream] ?? 0 }, reading, watch);
      if (end === 'more') ends.more = true;
      if (end === 'held') ends.held.add(device);
      if (end === 'below-floor') ends.belowFloor.add(device);
    }
  }
  const { segments, records, bytes } = reading;
  return {
    segments,
    records,
    bytes,
    // A round that brought nothing will bring nothing if it is repeated at once.
    more: ends.more && segments > 0,
    held: [...ends.held],
    belowFloor: [...ends.belowFloor],
    asked: askedOf(tools.state.deviceId(), peers.changed),
    doubt: peers.doubt,
    rollback,
  };
}

/** Segments of ours that others could not have or use, as their newest files say. */
function askedOf(own: DeviceId, files: readonly DeviceFile[]): Asked[] {
  const asked = new Map<string, Asked>();
  for (const { merge } of files) {
    for (const [peer, name, seq] of merge?.holes ?? []) {
      const stream = streams.find((each): each is Stream => each === name);
      if (stream !== undefined && peer === own.slice(0, peerNameChars)) asked.set(`${stream}/${seq}`, { stream, seq });
    }
  }
  return [...asked.values()];
}
