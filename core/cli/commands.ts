import type { CommandSpec } from './cli.ts';
import { initCommand } from './init.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { statusCommand } from './status.ts';
import { syncCommand } from './sync.ts';

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [initCommand, syncCommand, pushCommand, pullCommand, statusCommand];
