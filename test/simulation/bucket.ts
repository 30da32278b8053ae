import type { Device } from './device.ts';
import type { World } from './world.ts';

export function keepBucket({ bucket, store }: World, _device: Device): string {
  if (bucket.newer !== null) return 'nothing';
  bucket.older = store.snapshot();
  return `${bucket.older.size} objects`;
}

/** Somebody puts an older copy of the bucket back. */
export function goBack({ bucket, store, told }: World, _device: Device): string {
  if (bucket.older === null || bucket.newer !== null) return 'nothing';
  bucket.newer = store.snapshot();
  store.rollBack(bucket.older);
  told.rollback = true;
  return `${bucket.newer.size} objects become ${bucket.older.size}`;
}

/** A person notices, and brings back what the copy lacked; what machines that lost nothing wrote since then stays. */
export function comeForward({ bucket, store }: World): string {
  const { older, newer } = bucket;
  if (older === null || newer === null) return 'nothing';
  const whole = new Map(store.snapshot());
  for (const [key, object] of newer) {
    if (!whole.has(key) || whole.get(key) === older.get(key)) whole.set(key, object);
  }
  store.rollBack(whole);
  bucket.newer = null;
  return `${whole.size} objects`;
}
