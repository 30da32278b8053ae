import { deviceFileKey, devicesPrefix, parseDeviceFileKey } from '../../model/bucket-keys.ts';
import { parseDeviceFile, type DeviceFile } from '../../model/device-file.ts';
import { fail } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import { devicesReadMax } from '../../model/limits.ts';
import { damageOf } from '../damage.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import { readText } from '../vault.ts';
import { knownFile, replacedEtag } from './device-report.ts';
import type { LogTools } from './log-tools.ts';
import { quarantine } from './read-segment.ts';
import { ownSegmentGone, wentBack } from './rollback.ts';

export interface PeersSeen {
  /** Newest readable file of every device that ever showed one; our own is not among them. */
  readonly files: readonly DeviceFile[];
  /** Of these, what is new since the last look. */
  readonly changed: readonly DeviceFile[];
  /** Evidence that the bucket went back. */
  readonly back: readonly string[];
  /** Our own file is not as we left it. */
  readonly doubt: boolean;
}

/**
 * One LIST, and a GET of each file that changed. A device that is not listed is unknown, never gone; a file that cannot be
 * read is quarantined, and the one before goes on to count.
 */
export async function lookAtPeers(tools: LogTools, watch: Watch): Promise<PeersSeen> {
  const own = tools.state.deviceId();
  const etags = await listPeers(tools);
  const read: ReadFile[] = [];
  for (const [device, etag] of etags) {
    throwIfInterrupted(watch.signal, 'fetch');
    if (device === own || tools.store.peerFile(device)?.etag === etag) continue;
    const file = await readPeer(tools, device, etag);
    if (file !== null) read.push(file);
  }
  const known = knownDevices(tools, etags).flatMap((device) => knownFile(tools.store, device) ?? []);
  const everything = [...known, ...read.map(({ file }) => file)];
  const back: string[] = [];
  const changed: DeviceFile[] = [];
  for (const { file, text, etag } of read) {
    const evidence = await wentBack(tools, file, everything);
    // A file that went back is not kept: it is read again at each look, until it is right or confirmed.
    if (evidence !== null) back.push(evidence);
    else {
      keep(tools, file.device, etag, text);
      changed.push(file);
    }
  }
  const ours = await lookAtOwn(tools, etags.get(own) ?? null);
  const files = knownDevices(tools, etags).flatMap((device) => knownFile(tools.store, device) ?? []);
  return { files, changed, back: [...back, ...ours.back], doubt: ours.doubt };
}

interface ReadFile {
  readonly file: DeviceFile;
  readonly text: string;
  readonly etag: string;
}

async function listPeers({ remote }: LogTools): Promise<Map<DeviceId, string>> {
  const etags = new Map<DeviceId, string>();
  for await (const { key, etag } of remote.list(devicesPrefix)) {
    const device = parseDeviceFileKey(key);
    if (device === null) continue;
    etags.set(device, etag);
    if (etags.size === devicesReadMax) break;
  }
  return etags;
}

function knownDevices({ store, state }: LogTools, etags: ReadonlyMap<DeviceId, string>): DeviceId[] {
  const own = state.deviceId();
  const known = new Set([...etags.keys(), ...store.cursors().map(({ device }) => device)]);
  return [...known].filter((device) => device !== own);
}

async function readPeer(tools: LogTools, device: DeviceId, etag: string): Promise<ReadFile | null> {
  const key = deviceFileKey(device);
  try {
    const read = await readText(tools, key);
    if (read === null) return null;
    const file = parseDeviceFile(key, read.text);
    if (file.device !== device) throw fail('object-damaged', { key, finding: 'it names another device' });
    return { file, text: read.text.trimEnd(), etag: read.etag };
  } catch (error) {
    const damage = damageOf(error, key);
    if (damage === null) throw error;
    quarantine(tools, { device, stream: 'core', seq: fileSeq }, damage.finding);
    tools.store.setPeerFile(device, { etag, text: tools.store.peerFile(device)?.text ?? '' });
    return null;
  }
}

/** A device file stands in the quarantine where its log has no segment. */
const fileSeq = 0;

function keep({ store }: LogTools, device: DeviceId, etag: string, text: string): void {
  store.transaction(() => {
    store.setPeerFile(device, { etag, text });
    store.clearQuarantine({ device, stream: 'core', seq: fileSeq });
  });
}

/** A listing that shows another etag so soon after we wrote shows ours; later we look. */
const ownWriteMs = 600_000;

interface OwnFile {
  readonly doubt: boolean;
  readonly back: readonly string[];
}

/** Our own file tells what a restored bucket, or another copy of this home, did behind our back; unchanged it costs nothing. */
async function lookAtOwn(tools: LogTools, etag: string | null): Promise<OwnFile> {
  const { store, state, remote } = tools;
  const device = state.deviceId();
  const written = store.peerFile(device);
  const asLeft: OwnFile = { doubt: false, back: [] };
  if (written === null) return { doubt: etag !== null, back: [] };
  if (etag === written.etag) return asLeft;
  const replaced = replacedEtag(written.etag);
  // A listing alone proves nothing: it may not know our last write yet.
  if (replaced !== null && (etag ?? '') === replaced) return { doubt: false, back: await gone(tools) };
  if (etag === null) {
    if ((await remote.head(deviceFileKey(device))) !== null) return asLeft;
  } else if (isJustWritten(tools, device, replaced) || (await isAsWritten(tools, device, written.text))) {
    store.setPeerFile(device, { etag, text: written.text });
    return asLeft;
  }
  return { doubt: true, back: await gone(tools) };
}

async function gone(tools: LogTools): Promise<string[]> {
  const key = await ownSegmentGone(tools);
  return key === null ? [] : [key];
}

function isJustWritten({ store, clock }: LogTools, device: DeviceId, replaced: string | null): boolean {
  const at = replaced === null ? undefined : knownFile(store, device)?.at;
  return at !== undefined && Math.abs(clock.now() - at) < ownWriteMs;
}

async function isAsWritten(tools: LogTools, device: DeviceId, text: string): Promise<boolean> {
  const key = deviceFileKey(device);
  try {
    const read = await readText(tools, key);
    return read === null || read.text.trimEnd() === text.trimEnd();
  } catch (error) {
    if (damageOf(error, key) === null) throw error;
    return false;
  }
}
