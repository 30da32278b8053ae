import type { CommandSpec } from './cli.ts';
import { cleanupCommand } from './cleanup.ts';
import { demoCommand } from './demo.ts';
import { lightCommands } from './light-commands.ts';
import { runCommand } from './run-host.ts';
import { serviceCommands } from './service.ts';
import { startCommand } from './start.ts';
import { tuneFactsCommand, tunePlanCommand } from './tune.ts';
import { tuneApplyCommand } from './tune-apply.ts';
import { tuneInstallHelperCommand, tuneRemoveHelperCommand } from './tune-install-helper.ts';
import { tuneConfirmCommand, tuneRecoverCommand, tuneRevertCommand } from './tune-settle.ts';
import { tuneStatusCommand } from './tune-status.ts';
import { uninstallCommand } from './uninstall.ts';

/** Every command, in the order of the help; a group's own command before its parts. */
export const commands: readonly CommandSpec[] = [
  ...lightCommands,
  startCommand,
  runCommand,
  ...serviceCommands,
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
];
