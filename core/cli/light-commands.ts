import type { CommandSpec } from './cli.ts';
import { configGetCommand, configListCommand, configSetCommand } from './config.ts';
import { conflictsCommand, conflictsKeepCommand, conflictsShowCommand } from './conflicts.ts';
import { devicesCommand, devicesRemoveCommand, devicesRenameCommand } from './devices.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { exportLegacyCommand } from './export-legacy.ts';
import { historyCommand } from './history.ts';
import { importCommand } from './import.ts';
import { foundCommand } from './found.ts';
import { hooksInstallCommand, hooksStatusCommand, hooksUninstallCommand } from './hooks.ts';
import { importLegacyCommand } from './import-legacy.ts';
import { initCommand } from './init.ts';
import { keychainOffCommand, keychainOnCommand, keychainStatusCommand } from './keychain.ts';
import { lockCommand, lockReleaseCommand } from './lock.ts';
import { logsCommand } from './logs.ts';
import { oldNames } from './old-names.ts';
import { projectCommand, projectListCommand, projectPinCommand } from './project.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { restoreCommand } from './restore.ts';
import { statusCommand } from './status.ts';
import { syncCommand } from './sync.ts';
import { undoCommand } from './undo.ts';
import { verifyCommand } from './verify.ts';

/**
 * Commands that a host at work may be asked for: its engine's thread keeps what they load. Nothing of the host itself and of
 * the care for a board is among that. In the order of the help, the hidden ones last.
 */
export const lightCommands: readonly CommandSpec[] = [
  initCommand,
  syncCommand,
  pushCommand,
  pullCommand,
  statusCommand,
  historyCommand,
  restoreCommand,
  undoCommand,
  conflictsCommand,
  conflictsShowCommand,
  conflictsKeepCommand,
  devicesCommand,
  devicesRenameCommand,
  devicesRemoveCommand,
  verifyCommand,
  doctorCommand,
  exportCommand,
  importCommand,
  importLegacyCommand,
  exportLegacyCommand,
  hooksInstallCommand,
  hooksUninstallCommand,
  hooksStatusCommand,
  lockCommand,
  lockReleaseCommand,
  projectCommand,
  projectListCommand,
  projectPinCommand,
  configListCommand,
  configGetCommand,
  configSetCommand,
  keychainStatusCommand,
  keychainOnCommand,
  keychainOffCommand,
  logsCommand,
  foundCommand,
  ...oldNames,
];
