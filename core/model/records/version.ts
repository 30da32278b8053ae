import { z } from 'zod';
import { deviceIdSchema, type DeviceId } from '../ids.ts';
import { hash128Schema, type Hash128 } from './body.ts';
import { hlcSchema, hlcZero, type Hlc } from './hlc.ts';

/** Who wrote a value, and when; the device is '' for a first scan, an import, a join (their hlc is zero). */
export interface Stamp {
  readonly hlc: Hlc;
  readonly device: DeviceId | '';
}

/** Compared from top to bottom: one total order of all versions of a record (protocol.md section 3). */
export interface Version extends Stamp {
  /** How often the record was made anew by somebody who had seen its tombstone. */
  readonly life: number;
  /** Of one life a tombstone beats every edit: a delete beats concurrent edits. */
  readonly dead: boolean;
  /** Of the body as its writer wrote it; '' for a tombstone. */
  readonly bodyHash: Hash128 | '';
}

/** Per device the newest hlc that somebody had merged for one record. */
export type Seen = Readonly<Record<string, Hlc>>;

/** Lives of one record: more is nobody's work. */
const lifeMax = 1_000_000;

/** Devices that wrote one record: more is nobody's fleet. */
const seenDevicesMax = 10_000;

export const stampDeviceSchema = z.union([z.literal(''), deviceIdSchema]);
export const lifeSchema = z.int().min(0).max(lifeMax);
export const seenSchema: z.ZodType<Seen> = z
  .record(deviceIdSchema, hlcSchema)
  .refine((seen) => Object.keys(seen).length <= seenDevicesMax);
export const versionSchema: z.ZodType<Version> = z
  .object({
    life: lifeSchema,
    dead: z.boolean(),
    hlc: hlcSchema,
    device: stampDeviceSchema,
    bodyHash: z.union([z.literal(''), hash128Schema]),
  })
  .refine(isVersion);

export const stampZero: Stamp = { hlc: hlcZero, device: '' };

/** A stamp has a time and a device, or neither. */
export function isStamp({ hlc, device }: Stamp): boolean {
  return (hlc === hlcZero) === (device === '');
}

/** A tombstone has no body; an import has one, and begins the first life: it cannot have seen any other. */
export function isVersion(version: Version): boolean {
  const { life, dead, bodyHash } = version;
  return isStamp(version) && dead === (bodyHash === '') && (version.hlc !== hlcZero || (life === 0 && !dead));
}

export function compareVersions(a: Version, b: Version): number {
  if (a.life !== b.life) return a.life - b.life;
  if (a.dead !== b.dead) return a.dead ? 1 : -1;
  return compareStamps(a, b) || order(a.bodyHash, b.bodyHash);
}

export function compareStamps(a: Stamp, b: Stamp): number {
  return order(a.hlc, b.hlc) || order(a.device, b.device);
}

/** False for what an import brought. */
export function isEdit(stamp: Stamp): boolean {
  return compareStamps(stamp, stampZero) !== 0;
}

/** True when whoever has `seen` had merged what carries `stamp`. A stamp of zero was seen by nobody in particular. */
export function hasSeen(seen: Seen, stamp: Stamp): boolean {
  const known = stamp.device === '' ? undefined : seen[stamp.device];
  return known !== undefined && known >= stamp.hlc;
}

/** The newest of both, per device. */
export function joinSeen(...all: readonly Seen[]): Seen {
  const joined: Record<string, Hlc> = {};
  for (const seen of all) {
    for (const device of Object.keys(seen)) {
      const [hlc, known] = [seen[device], joined[device]];
      if (hlc !== undefined && (known === undefined || hlc > known)) joined[device] = hlc;
    }
  }
  return joined;
}

/**
 * The newest stamp in what is known of a record. A version written now comes after all of them, those of earlier lives too:
 * else a device whose clock was wrong once could write what others believe to have seen.
 */
export function newestHlc({ version, seen }: { readonly version: Version; readonly seen: Seen }): Hlc {
  return Object.values(seen).reduce((newest, hlc) => (hlc > newest ? hlc : newest), version.hlc);
}

/** What a stamp by itself lets its readers see. */
export function seenOf({ hlc, device }: Stamp): Seen {
  return device === '' ? {} : { [device]: hlc };
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
