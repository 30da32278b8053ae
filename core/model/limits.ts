/** Every bound of the product, with its unit and its reason. */

/** Plain bytes of one snapshot part as we write it: small enough that one part in flight fits a 512 MB board several times. */
export const partBytes = 2 * 1024 * 1024;
/** Plain bytes of one part as we accept it (protocol.md section 2). */
export const partBytesMax = 8 * 1024 * 1024;
/** A sealed object we agree to read into memory: a part that did not compress, its age framing, header and padding. */
export const objectBytesMax = 40 * 1024 * 1024;
/** project.json, keys, lease, heads, device files: far above what we write, far below what could hurt. */
export const smallObjectBytesMax = 256 * 1024;
/** A manifest names every part of its image: 1 TB of parts stays below this. */
export const manifestBytesMax = 32 * 1024 * 1024;
/** An image we agree to place: more is a damaged or hostile manifest. */
export const imageBytesMax = 1024 ** 4;

/** A lease lapses after this (protocol.md section 9); settings may lengthen it for slow links. */
export const leaseTtlMsDefault = 180_000;
/** A lease is renewed at a third of its life, so that two renewals may fail. */
export const leaseRenewShare = 1 / 3;
/** Work under a lease stops this long before it lapses: the last request must be over by then. */
export const leaseStopBeforeMs = 30_000;
/** A lease is taken from a silent holder only this long after its end: clocks and caches are not exact. */
export const leaseGraceMs = 60_000;

/** A crowd that creates project.json at once shows itself within this (protocol.md section 2). */
export const initSettleMs = 2_000;
/** claude-mem breaks a spawn.lock older than 90 s; held under 60 s (claude-mem.md 3.5). */
export const spawnLockHoldMsMax = 60_000;
/** Its modification time is touched this often while it is held (protocol.md section 7). */
export const spawnLockTouchMs = 20_000;
/** claude-mem's own hard deadline for a stop is 10 s; a session drain was seen to take 40 s. */
export const workerStopMsMax = 50_000;
/** Start to ready took 2.5 s on a laptop, 7.5 s under load; boards are slower. */
export const workerReadyMsMax = 60_000;

/** What stands set aside (a loser, an undone state) is kept at least this long (section 8). */
export const setAsideDaysMin = 30;
/** Ordinary safety copies (before a pull or restore) kept, newest first. */
export const safetyCopiesKept = 3;

/** Free space wanted beside what an act is known to write: journal, state, other programs. */
export const diskReserveBytes = 16 * 1024 * 1024;

/** Brake: this many rows gone from a table is a hand at work only if they are also this share of it … */
export const brakeRowsGoneMin = 5;
export const brakeShareGone = 0.2;
/** … and more than this many is asked about whatever the share (section 4). */
export const brakeRowsGoneMax = 200;

/** Damage listed by one `verify`: nobody reads more, and a stuffed bucket must not fill the memory. */
export const findingsMax = 1_000;
/** Devices looked at: nobody has so many, and a stuffed bucket must end. */
export const devicesReadMax = 1_000;

/** Heads read at most when a device first looks at a project: older forks were settled or shown long ago. */
export const headsReadMax = 256;

/** Bytes of an old database that go up or down at once: S3 wants parts of 5 MiB at least. */
export const legacyBlockBytes = 6 * 1024 * 1024;
/** Old projects, and lease changes of one, that are looked at: nobody has so many, and a stuffed bucket must end. */
export const legacyNamesMax = 1_000;
/** A crowd that takes the old lock at once shows itself within this: it has no condition to win by. */
export const legacySettleMs = 2_000;
