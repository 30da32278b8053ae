import { z } from 'zod';
import { projectFileKey } from './bucket-keys.ts';
import { fail } from './errors.ts';
import { deviceIdSchema, repoIdSchema, type RepoId } from './ids.ts';
import { encodeStored, formatCurrent, parseStored } from './stored-json.ts';

/** scrypt work factor of new key files: 64 MiB and a third of a second on a laptop, a few seconds on a board. */
export const workFactorLogNDefault = 16;
/** What the age tool uses itself: 256 MiB. A bucket that asks for more would exhaust a board. */
export const workFactorLogNMax = 18;

const projectFields = {
  format: z.literal(formatCurrent),
  kind: z.literal('project'),
  /** Drawn once; every mac and every pin depends on it. */
  repoId: repoIdSchema,
  mode: z.enum(['merge', 'mirror']),
  /** Random id of the device that ran `init`; in clear already in other names. Never a person's or a host's name. */
  createdBy: deviceIdSchema,
};

const projectFileSchema = z.discriminatedUnion('encryption', [
  z.object({
    ...projectFields,
    encryption: z.literal('age'),
    /** How new key files are wrapped; each key file also carries its own work factor. */
    kdf: z.object({ name: z.literal('scrypt'), workFactorLogN: z.int().min(1).max(workFactorLogNMax) }),
  }),
  z.object({ ...projectFields, encryption: z.literal('none'), kdf: z.null() }),
]);

/** project.json: the only object in clear, written once and never changed. */
export type ProjectFile = z.infer<typeof projectFileSchema>;

/** What a device remembers of its project since it joined. */
export interface Pinned {
  readonly repoId: RepoId;
  readonly encryption: ProjectFile['encryption'];
  readonly mode: ProjectFile['mode'];
}

export function encodeProjectFile(file: ProjectFile): string {
  return encodeStored(file);
}

/** Faults: `object-damaged`, `format-unknown`. */
export function parseProjectFile(text: string): ProjectFile {
  return parseStored(projectFileKey, text, projectFileSchema);
}

/**
 * Throws `remote-foreign` when another project stands where ours was (`where`: the remote's name for people), and
 * `encryption-switched` when somebody switched sealing off, or on, in the bucket; `object-damaged` for another mode.
 */
export function checkPinned(file: ProjectFile, pinned: Pinned, where: string): void {
  if (file.repoId !== pinned.repoId) throw fail('remote-foreign', { where });
  if (file.encryption !== pinned.encryption) {
    throw fail('encryption-switched', { pinned: pinned.encryption, found: file.encryption });
  }
  if (file.mode !== pinned.mode) {
    throw fail('object-damaged', { key: projectFileKey, finding: `its mode is ${file.mode}, and was ${pinned.mode}` });
  }
}
