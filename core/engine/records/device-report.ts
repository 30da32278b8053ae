import { deviceFileKey } from '../../model/bucket-keys.ts';
import { encodeDeviceFile, parseDeviceFile, peerNameChars, type DeviceFile } from '../../model/device-file.ts';
import type { MergeReport, SnapshotName } from '../../model/device-file.ts';
import { isFault } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import { holesOf } from '../../model/records/cursor.ts';
import { streams } from '../../model/records/kinds.ts';
import { formatCurrent } from '../../model/stored-json.ts';
import { storeOver } from '../vault.ts';
import type { LogStore, LogTools } from './log-tools.ts';

/** What only the caller knows of this device. */
export interface OwnReport {
  readonly state: string;
  /** Code of the last error; null when all is well. */
  readonly lastError: string | null;
  /** Version of the memory tool. */
  readonly tool: string | null;
  readonly floor: MergeReport['floor'];
  /** The newest snapshot; left out: the one that was told before. */
  readonly snapshot?: SnapshotName;
}

/** JSON of a file that is 1.5 KB sealed: age's frame has 232 bytes, the header line 150, and padding goes to 256. */
const plainBytesMax = 1_120;
/** A name of 64 characters is a long one; in the file it must leave room for the rest. */
const labelCharsMax = 64;
/** Holes that authors are asked for at one time; the next ones when these are mended. */
const holesListedMax = 6;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Whether the file has to be written now. What others cannot know otherwise, at once: own segments, floor, name. How far
 * this device has read, its state and what it misses: hourly at most. That it is alive: daily.
 */
export function reportIsDue(last: DeviceFile | null, next: DeviceFile): boolean {
  if (last === null || told(last) !== told(next)) return true;
  const ageMs = next.at - last.at;
  // A clock that was set back would keep it silent for as long as it was wrong.
  if (ageMs >= dayMs || ageMs < 0) return true;
  return ageMs >= hourMs && read(last) !== read(next);
}

function told({ label, platform, versions, merge }: DeviceFile): string {
  return JSON.stringify([
    label,
    platform,
    versions,
    merge === undefined ? null : [merge.heads, merge.floor, merge.snapshot],
  ]);
}

function read({ lastError, merge }: DeviceFile): string {
  return JSON.stringify([lastError, merge?.state, merge?.peers, merge?.holes]);
}

/** The device file of this moment; what does not fit 1.5 KB is left out and counted. */
export function deviceReport(tools: LogTools, own: OwnReport): DeviceFile {
  const { state, self, clock, store } = tools;
  const device = state.deviceId();
  const at = clock.now();
  const snapshot = own.snapshot ?? knownFile(store, device)?.merge?.snapshot;
  const merge = {
    state: own.state,
    heads: ownHeads(store),
    ...(snapshot !== undefined && { snapshot }),
    floor: own.floor,
    peersLeft: 0,
    holes: holes(store, device),
  };
  const bare: DeviceFile = {
    format: formatCurrent,
    kind: 'device',
    device,
    label: self.label.slice(0, labelCharsMax).toWellFormed(),
    platform: self.platform,
    versions: { membridge: self.version, tool: own.tool },
    mirror: null,
    at,
    lastError: own.lastError,
    merge: { ...merge, peers: {} },
  };
  const peers = Object.entries(peerEntries(store, device));
  // Another beginning each day: in as many days as there are devices everybody is told of once.
  const start = peers.length === 0 ? 0 : Math.floor(at / dayMs) % peers.length;
  const ordered = [...peers.slice(start), ...peers.slice(0, start)];
  for (let kept = ordered.length; kept >= 0; kept--) {
    const some = Object.fromEntries(ordered.slice(0, kept).sort(byName));
    const file = { ...bare, merge: { ...merge, peers: some, peersLeft: ordered.length - kept } };
    if (Buffer.byteLength(encodeDeviceFile(file)) <= plainBytesMax) return file;
  }
  return bare;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** The newest segments that are stored: a file is written after what it names. */
export function ownHeads(store: Pick<LogStore, 'ownHead' | 'ownSegment'>): MergeReport['heads'] {
  const heads: MergeReport['heads'] = {};
  for (const stream of streams) {
    const newest = store.ownHead(stream);
    if (newest === null) continue;
    // Only the newest can be one that is not stored yet (publish.ts).
    const head = newest.state === 'new' ? store.ownSegment(stream, newest.seq - 1) : newest;
    if (head !== null) heads[stream] = { seq: head.seq, hash: head.sha256 };
  }
  return heads;
}

function peerEntries(store: LogStore, own: DeviceId): MergeReport['peers'] {
  const peers: MergeReport['peers'] = {};
  for (const { device, stream, cursor } of store.cursors()) {
    if (device === own) continue;
    const head = peerHeads(store, device)[stream]?.seq ?? 0;
    (peers[peerName(device)] ??= {})[stream] = [cursor.upTo, head];
  }
  return peers;
}

function holes(store: LogStore, own: DeviceId): MergeReport['holes'] {
  const listed: MergeReport['holes'] = [];
  for (const { device, stream, cursor } of store.cursors()) {
    const head = device === own ? undefined : peerHeads(store, device)[stream];
    if (head === undefined) continue;
    const wanted = new Set(
      store
        .quarantined()
        .filter((entry) => entry.device === device && entry.stream === stream)
        .map(({ seq }) => seq),
    );
    for (const seq of holesOf(cursor, head.seq, holesListedMax)) {
      if (wanted.has(seq) && listed.length < holesListedMax) listed.push([peerName(device), stream, seq]);
    }
  }
  return listed;
}

/** Heads as a device's file last told them; nothing when it was never read. */
export function peerHeads(store: Pick<LogStore, 'peerFile'>, device: DeviceId): MergeReport['heads'] {
  return knownFile(store, device)?.merge?.heads ?? {};
}

/** A device's file as it was last read here, or of our own: as it was last written. */
export function knownFile(store: Pick<LogStore, 'peerFile'>, device: DeviceId): DeviceFile | null {
  const text = store.peerFile(device)?.text ?? '';
  if (text === '') return null;
  try {
    return parseDeviceFile(deviceFileKey(device), text);
  } catch (error) {
    if (isFault(error, 'object-damaged') || isFault(error, 'format-unknown')) return null;
    throw error;
  }
}

export function peerName(device: DeviceId): string {
  return device.slice(0, peerNameChars);
}

/** Writes the file; its etag is learnt from a later listing. Throws what the remote throws. */
export async function writeReport(tools: LogTools, file: DeviceFile): Promise<void> {
  const text = encodeDeviceFile(file);
  await storeOver(tools, deviceFileKey(file.device), new TextEncoder().encode(text));
  const before = tools.store.peerFile(file.device)?.etag ?? '';
  tools.store.setPeerFile(file.device, { etag: unseenEtag(replacedEtag(before) ?? before), text });
}

const unseenMark = 'unseen after ';

/** Stands for the etag of a file that we wrote and that no listing has shown yet; `replaced`: the one before. */
export function unseenEtag(replaced: string): string {
  return `${unseenMark}${replaced}`;
}

/** Null for an etag that a listing showed. */
export function replacedEtag(etag: string): string | null {
  return etag.startsWith(unseenMark) ? etag.slice(unseenMark.length) : null;
}
