import { encodeSegment } from '../../core/engine/records/segment-codec.ts';
import { parseSegmentKey, segmentBoundKey, segmentKey } from '../../core/model/bucket-keys.ts';
import type { RepoId } from '../../core/model/ids.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { sha256Of } from '../../core/engine/vault.ts';
import type { Device } from './device.ts';
import type { World } from './world.ts';

const otherProject = 'b'.repeat(32) as RepoId;

/** Somebody who can write to the bucket puts a segment of another project behind a device's log. */
export async function forge({ store, draws, fresh }: World): Promise<string> {
  const key = draws.pick(segments(store.keys()));
  const place = key === undefined ? null : parseSegmentKey(key);
  if (key === undefined || place === null) return 'nothing';
  const { device } = place;
  const stream = 'core';
  const own = segments(store.keys()).flatMap((each) => parseSegmentKey(each) ?? []);
  const seq = 1 + Math.max(...own.filter((each) => each.device === device).map((each) => each.seq));
  const token = `forged${fresh()}`;
  const body = {
    title: 'forged',
    narrative: token,
    project: 'x',
    type: 'discovery',
    created_at_epoch: 1,
    created_at: 'x',
  };
  const ref = {
    key: 'f'.repeat(32),
    platform: 'claude',
    content: token,
    memory: token,
    project: 'x',
    startedAtEpoch: 1,
  };
  const line = JSON.stringify({
    kind: 'observation',
    key: `${fresh()}`.padStart(32, '0'),
    hlc: '0000000000010000',
    ref,
    body,
  });
  const plain = encodeSegment({ device, stream, seq, prev: null }, [line]);
  const bytes = await plainSeal(otherProject).seal(segmentBoundKey(device, stream, seq), plain, 'zstd');
  store.set(segmentKey(device, stream, seq, sha256Of(bytes)), bytes);
  return `${device.slice(0, 4)}/${stream}/${seq}`;
}

/** A disk rots, or a hand writes: bytes of a segment change under its name. */
export function damage({ store, draws, features }: World, _device: Device): string {
  // Two faults at once: a damaged segment is what tells two copies of one home from each other.
  if (features.has('clone')) return 'nothing';
  const key = draws.pick(segments(store.keys()));
  if (key === undefined) return 'nothing';
  const at = draws.share();
  store.corrupt(key, (body) => body.map((byte, index) => (index === Math.floor(at * body.length) ? byte ^ 4 : byte)), {
    keepEtag: draws.chance(0.5),
  });
  return key.slice(-32);
}

function segments(keys: readonly string[]): string[] {
  return keys.filter((key) => parseSegmentKey(key) !== null);
}
