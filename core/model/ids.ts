import { z } from 'zod';
import { sha256Hex } from './sha256.ts';

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** First 16 hex of sha256 of the project name: the folder of one shared memory in a bucket. */
export type ProjectId = Branded<string, 'ProjectId'>;
/** 128 random bits in hex: one installation. Never derived from a host name, two boards may share one. */
export type DeviceId = Branded<string, 'DeviceId'>;
/** 128 random bits in hex, drawn once by the device that creates a project: tells two buckets of one name apart. */
export type RepoId = Branded<string, 'RepoId'>;
/** 64 random bits in hex, drawn and journalled before the first write it names. */
export type Nonce = Branded<string, 'Nonce'>;
/** Number of a mirror head, from 1. */
export type Revision = Branded<number, 'Revision'>;
/** Raised by one with each force push. */
export type Epoch = Branded<number, 'Epoch'>;
/** Milliseconds since 1970 on some wall clock; never compare those of two machines. */
export type Instant = Branded<number, 'Instant'>;
/** Lower-case hex sha256. */
export type Sha256 = Branded<string, 'Sha256'>;

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

export const projectIdSchema = hex(16).transform((value) => value as ProjectId);
export const deviceIdSchema = hex(32).transform((value) => value as DeviceId);
export const repoIdSchema = hex(32).transform((value) => value as RepoId);
export const nonceSchema = hex(16).transform((value) => value as Nonce);
export const sha256Schema = hex(64).transform((value) => value as Sha256);
/** Names have ten digits for it (bucket-keys.ts), and the next one must fit too. */
const revisionMax = 9_999_999_998;
export const revisionSchema = z
  .int()
  .min(1)
  .max(revisionMax)
  .transform((value) => value as Revision);
export const epochSchema = z
  .int()
  .min(0)
  .transform((value) => value as Epoch);
export const instantSchema = z
  .int()
  .min(0)
  .transform((value) => value as Instant);

/**
 * The id of a project name, taken as it is: no trimming, no folding (protocol.md section 2; the Python membridge
 * computed the same). Vector: `mem` -> `6fe2e0f6071ac2bb`.
 */
export function projectIdOf(projectName: string): ProjectId {
  return sha256Hex(projectName).slice(0, 16) as ProjectId;
}
