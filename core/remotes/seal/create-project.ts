import { keyFileKey, projectFileKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import { repoIdSchema, type DeviceId } from '../../model/ids.ts';
import { initSettleMs, smallObjectBytesMax } from '../../model/limits.ts';
import { encodeProjectFile, type ProjectFile } from '../../model/project-file.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { PutResult, Remote } from '../../ports/remote.ts';
import { newIdentity, wrapIdentity } from './key-file.ts';
import type { OpenedProject } from './open-project.ts';
import { listKeyIds, readProject } from './project-file.ts';

export interface NewProject {
  readonly mode: ProjectFile['mode'];
  readonly device: DeviceId;
  /** Null: no encryption, chosen aloud by a person. */
  readonly passphrase: string | null;
  readonly workFactorLogN: number;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Random;
  /** Keeps the new repoId and identity on this machine, durably; called before the first write to the bucket. */
  readonly remember: (project: OpenedProject) => Promise<void>;
}

/** `join`: another device's project stands there; nothing of it was changed. What `remember` kept is void. */
export type Creation = { readonly kind: 'created'; readonly project: OpenedProject } | { readonly kind: 'join' };

type Store = Pick<Remote, 'get' | 'list' | 'create' | 'put' | 'delete'>;
/** Races, lost replies, stores that overwrite what they should refuse: tried this often, then given up. */
const attemptsMax = 3;

/**
 * Makes a project where none is (protocol.md section 2): keys first, then project.json create-only, a pause in which
 * a crowd that does the same shows itself, then both are read back. Keys without project.json are unfinished: after
 * a pause, for their writer may be alive, ours get the next number, so that nobody's key file is ever written over,
 * and once project.json is ours the unfinished ones are deleted. Throws what the remote throws, `usage` for an
 * unusable passphrase, `remote-unknown` if what is stored stays unclear.
 */
export async function createProject(remote: Store, wanted: NewProject): Promise<Creation> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    if ((await readProject(remote)).kind === 'present') return { kind: 'join' };
    const unfinished = await listKeyIds(remote);
    if (unfinished.length > 0 && attempt === 1) {
      await wanted.clock.sleep(initSettleMs);
      continue;
    }
    const files = await draft(wanted, (unfinished[0] ?? 0) + 1);
    await wanted.remember(files.project);
    if (files.key !== null && (await settle(remote, files.key, 'create')) === 'refused') {
      await wanted.clock.sleep(initSettleMs);
      continue;
    }
    if ((await settle(remote, files.projectFile, 'create')) === 'refused') return { kind: 'join' };
    const creation = await confirm(remote, wanted.clock, files);
    if (creation.kind === 'created') for (const keyId of unfinished) await remote.delete(keyFileKey(keyId));
    return creation;
  }
  throw fail('remote-unknown', { key: projectFileKey });
}

interface StoredFile {
  readonly key: string;
  readonly bytes: Uint8Array;
}

interface Draft {
  readonly project: OpenedProject;
  readonly projectFile: StoredFile;
  readonly key: StoredFile | null;
}

async function draft(wanted: NewProject, keyId: number): Promise<Draft> {
  const { mode, passphrase, workFactorLogN } = wanted;
  const repoId = repoIdSchema.parse(wanted.random.hex(16));
  const shared = { format: 1, kind: 'project', repoId, mode, createdBy: wanted.device } as const;
  if (passphrase === null) {
    const file = { ...shared, encryption: 'none', kdf: null } as const;
    return { project: { file, key: null }, projectFile: storedProjectFile(file), key: null };
  }
  const file = { ...shared, encryption: 'age', kdf: { name: 'scrypt', workFactorLogN } } as const;
  const key = { identity: await newIdentity(), repoId, keyId };
  const bytes = await wrapIdentity(key, passphrase, workFactorLogN);
  return { project: { file, key }, projectFile: storedProjectFile(file), key: { key: keyFileKey(keyId), bytes } };
}

function storedProjectFile(file: ProjectFile): StoredFile {
  return { key: projectFileKey, bytes: Buffer.from(encodeProjectFile(file)) };
}

/** After the pause: whoever's project.json stands is the creator, and puts its keys right if a rival wrote over them. */
async function confirm(remote: Store, clock: Pick<Clock, 'sleep'>, files: Draft): Promise<Creation> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    await clock.sleep(initSettleMs);
    const found = await compare(remote, files.projectFile);
    if (found === 'different') return { kind: 'join' };
    if (found === 'missing') continue;
    if (files.key === null || (await compare(remote, files.key)) === 'same') {
      return { kind: 'created', project: files.project };
    }
    await settle(remote, files.key, 'put');
  }
  throw fail('remote-unknown', { key: projectFileKey });
}

/** Writes until it is known whether our bytes stand there. Throws `remote-unknown` when that stays open. */
async function settle(remote: Store, { key, bytes }: StoredFile, how: 'create' | 'put'): Promise<'stored' | 'refused'> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const result: PutResult = await remote[how](key, bytes);
    if (result !== 'unknown') return result;
    const found = await compare(remote, { key, bytes });
    if (found === 'same') return 'stored';
    if (found === 'different' && how === 'create') return 'refused';
  }
  throw fail('remote-unknown', { key });
}

async function compare(remote: Store, { key, bytes }: StoredFile): Promise<'same' | 'different' | 'missing'> {
  const stored = await remote.get(key, smallObjectBytesMax);
  if (stored === null) return 'missing';
  return Buffer.from(stored.body).equals(bytes) ? 'same' : 'different';
}
