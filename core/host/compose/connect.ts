import { readHeads } from '../../engine/lock/heads.ts';
import { fail, isFault } from '../../model/errors.ts';
import { deviceIdSchema } from '../../model/ids.ts';
import { workFactorLogNDefault } from '../../model/project-file.ts';
import { connectionSchema, type Connection } from '../../model/settings.ts';
import type { Seal } from '../../ports/seal.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { createProject } from '../../remotes/seal/create-project.ts';
import { openProject, sealOf, type OpenedProject } from '../../remotes/seal/open-project.ts';
import { checkPassphrase } from '../../remotes/seal/passphrase.ts';
import { holdHome, openHeld } from './access.ts';
import type { ConnectPlan } from './connect-plan.ts';
import type { HomeFiles } from './home-files.ts';
import { makePlace } from './remote.ts';
import { keepKeys } from './s3-keys.ts';
import { identityToKeep } from './seal.ts';
import { keepGrade, probedGrade } from './store-grade.ts';
import { storedKind } from './stored-kind.ts';
import type { Tools } from './tools.ts';

export interface JoinedProject {
  readonly opened: OpenedProject;
  readonly seal: Seal;
}

/**
 * Opens the project that a plan found, with its passphrase; null where the plan makes a new one. Writes nothing: a wrong
 * passphrase (`passphrase-wrong`), or one that nobody could type (`usage`), leaves no trace.
 */
export async function openPlanned(plan: ConnectPlan, passphrase: string | null): Promise<JoinedProject | null> {
  if (plan.project === null) {
    // Refused before folder and home are made.
    if (passphrase !== null) checkPassphrase(passphrase);
    return null;
  }
  const opened = await openProject(plan.remote, passphrase);
  return { opened, seal: await sealOf(opened) };
}

export interface Connected {
  readonly connection: Connection;
  readonly how: 'created' | 'joined';
}

/**
 * Does what the plan says: makes folder and project, or joins the one that is there; then keeps settings and identity in
 * the home. Faults: those of the remote, `home-busy`, `passphrase-wrong` when another device was faster with another one.
 */
export async function connect(
  plan: ConnectPlan,
  passphrase: string | null,
  joined: JoinedProject | null,
  files: HomeFiles,
  tools: Tools,
): Promise<Connected> {
  const lock = await holdHome(files.home, tools);
  try {
    const { store: state, records } = openHeld(files.home, tools, files.log);
    try {
      if (plan.replaces?.mode === 'merge' && records.rollbackSight() !== null) leaveProject(records, tools);
      if (plan.makesPlace) await makePlace(plan.draft.remote, { tools, keys: () => Promise.resolve(plan.keys) });
      const { opened, how } = await openOrMake(plan, passphrase, joined, state, files, tools);
      const grade = await probedGrade(plan.remote, tools, files.log);
      if (await isBaseGone(plan, joined, state)) forgetAgreement(state);
      const connection = await keep(plan, opened, { state, records }, files, tools);
      keepGrade(state, plan.remote, grade, tools);
      files.log.info('machine.connected', {
        how,
        projectId: connection.projectId,
        where: plan.remote.where,
        encryption: connection.encryption,
      });
      return { connection, how };
    } finally {
      state.close();
    }
  } finally {
    lock.release();
  }
}

async function openOrMake(
  plan: ConnectPlan,
  passphrase: string | null,
  joined: JoinedProject | null,
  state: StateStore,
  { secrets }: HomeFiles,
  { clock, random }: Tools,
): Promise<{ opened: OpenedProject; how: Connected['how'] }> {
  if (joined !== null) return { opened: joined.opened, how: 'joined' };
  const creation = await createProject(plan.remote, {
    mode: plan.draft.mode,
    device: state.deviceId(),
    passphrase: plan.encryption === 'none' ? null : passphrase,
    workFactorLogN: workFactorLogNDefault,
    clock,
    random,
    remember: async ({ key }) => {
      // What is connected now keeps its own identity until the new one is sure.
      if (plan.replaces === null && key !== null) await secrets.set('identity', identityToKeep(key));
    },
  });
  if (creation.kind === 'created') return { opened: creation.project, how: 'created' };
  if (plan.replaces === null) await secrets.delete('identity');
  return { opened: await openProject(plan.remote, passphrase), how: 'joined' };
}

/** Where no memory is here yet, its kind is that of the memory there, whatever the file is to be called. */
async function kindOfMemory(plan: ConnectPlan, opened: OpenedProject): Promise<Connection['source']['kind']> {
  const { kind } = plan.draft.source;
  if (plan.draft.mode === 'merge') return 'claude-mem';
  if (plan.source.kind === 'present' || plan.project === null) return kind;
  try {
    return (await storedKind({ remote: plan.remote, seal: await sealOf(opened) })) ?? kind;
  } catch (error) {
    // What is damaged there is told by the first sync, with what to do; joining needs none of it.
    if (isFault(error) && error.exit === 8) return kind;
    throw error;
  }
}

/** Identity first: settings without it could not be used. */
async function keep(
  plan: ConnectPlan,
  { file, key }: OpenedProject,
  { state, records }: { state: StateStore; records: RecordStore },
  { settings, secrets }: HomeFiles,
  tools: Tools,
): Promise<Connection> {
  if (file.encryption !== plan.encryption)
    throw fail('encryption-switched', { pinned: plan.encryption, found: file.encryption });
  const source = { ...plan.draft.source, kind: await kindOfMemory(plan, { file, key }) };
  const { repoId, encryption, mode } = file;
  const connection = connectionSchema.parse({ ...plan.draft, source, repoId, encryption, mode });
  if (key === null) await secrets.delete('identity');
  else await secrets.set('identity', identityToKeep(key));
  await keepKeys(secrets, plan.keys);
  const { replaces } = plan;
  if (replaces?.repoId !== connection.repoId || replaces.source.path !== connection.source.path) {
    forgetAgreement(state);
    if (replaces?.mode === 'merge') leaveProject(records, tools);
  }
  await settings.write({ ...settings.read(), connection });
  return connection;
}

/**
 * Whether the remote no longer holds what this machine agreed on: it was rolled back for good, and a person wants to go on
 * from what is there.
 */
async function isBaseGone({ remote }: ConnectPlan, joined: JoinedProject | null, state: StateStore): Promise<boolean> {
  const base = state.base();
  if (base === null || joined === null) return false;
  return (await readHeads({ remote, seal: joined.seal }, base)).baseHead === 'absent';
}

/** A log belongs to one project and one memory: with another, or with one that went back for good, it begins anew. */
function leaveProject(records: RecordStore, { random }: Pick<Tools, 'random'>): void {
  records.transaction(() => {
    records.forgetProject();
    records.renewDevice(deviceIdSchema.parse(random.hex(16)));
  });
}

/** What was agreed with another project, or of another file, says nothing of this one. History and restore points stay. */
function forgetAgreement(state: StateStore): void {
  state.transaction(() => {
    state.setBase(null);
    state.setLeaseSight(null);
    state.forgetStoredParts();
  });
}
