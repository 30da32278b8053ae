import type { CommandSpec } from './cli.ts';
import { cleanupCommand } from './cleanup.ts';
import { configGetCommand, configListCommand, configSetCommand } from './config.ts';
import { conflictsCommand, conflictsKeepCommand, conflictsShowCommand } from './conflicts.ts';
import { demoCommand } from './demo.ts';
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
import { lockCommand, lockReleaseCommand } from './lock.ts';
import { logsCommand } from './logs.ts';
import { oldNames } from './old-names.ts';
import { projectCommand, projectListCommand, projectPinCommand } from './project.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { restoreCommand } from './restore.ts';
import { runCommand } from './run-host.ts';
import { serviceInstallCommand, serviceStatusCommand, serviceUninstallCommand } from './service.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { syncCommand } from './sync.ts';
import { tuneFactsCommand, tunePlanCommand } from './tune.ts';
import { tuneApplyCommand } from './tune-apply.ts';
import { tuneInstallHelperCommand, tuneRemoveHelperCommand } from './tune-install-helper.ts';
import { tuneConfirmCommand, tuneRecoverCommand, tuneRevertCommand } from './tune-settle.ts';
import { tuneStatusCommand } from './tune-status.ts';
import { undoCommand } from './undo.ts';
import { uninstallCommand } from './uninstall.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of the help; a group's own command before its parts. */
export const commands: readonly CommandSpec[] = [
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
  logsCommand,
  startCommand,
  runCommand,
  serviceInstallCommand,
  serviceUninstallCommand,
  serviceStatusCommand,
  tuneFactsCommand,
  tunePlanCommand,
  tuneApplyCommand,
  tuneConfirmCommand,
  tuneStatusCommand,
  tuneRevertCommand,
  tuneRecoverCommand,
  tuneInstallHelperCommand,
  tuneRemoveHelperCommand,
  uninstallCommand,
  cleanupCommand,
  demoCommand,
  foundCommand,
  ...oldNames,
];
