/** A machine on disk as a person has it: home folder, memory, folder remote, seal. For tests that kill what works on it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, Watch } from '../../core/engine/machine.ts';
import { findRestoreTarget, restore } from '../../core/engine/restore.ts';
import { recover } from '../../core/engine/sync.ts';
import { planUndo, undo } from '../../core/engine/undo.ts';
import { compose, type Composed } from '../../core/host/compose.ts';
import type { Consent } from '../../core/host/consent.ts';
import { runReplacing } from '../../core/host/replacing.ts';
import { runSync } from '../../core/host/run-sync.ts';
import { homeFiles } from '../../core/host/compose/home-files.ts';
import { identityToKeep } from '../../core/host/compose/seal.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools, type Tools } from '../../core/host/compose/tools.ts';
import type { Decision } from '../../core/model/decision.ts';
import { projectIdOf } from '../../core/model/ids.ts';
import type { Intent } from '../../core/model/observation.ts';
import { encodeProjectFile } from '../../core/model/project-file.ts';
import { settingsDefault } from '../../core/model/settings.ts';
import { folderRemote } from '../../core/remotes/folder/folder-remote.ts';
import { goldenKey } from '../remotes/seal/sealing-fixtures.ts';

/** Where everything of one machine lies; plain data, so that it can be told to a child process. */
export interface CrashPlace {
  readonly label: string;
  readonly home: string;
  readonly database: string;
  readonly remote: string;
  /** What the machine's programs see; names claude-mem's worker where there is one. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a person or the host asks a machine to do. */
export type CrashAct =
  | { readonly kind: 'sync'; readonly intent: Intent }
  | { readonly kind: 'restore'; readonly id: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'recover' };

const project = 'mem';
export const remoteRoot = (folder: string): string => join(folder, 'membridge', projectIdOf(project));

/** Makes an empty project in the folder, sealed for `goldenKey`. */
export async function createRemote(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const remote = folderRemote({ folder, project: projectIdOf(project), random: systemTools().random });
  const shared = { format: 1, kind: 'project', repoId: goldenKey.repoId, mode: 'mirror' } as const;
  const createdBy = '0'.repeat(32);
  const file = { ...shared, createdBy, encryption: 'age', kdf: { name: 'scrypt', workFactorLogN: 16 } } as const;
  await remote.create('project.json', new TextEncoder().encode(encodeProjectFile(file as never)));
}

/** Writes what `init` leaves in a home: settings and the identity. */
export async function connectHome(place: CrashPlace): Promise<void> {
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  const { settings, secrets } = homeFiles(place.home, systemTools());
  await secrets.set('identity', identityToKeep(goldenKey));
  await settings.write({
    format: 1,
    settings: settingsDefault,
    connection: {
      project,
      projectId: projectIdOf(project),
      mode: 'mirror',
      remote: { kind: 'folder', folder: place.remote },
      source: { kind: 'claude-mem', path: place.database },
      label: place.label,
      repoId: goldenKey.repoId,
      encryption: 'age',
    },
  });
}

/**
 * The product's own composition over that place; `adapt` may put something between engine and adapters. The store is trusted
 * as `init` would find it: a folder on a local disk.
 */
export async function openMachine(
  place: CrashPlace,
  adapt: (machine: Machine) => Machine = (machine) => machine,
): Promise<Composed> {
  const tools: Tools = { ...systemTools(), at: systemSurroundings(place.environment) };
  return compose(place.home, 'change', tools, { adapt: (machine) => adapt({ ...machine, grade: 'A' }) });
}

/** A person who said yes to everything in advance. */
const consent: Consent = { yes: true, ask: () => Promise.resolve(true) };

/** Runs one act to its end, as a command does; gives what was decided, null for acts that decide nothing. */
export async function runAct(composed: Composed, act: CrashAct, watch: Watch = {}): Promise<Decision | null> {
  switch (act.kind) {
    case 'sync':
      return (await runSync(composed, { intent: act.intent, dryRun: false }, consent, watch)).decision;
    case 'restore':
      await runReplacing(composed, consent, true, async (machine) =>
        restore(machine, await findRestoreTarget(machine, act.id), watch),
      );
      return null;
    case 'undo': {
      await runReplacing(composed, consent, true, async (machine) => undo(machine, planUndo(machine), watch));
      return null;
    }
    case 'recover':
      await recover(composed.machine);
      return null;
  }
}

/** One whole run of the product in this process: open, act, close. */
export async function run(
  place: CrashPlace,
  act: CrashAct,
  adapt?: (machine: Machine) => Machine,
  watch: Watch = {},
): Promise<Decision | null> {
  const composed = await openMachine(place, adapt);
  try {
    return await runAct(composed, act, watch);
  } finally {
    composed.close();
  }
}
