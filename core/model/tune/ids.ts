/** Who sets up zram or swap at boot. */
export type OwnerId =
  | 'rpi-swap'
  | 'zram-generator'
  | 'armbian'
  | 'dietpi'
  | 'zram-tools'
  | 'zram-swap'
  | 'zram-config'
  | 'hand-made'
  | 'dphys-swapfile'
  | 'fstab'
  | 'swap-unit'
  | 'unknown';

/** `usb` may be a stick or a fast disk: the kernel's word on it (rotational = 0) says nothing. */
export type DiskKind = 'sd' | 'emmc' | 'nvme' | 'usb' | 'disk' | 'virtual' | 'network' | 'unknown';

/** `small`: cores that work in order, where zstd costs more than it saves. */
export type Speed = 'small' | 'large';

export const profileIds = ['0.5gb', '1gb', '2gb', '4gb', '8gb'] as const;
export type ProfileId = (typeof profileIds)[number];
export const storageIds = ['sd', 'emmc', 'nvme'] as const;
export type StorageId = (typeof storageIds)[number];
export const overlayIds = [...storageIds, 'worker-heavy'] as const;
export type OverlayId = (typeof overlayIds)[number];
