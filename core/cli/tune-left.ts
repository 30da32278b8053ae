import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtChanges } from '../host/compose/board-look.ts';
import { helperMachine } from '../host/compose/helper-machine.ts';
import { helperUnitNames } from '../host/service/helper-units.ts';
import { standing } from '../model/tune/verdict.ts';
import type { Cli } from './cli.ts';
import { commandLine } from './tune-root.ts';

/** Whether settings of this machine come from us. A journal that cannot be read: they may. */
export function standsHere(cli: Cli): boolean {
  if (cli.tools.at.platform !== 'linux') return false;
  try {
    return standing(lookAtChanges('/', cli.tools).journal).length > 0;
  } catch {
    return true;
  }
}

/** To paste, as root. */
export function revertCommand(cli: Cli): string {
  return commandLine(cli, false, ['membridge', 'tune', 'revert']);
}

/** What of tuning stays on this machine when the rest of us goes: it is root's, and has commands of its own. */
export function tuningLeft(cli: Cli): string[] {
  const say = cli.text.words.tune.helper;
  const { unitFolder, platform } = helperMachine(cli.tools.at);
  const hasHelper = platform === 'linux' && existsSync(join(unitFolder, helperUnitNames.socket));
  return [
    ...(standsHere(cli) ? [say.leavesSettings(revertCommand(cli))] : []),
    ...(hasHelper ? [say.leaves(commandLine(cli, false, ['membridge', 'tune', 'remove-helper']))] : []),
  ];
}
