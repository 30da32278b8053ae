import { deviceIdSchema, nonceSchema, type DeviceId, type Nonce, type ProjectId, type Revision } from './ids.ts';

/**
 * All mapping between meaning and name in a bucket (protocol.md section 2). Logical keys are relative to
 * `<prefix>membridge/<projectId>/`; a folder remote uses the same keys as paths.
 */
export const projectFileKey = 'project.json';
export const leaseKey = 'lease.json';
export const devicesPrefix = 'devices/';
export const factsPrefix = 'facts/';
export const headsPrefix = 'head/';
export const keysPrefix = 'keys/';

/** Where a project lives in a bucket; ends with a slash. `prefix` is '' or ends with a slash. */
export function projectRoot(prefix: string, project: ProjectId): string {
  return `${prefix}membridge/${project}/`;
}

export function keyFileKey(keyId: number): string {
  return `${keysPrefix}${pad(keyId, 4)}.age`;
}

/** The device that a name under devices/ belongs to; null for foreign names. */
export function parseDeviceFileKey(key: string): DeviceId | null {
  const id = /^devices\/([0-9a-f]{32})\.json$/.exec(key)?.[1];
  return id === undefined ? null : deviceIdSchema.parse(id);
}

export function deviceFileKey(device: DeviceId): string {
  return `${devicesPrefix}${device}.json`;
}

/** The device that a name under facts/ belongs to; null for foreign names. */
export function parseFactsKey(key: string): DeviceId | null {
  const id = /^facts\/([0-9a-f]{32})\.json$/.exec(key)?.[1];
  return id === undefined ? null : deviceIdSchema.parse(id);
}

export function factsKey(device: DeviceId): string {
  return `${factsPrefix}${device}.json`;
}

/** Create-only on stores that can; carries the whole head. */
export function headKey(revision: Revision): string {
  return `${headsPrefix}${pad(revision, 10)}.json`;
}

export function deviceHeadKey(revision: Revision, device: DeviceId): string {
  return `${headsPrefix}${pad(revision, 10)}-${device}.json`;
}

/** Revision and writer that a head's name tells; `device` null for the create-only name; null for foreign names. */
export function parseHeadKey(key: string): { revision: Revision; device: DeviceId | null } | null {
  const match = /^head\/(\d{10})(?:-([0-9a-f]{32}))?\.json$/.exec(key);
  if (!match || Number(match[1]) < 1) return null;
  return {
    revision: Number(match[1]) as Revision,
    device: match[2] === undefined ? null : deviceIdSchema.parse(match[2]),
  };
}

/** The folder of one snapshot; ends with a slash. */
export function snapshotPrefix(device: DeviceId, number: number, nonce: Nonce): string {
  return `snapshots/${device}/${pad(number, 10)}-${nonce}/`;
}

export function partKey(snapshot: string, index: number): string {
  return `${snapshot}part-${pad(index, 4)}`;
}

/** One piece of a snapshot's record index. */
export function indexKey(snapshot: string, index: number): string {
  return `${snapshot}index-${pad(index, 4)}`;
}

export function manifestKey(snapshot: string): string {
  return `${snapshot}manifest.json`;
}

/** What a name under snapshots/ tells; null for foreign names. */
export function parseSnapshotKey(
  key: string,
): { device: DeviceId; number: number; nonce: Nonce; snapshot: string; name: string } | null {
  const match =
    /^(snapshots\/([0-9a-f]{32})\/(\d{10})-([0-9a-f]{16})\/)(part-\d{4,}|index-\d{4,}|manifest\.json)$/.exec(key);
  if (!match) return null;
  return {
    device: deviceIdSchema.parse(match[2]),
    number: Number(match[3]),
    nonce: nonceSchema.parse(match[4]),
    snapshot: String(match[1]),
    name: String(match[5]),
  };
}

/** One device's log of one stream; ends with a slash. */
export function logPrefix(device: DeviceId, stream: string): string {
  return `log/${device}/${stream}/`;
}

/** What a segment is bound to; as the start of a listing it stands before all names of `seq`. */
export function segmentBoundKey(device: DeviceId, stream: string, seq: number): string {
  return `${logPrefix(device, stream)}${pad(seq, 10)}`;
}

/** `hash`: sha256 of the stored bytes, or the start of it. */
export function segmentKey(device: DeviceId, stream: string, seq: number, hash: string): string {
  return `${segmentBoundKey(device, stream, seq)}-${hash.slice(0, hash16Chars)}.seg`;
}

const hash16Chars = 16;

/** What a name under log/ tells; null for foreign names. */
export function parseSegmentKey(
  key: string,
): { readonly device: DeviceId; readonly stream: string; readonly seq: number; readonly hash16: string } | null {
  const match = /^log\/([0-9a-f]{32})\/([a-z]+)\/(\d{10})-([0-9a-f]{16})\.seg$/.exec(key);
  if (!match || Number(match[3]) < 1) return null;
  return {
    device: deviceIdSchema.parse(match[1]),
    stream: String(match[2]),
    seq: Number(match[3]),
    hash16: String(match[4]),
  };
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
