import { fail } from '../model/errors.ts';
import type { Grade } from '../model/grade.ts';
import { projectIdSchema } from '../model/ids.ts';
import type { Connection, Settings, SettingsFile } from '../model/settings.ts';
import type { Machine, Policy } from '../engine/machine.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import type { StatusNames } from '../engine/status.ts';
import { restorePointFolder } from '../platform/restore-point-folder.ts';
import { scratchFolder } from '../platform/scratch-folder.ts';
import type { Home } from '../platform/home.ts';
import { openToChange, openToLook } from './compose/access.ts';
import { connectionOf, homeFiles, type HomeFiles } from './compose/home-files.ts';
import { mergeMachineOf } from './compose/merge.ts';
import { remoteAt } from './compose/remote.ts';
import { pinnedSeal, requireProject } from './compose/seal.ts';
import { keySource } from './compose/s3-keys.ts';
import { sourceAt } from './compose/source.ts';
import { gradeToTrust, keptGrade } from './compose/store-grade.ts';
import type { Tools } from './compose/tools.ts';
import { membridgeVersion } from './compose/version.ts';

/** `change` locks home and source; `look` watches, also while another process of this home is at work. */
export type Access = 'change' | 'look';

/** What tests may put between the engine and the adapters. */
export interface Overrides {
  readonly adapt?: (machine: Machine) => Machine;
}

/** A connected machine, ready for the engine. `close` it in every case. */
export interface Composed {
  readonly machine: Machine;
  /** The same machine in merge mode; null in mirror mode. */
  readonly merge: MergeMachine | null;
  readonly home: Home;
  readonly files: HomeFiles;
  readonly connection: Connection;
  readonly settings: Settings;
  readonly names: StatusNames;
  /** What the remote was seen to keep of its promises; null while nobody has looked. */
  readonly grade: Grade | null;
  /** Another process of this home is at work right now; only in `look`. */
  readonly isBusy: boolean;
  /** Throws when the remote is not, or no longer, the project that was pinned (compose/seal.ts). */
  requireProject(): Promise<void>;
  close(): void;
}

/**
 * Builds the machine of a home folder from its settings. Faults: `not-connected`, `settings-unreadable`,
 * `passphrase-needed`, `home-busy`, `source-busy`, those of the state database.
 */
export async function compose(
  homePath: string,
  access: Access,
  tools: Tools,
  overrides: Overrides = {},
): Promise<Composed> {
  const files = homeFiles(homePath, tools);
  const { home, log } = files;
  const { connection, settings } = readSettings(files);
  const open =
    access === 'change'
      ? await openToChange(home, connection.source.path, tools, log)
      : await openToLook(home, tools, log);
  try {
    const { state, records } = open;
    const keys = keySource(files.secrets, tools.at.env);
    const remoteTools = { tools, keys, writerId: state.deviceId() };
    const remote = remoteAt(connection.remote, projectIdSchema.parse(connection.projectId), remoteTools);
    const grade = keptGrade(state, remote);
    const machine: Machine = {
      clock: tools.clock,
      random: tools.random,
      log,
      source: sourceAt(connection.source, { tools, log, scratchFolder: home.scratchFolder }),
      remote,
      seal: await pinnedSeal(connection, files.secrets, home.folder),
      state,
      scratch: scratchFolder(home.scratchFolder),
      restorePoints: restorePointFolder(home.restorePointsFolder),
      grade: gradeToTrust(grade),
      self: { label: connection.label, platform: tools.at.system, version: membridgeVersion },
      policy: policyOf(settings, tools.at.env['LOCK_TTL_SECONDS']),
    };
    const adapted = overrides.adapt?.(machine) ?? machine;
    const parts = { store: records, connection, settings, tools, scratchFolder: home.scratchFolder };
    return {
      machine: adapted,
      merge: connection.mode === 'merge' ? await mergeMachineOf(adapted, parts) : null,
      home,
      files,
      connection,
      settings,
      names: { project: { name: connection.project, id: connection.projectId }, mode: connection.mode },
      grade,
      isBusy: open.isBusy,
      requireProject: () => requireProject(adapted.remote, connection, adapted.state.base()),
      close: open.close,
    };
  } catch (error) {
    open.close();
    throw error;
  }
}

function readSettings(files: HomeFiles): { connection: Connection; settings: Settings } {
  const file: SettingsFile = files.settings.read();
  return { connection: connectionOf(file, files.home), settings: file.settings };
}

/** `lockTtlSeconds`: LOCK_TTL_SECONDS of the old Python membridge, which wins over the setting. */
function policyOf(settings: Settings, lockTtlSeconds: string | undefined): Policy {
  const { safetyCopies, setAsideDays } = settings.retention;
  return {
    leaseTtlMs: lockTtlSeconds ? ttlMsOf(lockTtlSeconds) : settings.leaseTtlMs,
    safetyCopies,
    setAsideDays,
    // `ask` becomes `auto` when a person has said yes (ask.ts); nobody has yet.
    workerControl: settings.workerControl === 'auto' ? 'auto' : 'never',
  };
}

/** The same bounds as the setting `leaseTtlMs` has. */
function ttlMsOf(seconds: string): number {
  const ttlMs = /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : 0;
  if (ttlMs >= 60_000 && ttlMs <= 86_400_000) return ttlMs;
  throw fail('setting-invalid', {
    key: 'LOCK_TTL_SECONDS',
    value: seconds,
    expected: 'a whole number from 60 to 86400',
  });
}
