import type { DiskKind, OverlayId, OwnerId, ProfileId } from './ids.ts';

/** What is wrong, strange or good to know about a board: told, never fatal. */
export type Finding =
  | { readonly code: 'unreadable'; readonly path: string; readonly reason: string }
  | { readonly code: 'malformed'; readonly path: string }
  | { readonly code: 'no-memory-controller' }
  | { readonly code: 'overlay-root' }
  | { readonly code: 'zswap-on' }
  | { readonly code: 'zram-off-at-boot' }
  | { readonly code: 'zram-not-live'; readonly owner: OwnerId }
  | { readonly code: 'two-owners'; readonly owners: readonly OwnerId[] }
  | { readonly code: 'unknown-owner'; readonly devices: readonly string[] }
  | { readonly code: 'several-devices'; readonly devices: readonly string[] }
  | { readonly code: 'no-zram-limit'; readonly device: string }
  | { readonly code: 'disk-swap'; readonly path: string; readonly owner: OwnerId }
  // of a plan
  | { readonly code: 'storage-unknown' }
  | { readonly code: 'later-file'; readonly key: string; readonly path: string; readonly value: string }
  | { readonly code: 'foreign-file'; readonly path: string }
  | { readonly code: 'key-absent'; readonly key: string }
  | { readonly code: 'old-kernel'; readonly key: string; readonly wanted: number; readonly used: number }
  | { readonly code: 'algorithm-absent'; readonly wanted: string; readonly used: string }
  | { readonly code: 'limits-full'; readonly othersMib: number }
  | { readonly code: 'owner-by-hand'; readonly owner: OwnerId; readonly how: string }
  | { readonly code: 'profile-for-others'; readonly profile: ProfileId; readonly fits: ProfileId }
  | { readonly code: 'overlay-for-others'; readonly overlay: OverlayId; readonly found: DiskKind }
  | { readonly code: 'overlay-refused'; readonly overlay: OverlayId; readonly lacks: 'memory' | 'memory-controller' };

export type FindingCode = Finding['code'];
